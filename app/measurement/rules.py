"""What may be measured in a period: proven by acceptance, never more. Source: domain.md 2.4, R30, R31."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from app.accounts.rules import Role
from app.contracts.rules import BillLine, MeasuredAmounts
from app.orders.rules import BlockKind
from app.quality.rules.stretches import Stretch, joined, length_of, shared, without
from app.shared.quantities import round_half_up
from app.shared.sentences import LabelledEnum, Sentence, say

NOTHING: Final = Decimal(0)
PLACES: Final = 3
LONGEST_WHY: Final = 2000
LONGEST_PAPER: Final = 100


class PeriodState(LabelledEnum):
    """Where a period stands. Confirmed, it is final."""

    DRAFTED = "drafted", say("Measurement being drafted")
    SUBMITTED = "submitted", say("Submitted by the contractor")
    CHECKED = "checked", say("Checked by the supervisor")
    CONFIRMED = "confirmed", say("Measurement confirmed")


#: What follows each state, and who may take that step.
STEPS: Final = {
    PeriodState.DRAFTED: (
        PeriodState.SUBMITTED,
        frozenset({Role.CONTRACTOR, Role.PROJECT_OFFICE}),
    ),
    PeriodState.SUBMITTED: (PeriodState.CHECKED, frozenset({Role.SUPERVISOR})),
    PeriodState.CHECKED: (
        PeriodState.CONFIRMED,
        frozenset({Role.PROJECT_OFFICE, Role.AREA_ENGINEER}),
    ),
}


def waits_for(state: PeriodState) -> tuple[Role, ...]:
    """Return the roles of which one takes the next step, in the order of the roles; none when final."""
    _next, roles = STEPS.get(state, (None, frozenset()))
    return tuple(role for role in Role if role in roles)


@dataclass(frozen=True)
class BlockedBy:
    """The paper that keeps a stretch from being measured (R30)."""

    kind: BlockKind
    paper_id: int
    #: Its number, as people call it.
    paper: str


@dataclass(frozen=True)
class Road:
    """A work with chainages, and where it is blocked from measurement; without a stretch, the whole work."""

    ends: Stretch | None
    blocked: tuple[Stretch, ...] = ()
    is_blocked: bool = False
    papers: tuple[BlockedBy, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What may be measured of an item on a work this period; below zero where works were taken back."""

    item_id: int
    work_id: int
    evidence_quantity: Decimal
    #: Proven but blocked.
    withheld_quantity: Decimal = NOTHING
    #: What blocks it; empty when nothing is withheld.
    withheld_by: tuple[BlockedBy, ...] = ()


@dataclass(frozen=True)
class ItemMeasured(MeasuredAmounts):
    """An item measured up to the end of a period."""

    item_id: int
    code: str
    chapter: str
    unit_price_fen: int
    to_end: Decimal
    to_previous: Decimal = NOTHING


@dataclass(frozen=True)
class PeriodFigures:
    """What is measured up to the end of a period, item by item in the order of the bill."""

    lines: tuple[ItemMeasured, ...] = field(default=())
    is_confirmed: bool = False


def propose(
    bill: Sequence[BillLine],
    roads: Mapping[int, Road],
    passed: Mapping[int, Mapping[str, Collection[Stretch]]],
    whole: Mapping[int, Collection[str]],
    before: Mapping[tuple[int, int], Decimal],
) -> list[Proposal]:
    """Return what acceptances prove of each item with a process, less what was measured before.

    `passed` has the stretches that stand accepted by work and process; `whole` the processes that
    stand accepted on a work as a whole; `before` what earlier periods measured by item and work.
    """
    found = []
    for line in bill:
        if not line.process:
            continue
        for work_id, quantity in line.by_work.items():
            measured = before.get((line.item_id, work_id), NOTHING)
            road = roads.get(work_id, Road(None))
            shares = _proven(line.process, work_id, road, passed, whole)
            proven, free = (_part(quantity, share) for share in shares)
            # A block holds back what is new; only what no longer stands accepted is taken back.
            payable = max(free, min(measured, proven))
            evidence, withheld = payable - measured, proven - payable
            if evidence or withheld:
                papers = road.papers if withheld else ()
                found.append(Proposal(line.item_id, work_id, evidence, withheld, papers))
    return found


