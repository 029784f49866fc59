"""A failed key item: rectified and tested again, or demolished and rebuilt. Sources: domain.md R27, R31."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.shared.sentences import LabelledEnum, Sentence, say

LONGEST_REASON: Final = 1000
SHORTEST_REASON: Final = 2


class NonconformityState(LabelledEnum):
    """Where a failed key item stands."""

    OPEN = "open", say("Undecided")
    RECTIFYING = "rectifying", say("Being rectified")
    CLOSED = "closed", say("Settled")


class Disposition(LabelledEnum):
    """What is done about it."""

    RECTIFY = "rectify", say("Rectify and test again")
    DEMOLISH = "demolish", say("Demolish and rebuild")
    #: The values were entered wrongly; the corrected lot passes.
    CORRECTED = "corrected", say("Values corrected")


@dataclass(frozen=True)
class Decision:
    """What somebody decides about a failed key item."""

    disposition: Disposition | None
    reason: str
    #: Until when a rectification must be done.
    due_on: date | None = None


def decision_problems(decision: Decision, state: NonconformityState, today: date) -> list[Sentence]:
    """Return why a failed key item cannot be decided so.

    What is being rectified may still be demolished; what is closed stays closed.
    """
    if state is NonconformityState.CLOSED:
        return [say("This failed item is closed already.")]
    problems = []
    if decision.disposition not in (Disposition.RECTIFY, Disposition.DEMOLISH):
        problems.append(say("Choose: rectify, or demolish and rebuild."))
    if state is NonconformityState.RECTIFYING and decision.disposition is Disposition.RECTIFY:
        problems.append(say("It is being rectified already."))
    if len(decision.reason.strip()) < SHORTEST_REASON:
        problems.append(say("Give the reason, so that it can be read later."))
    if len(decision.reason) > LONGEST_REASON:
        problems.append(say("The reason has more than %(most)s characters.", most=LONGEST_REASON))
    if decision.disposition is Disposition.RECTIFY and decision.due_on is None:
        problems.append(say("Say until when it must be rectified."))
    if decision.due_on is not None and decision.due_on < today:
        problems.append(say("The day by which it must be rectified is over."))
    return problems
