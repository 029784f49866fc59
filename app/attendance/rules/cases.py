"""An absence from its finding to its excuse or criticism. Source: domain.md R33, 2.10.

The program proposes, a person issues: nothing here or in a job criticises by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.attendance.rules.words import CaseKind, CaseState
from app.shared.sentences import Sentence, say

LONGEST_TEXT = 4000
#: The rate that holds for every post the contract does not name.
OTHER_POSTS = ""
MOST_RISE = Decimal(1)
_WAITS_FOR_CONTRACTOR = (CaseState.AWAITING, CaseState.REFUSED)


def text_problems(*texts: str) -> list[Sentence]:
    """Refuse texts that are too long for a paper."""
    if any(len(text) > LONGEST_TEXT for text in texts):
        return [say("A text has more than %(most)s characters.", most=LONGEST_TEXT)]
    return []


def is_late(due_on: date, on: date) -> bool:
    """Return whether evidence of that day comes after its due day."""
    return on > due_on


def evidence_problems(state: CaseState, words: str, photos: int) -> list[Sentence]:
    """Return why the evidence cannot be handed in; late evidence is taken, and marked."""
    if state not in _WAITS_FOR_CONTRACTOR:
        return [say("This absence is not waiting for evidence: %(state)s.", state=state.label)]
    problems = text_problems(words)
    if not words.strip():
        problems.append(say("Say why the person was not at the post."))
    if not photos:
        problems.append(say("Written evidence needs a photo or scan of the paper."))
    return problems


def judging_problems(
    state: CaseState, handed_in_by: str | None, judge: str, reason: str
) -> list[Sentence]:
    """Return why `judge` cannot accept or refuse the evidence; persons are natural persons."""
    if state != CaseState.HANDED_IN:
        return [say("There is no evidence to judge: %(state)s.", state=state.label)]
    problems = text_problems(reason)
    if handed_in_by == judge:
        problems.append(say("Whoever handed in the evidence cannot judge it."))
    if not reason.strip():
        problems.append(say("Say why the evidence is accepted or refused."))
    return problems


def may_be_criticised(state: CaseState, due_on: date, on: date) -> bool:
    """Return whether a criticism is proposed: evidence refused, or none when its day has passed."""
    if state == CaseState.REFUSED:
        return True
    return state == CaseState.AWAITING and is_late(due_on, on)


def criticism_problems(state: CaseState, due_on: date, on: date, words: str) -> list[Sentence]:
    """Return why the notice of criticism cannot be issued."""
    if state == CaseState.CRITICISED:
        return [say("The criticism was issued already.")]
    if not may_be_criticised(state, due_on, on):
        return [
            say(
                "A criticism follows only refused evidence, or none by %(day)s; this absence: %(state)s.",
                day=due_on,
                state=state.label,
            )
        ]
    return text_problems(words)


def penalty_fen(rates: Mapping[tuple[CaseKind, str], int], kind: CaseKind, post: str) -> int | None:
    """Return what the contract asks for one day, or one person; None where it has no rate.

    One case is one day at one post, so a case never costs more than one rate.
    """
    named = rates.get((kind, post))
    return rates.get((kind, OTHER_POSTS)) if named is None else named


def raised_fen(rate_fen: int, rise_share: Decimal, repetition: int) -> int:
    """Return the rate with its rise for the first, second, ... repetition; half a fen upwards.

    ASSUMPTION: "each time +20 %" adds a fifth of the rate each time, and does not compound.
    """
    raised = Decimal(rate_fen) * (1 + rise_share * repetition)
    return int(raised.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Penalty:
    """What the contract asks for a case: its rate, and its rise where the firm did it before."""

    rate_fen: int | None
    rise_share: Decimal = Decimal(0)
    #: How many criticisms of the same kind at the same post stand before this one.
    repetition: int = 0

    @property
    def is_raised(self) -> bool:
        """Whether the contract asks for more than its rate."""
        return self.rate_fen is not None and bool(self.rise_share) and self.repetition > 0

    @property
    def raised_fen(self) -> int | None:
        """The rate with its rise; None without a rate."""
        if self.rate_fen is None:
            return None
        return raised_fen(self.rate_fen, self.rise_share, self.repetition)


def rise_problems(rise_share: Decimal | None) -> list[Sentence]:
    """Return why a rise for repetition cannot be entered; none is entered as 0 or left empty."""
    if rise_share is not None and not 0 <= rise_share <= MOST_RISE:
        return [
            say(
                "The rise for each repetition lies between 0 and %(most)s %%.", most=MOST_RISE * 100
            )
        ]
    return []
