"""Who signs a step, in which order, and what each may not do (R26, A13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from app.shared.sentences import LabelledEnum, Sentence, say

#: A telephone's clock may be so much ahead of ours.
CLOCK_SKEW: Final = timedelta(minutes=10)
LONGEST_TEXT: Final = 2000
LENGTH_OF_MOBILE: Final = 11


class Party(LabelledEnum):
    """Who has a say about a step, in the order of the form (domain.md 3.8)."""

    CONTRACTOR = "contractor", say("Contractor")
    SUPERVISOR = "supervisor", say("Supervisor")
    VILLAGE = "village", say("Village representative")
    BUREAU_ENGINEER = "bureau_engineer", say("Bureau engineer")
    STATION = "station", say("Quality station")


#: Sign in any order after the contractor's own check, and before the station.
FIRST_LINE: Final = (Party.SUPERVISOR, Party.VILLAGE, Party.BUREAU_ENGINEER)


class RequestState(LabelledEnum):
    """How far a request is; a refused one waits for the contractor's next round."""

    WAITING = "waiting", say("Waiting for sign-offs")
    AT_STATION = "at_station", say("Waiting for the station")
    PASSED = "passed", say("Passed")
    CONDITIONAL = "conditional", say("Passed, strength awaited")
    REFUSED = "refused", say("Refused, new round needed")
    WITHDRAWN = "withdrawn", say("Withdrawn")


OPEN_STATES: Final = (RequestState.WAITING, RequestState.AT_STATION)
PASSED_STATES: Final = (RequestState.PASSED, RequestState.CONDITIONAL)


@dataclass(frozen=True)
class Signed:
    """One signature of a round: whose, what it says, and the human behind it."""

    party: Party
    agrees: bool
    #: What identifies the human: the account's person, or a village representative's telephone.
    person: str
    name: str = ""
    #: Of a village representative: who held the telephone on which was signed.
    holder: str | None = None


@dataclass(frozen=True)
class SignOffDraft:
    """A signature as it arrives."""

    party: Party
    agrees: bool
    person: str
    signed_at: datetime
    opinion: str = ""
    reason: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True)
class VillageDraft:
    """What a village representative without an account gives on somebody's telephone."""

    name: str
    phone: str
    village: str
    has_photo: bool
    has_signature: bool
    holder: str
    holder_is_contractor: bool = False
    #: Somebody stands in for the representative who was expected.
    substitute_for: str = ""


def state_of(signed: Sequence[Signed]) -> RequestState:
    """Return how far a round is; any refusal ends it. A pass is unconditional as far as this knows."""
    if any(not one.agrees for one in signed):
        return RequestState.REFUSED
    parties = {one.party for one in signed}
    if Party.STATION in parties:
        return RequestState.PASSED
    return RequestState.AT_STATION if parties.issuperset(FIRST_LINE) else RequestState.WAITING


def waiting_for(signed: Sequence[Signed]) -> tuple[Party, ...]:
    """Return whose signature the round waits for now; the contractor's after a refusal."""
    state = state_of(signed)
    if state == RequestState.REFUSED:
        return (Party.CONTRACTOR,)
    if state == RequestState.AT_STATION:
        return (Party.STATION,)
    if state == RequestState.PASSED:
        return ()
    parties = {one.party for one in signed}
    return tuple(party for party in FIRST_LINE if party not in parties)


def signing_problems(
    state: RequestState,
    this_round: Sequence[Signed],
    all_rounds: Sequence[Signed],
    draft: SignOffDraft,
    received_at: datetime,
) -> list[Sentence]:
    """Return why a signature does not count.

    The station comes last, nobody signs twice or for two parties, and a refusal says why (R26, A13).
    """
    if problems := _order_problems(state, this_round, draft.party):
        return problems
    problems = _person_problems(all_rounds, draft)
    if not draft.agrees and not draft.reason.strip():
        problems.append(say("Say why it is refused."))
    if draft.signed_at > received_at + CLOCK_SKEW:
        problems.append(say("The signature is dated in the future; check the clock of the phone."))
    if (draft.longitude is None) != (draft.latitude is None):
        problems.append(say("A place needs both longitude and latitude."))
    if max(len(draft.opinion), len(draft.reason)) > LONGEST_TEXT:
        problems.append(say("A text has more than %(most)s characters.", most=LONGEST_TEXT))
    return problems


