"""A finding from the day it is found to the day somebody else closes it. Source: domain.md 3.6."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.inspections.rules.records import LONGEST_TEXT, Stretch, stretch_problems
from app.inspections.rules.words import FindingState, Severity, Topic
from app.shared.calendar import WorkingCalendar
from app.shared.sentences import Sentence, say

#: A rectification that takes longer is a plan, not a due date.
LONGEST_DUE = timedelta(days=180)
_WAITS_FOR_CONTRACTOR = (FindingState.OPEN, FindingState.RETURNED)


@dataclass(frozen=True)
class FindingDraft:
    """A finding as it was entered."""

    topic: Topic
    severity: Severity
    description: str
    due_on: date | None = None
    work_id: int | None = None
    stretch: Stretch | None = None
    #: Put right while the inspector stood by: closed at once, without proof.
    solved_on_spot: bool = False


@dataclass(frozen=True)
class FindingFacts:
    """What decides whether a finding is late."""

    due_on: date | None
    #: The day the proof that still stands was handed in; None while there is none.
    proved_on: date | None = None
    closed_on: date | None = None


def finding_problems(draft: FindingDraft, number: int, found_on: date) -> list[Sentence]:
    """Return what is wrong with the finding, which is the numberth of its inspection."""
    problems = []
    if not draft.description.strip():
        problems.append(say("Finding %(number)s: describe what is wrong.", number=number))
    if len(draft.description) > LONGEST_TEXT:
        problems.append(
            say(
                "Finding %(number)s: the description has more than %(most)s characters.",
                number=number,
                most=LONGEST_TEXT,
            )
        )
    problems += _due_problems(draft, number, found_on)
    return problems + stretch_problems(draft.stretch)


def default_due_on(
    severity: Severity, found_on: date, days: Mapping[Severity, int], calendar: WorkingCalendar
) -> date:
    """Return the due date that the form proposes: working days by severity (settings)."""
    return calendar.add_working_days(found_on, days[severity])


def proof_problems(
    state: FindingState, severity: Severity, words: str, photos: int
) -> list[Sentence]:
    """Return why this proof cannot be handed in for a finding in this state."""
    if state not in _WAITS_FOR_CONTRACTOR:
        return [say("This finding is not waiting for a proof: %(state)s.", state=state.label)]
    problems = []
    if not words.strip():
        problems.append(say("Say what was done to put it right."))
    if len(words) > LONGEST_TEXT:
        problems.append(say("The text has more than %(most)s characters.", most=LONGEST_TEXT))
    if severity != Severity.GENERAL and not photos:
        problems.append(say("A serious or critical finding needs a photo as proof."))
    return problems


def closing_problems(state: FindingState, proved_by: str | None, closer: str) -> list[Sentence]:
    """Return why `closer` cannot close the finding; persons are compared as natural persons."""
    if state != FindingState.PROVED:
        return [say("Only a finding with a proof can be closed; this one: %(s)s.", s=state.label)]
    if proved_by == closer:
        return [say("Whoever handed in the proof cannot close the finding.")]
    return []


def returning_problems(
    state: FindingState, proved_by: str | None, checker: str, reason: str
) -> list[Sentence]:
    """Return why `checker` cannot send the proof back."""
    problems = closing_problems(state, proved_by, checker)
    if not reason.strip():
        problems.append(say("Say what is still missing."))
    if len(reason) > LONGEST_TEXT:
        problems.append(say("The text has more than %(most)s characters.", most=LONGEST_TEXT))
    return problems


def side_problems(*, by_bureau_only: bool, is_outsider: bool) -> list[Sentence]:
    """Return why somebody of this side cannot check the proof: the issuer's side does (domain.md 3.6)."""
    if by_bureau_only and is_outsider:
        return [say("The bureau ordered this; only the bureau checks the proof.")]
    return []


def is_overdue(finding: FindingFacts, on: date) -> bool:
    """Return whether the finding is late at the beginning of the day `on`.

    A finding is late when its due day has passed, it was not closed before, and no proof handed in
    in time is waiting: the check is not the contractor's delay.
    """
    if finding.due_on is None or finding.due_on >= on:
        return False
    if finding.closed_on is not None and finding.closed_on < on:
        return False
    return finding.proved_on is None or finding.proved_on > finding.due_on


def _due_problems(draft: FindingDraft, number: int, found_on: date) -> list[Sentence]:
    if draft.solved_on_spot:
        if draft.severity == Severity.GENERAL:
            return []
        return [
            say(
                "Finding %(number)s: a serious or critical finding needs a due date and a proof, "
                "even when it was put right on the spot.",
                number=number,
            )
        ]
    if draft.due_on is None:
        return [say("Finding %(number)s: enter until when it must be put right.", number=number)]
    if draft.due_on < found_on:
        return [say("Finding %(number)s: the due date lies before the visit.", number=number)]
    if draft.due_on > found_on + LONGEST_DUE:
        return [
            say(
                "Finding %(number)s: the due date is more than %(days)s days away.",
                number=number,
                days=LONGEST_DUE.days,
            )
        ]
    return []