def _proven(
    process: str,
    work_id: int,
    road: Road,
    passed: Mapping[int, Mapping[str, Collection[Stretch]]],
    whole: Mapping[int, Collection[str]],
) -> tuple[Decimal, Decimal]:
    """Return which share of the work is proven, and which of it is not blocked."""
    if process in whole.get(work_id, ()):
        return Decimal(1), Decimal(0 if road.is_blocked or road.blocked else 1)
    if road.ends is None or not road.ends.length_m:
        return NOTHING, NOTHING
    standing = shared(joined(passed.get(work_id, {}).get(process, ())), [road.ends])
    free = [] if road.is_blocked else without(standing, road.blocked)
    length = road.ends.length_m
    return length_of(standing) / length, length_of(free) / length


def _part(quantity: Decimal, share: Decimal) -> Decimal:
    return round_half_up(quantity * share, PLACES)


def line_problems(
    quantity: Decimal, evidence: Decimal | None, why: str, paper: str
) -> list[Sentence]:
    """Return what is wrong with one measured quantity; without evidence of the site a paper proves it."""
    problems = []
    if not quantity.is_finite() or quantity != round_half_up(quantity, PLACES):
        return [say("A measured quantity has at most 3 places.")]
    if evidence is not None and quantity > evidence:
        problems.append(say("More than the evidence proves cannot be measured."))
    if evidence is None and (not paper.strip() or not why.strip()):
        problems.append(say("What no acceptance proves needs a paper and a reason."))
    if evidence is not None and quantity < evidence and not why.strip():
        problems.append(say("Say why less is measured than the evidence proves."))
    if len(why) > LONGEST_WHY or len(paper) > LONGEST_PAPER:
        problems.append(say("Reason or paper is too long."))
    return problems


def limit_problems(
    bill: Sequence[BillLine], to_end: Mapping[int, Decimal], limit_share: Decimal
) -> list[Sentence]:
    """Return which items would be measured beyond the bill or below nothing."""
    problems = []
    for line in bill:
        measured = to_end.get(line.item_id, NOTHING)
        if measured > line.quantity * limit_share:
            problems.append(
                say(
                    "Item %(code)s: %(measured)s would be measured of %(bill)s; it needs a change order first.",
                    code=line.code,
                    measured=f"{measured:f}",
                    bill=f"{line.quantity:f}",
                )
            )
        elif measured < 0:
            problems.append(say("Item %(code)s would be measured below nothing.", code=line.code))
    return problems


def evidence_problems(
    measured: Mapping[tuple[int, int], Decimal],
    proven: Mapping[tuple[int, int], Decimal],
    names: Mapping[int, str],
) -> list[Sentence]:
    """Return where more is measured than acceptances prove now; they may have been taken back since.

    Both are by item and work; `names` has the codes of the items.
    """
    return [
        say(
            "Item %(code)s: %(measured)s is measured, and acceptances prove %(proven)s now;"
            " send it back and fill it again.",
            code=names.get(key[0], ""),
            measured=f"{measured.get(key, NOTHING):f}",
            proven=f"{proven.get(key, NOTHING):f}",
        )
        for key in sorted({*measured, *proven})
        if measured.get(key, NOTHING) > proven.get(key, NOTHING)
    ]


def refilled(quantity: Decimal, evidence: Decimal, evidence_now: Decimal) -> Decimal:
    """Return what is measured once the evidence is another: a correction downward stays."""
    return evidence_now if quantity == evidence else min(quantity, evidence_now)


def step_problems(
    state: PeriodState,
    roles: Collection[Role],
    person: str,
    earlier: Collection[str],
    authors: Collection[str] = (),
) -> list[Sentence]:
    """Return why this person cannot take the next step; each is another person's, and an author only submits."""
    if state not in STEPS:
        return [say("This measurement is confirmed and final.")]
    if STEPS[state][1].isdisjoint(roles):
        return [say("This step of the measurement is somebody else's.")]
    if person in earlier:
        return [say("Whoever took an earlier step cannot take this one.")]
    if person in authors and state is not PeriodState.DRAFTED:
        return [say("Whoever drafted or changed the measurement cannot agree to it.")]
    return []