def _order_problems(
    state: RequestState, this_round: Sequence[Signed], party: Party
) -> list[Sentence]:
    if state in PASSED_STATES:
        return [say("This step has passed already.")]
    if state == RequestState.WITHDRAWN:
        return [say("This request was withdrawn.")]
    if state == RequestState.REFUSED:
        return [say("This round ended with a refusal; the contractor must ask anew.")]
    if any(one.party == party for one in this_round):
        return [say("%(party)s has signed this round already.", party=party.label)]
    if party != Party.STATION:
        return []
    return [
        say("The station signs last: %(party)s has not signed yet.", party=one.label)
        for one in waiting_for(this_round)
        if one != Party.STATION
    ]


def _person_problems(all_rounds: Sequence[Signed], draft: SignOffDraft) -> list[Sentence]:
    """Nobody signs for two parties of a request, the asker for none but the contractor."""
    others = {one.party for one in all_rounds if one.person == draft.person} - {draft.party}
    if not others:
        return []
    if Party.CONTRACTOR in others:
        return [say("Who asks for the acceptance cannot sign for another party.")]
    return [
        say(
            "The same person has signed this request as “%(party)s”; one person signs for one party.",
            party=min(others).label,
        )
    ]


def holder_problems(
    signed: Sequence[Signed], draft: SignOffDraft, *, holder_may_sign: bool
) -> list[Sentence]:
    """Return why who held the phone for the village cannot sign now for an own party."""
    if holder_may_sign or all(one.holder != draft.person for one in signed):
        return []
    return [say("You held the phone on which the village signed; somebody else must sign.")]


def village_problems(
    village: VillageDraft,
    signed: Sequence[Signed],
    *,
    holder_may_sign: bool,
    is_telephone_of_signer: bool = False,
) -> list[Sentence]:
    """Return why a village representative's signature cannot be taken on this telephone."""
    problems = []
    if not village.name.strip():
        problems.append(say("Enter the name of the village representative."))
    if not is_telephone(village.phone):
        problems.append(say("Enter the telephone number of the village representative."))
    if not village.has_signature:
        problems.append(say("The village representative must sign in the box."))
    if not village.has_photo:
        problems.append(say("Take a photo of the village representative at the place."))
    if village.holder_is_contractor:
        problems.append(say("The contractor's people cannot hold the phone for the village."))
    if holder_signs(village.holder, signed) and not holder_may_sign:
        problems.append(say("Who holds the phone has signed for another party; hand it on."))
    name = village.name.strip()
    if name and any(one.name == name and one.party != Party.VILLAGE for one in signed):
        problems.append(say("A person of this name has signed for another party."))
    elif is_telephone_of_signer:
        problems.append(say("This telephone belongs to somebody who signed for another party."))
    return problems


def holder_signs(holder: str, signed: Sequence[Signed]) -> bool:
    """Return whether who held the phone for the village signs the request for another party."""
    return any(one.person == holder and one.party != Party.VILLAGE for one in signed)


def is_telephone(text: str) -> bool:
    """Return whether the text can be a telephone number: 7 to 15 digits, spaces and dashes aside."""
    digits = text.replace(" ", "").replace("-", "").removeprefix("+")
    return digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15


def masked(phone: str) -> str:
    """Return the telephone as people see it who need not know it: 138****5678."""
    digits = phone.replace(" ", "").replace("-", "")
    if len(digits) < LENGTH_OF_MOBILE:
        return "*" * max(len(digits) - 2, 0) + digits[-2:]
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
