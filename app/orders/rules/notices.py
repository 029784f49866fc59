"""A rectification notice from its issue to the look-back after it was closed. Source: domain.md R30, 3.6."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.inspections.rules import LONGEST_TEXT, FindingEntry, FindingState
from app.orders.rules.words import LookBackOutcome, NoticeState
from app.shared.calendar import WorkingCalendar
from app.shared.sentences import Sentence, say

MOST_ITEMS = 30
LONGEST_LINE = 200


@dataclass(frozen=True)
class NoticeEntry:
    """A notice as it was entered: findings that it gathers, and items of its own."""

    client_uuid: str
    inspected_on: date
    basis: str
    demand: str = ""
    content: str = ""
    copy_to: str = ""
    finding_ids: tuple[int, ...] = ()
    items: tuple[FindingEntry, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """A finding that a notice wants to gather."""

    finding_id: int
    state: FindingState
    in_notice: bool


def notice_problems(
    entry: NoticeEntry, gathered: Collection[Gathered], today: date
) -> list[Sentence]:
    """Return what is wrong with the notice; its own items are judged as findings are."""
    problems = []
    if entry.inspected_on > today:
        problems.append(say("The day of the check lies in the future."))
    if not entry.basis.strip():
        problems.append(say("Say on what clause or standard the notice rests."))
    number = len(entry.finding_ids) + len(entry.items)
    if not number:
        problems.append(say("A notice needs at least one item."))
    if number > MOST_ITEMS:
        problems.append(say("A notice has at most %(most)s items.", most=MOST_ITEMS))
    if len(gathered) < len(set(entry.finding_ids)):
        problems.append(say("A finding that was chosen does not belong to this section."))
    problems += _gathering_problems(gathered)
    return problems + text_problems(entry.basis, entry.demand, entry.content, entry.copy_to)


def _gathering_problems(gathered: Collection[Gathered]) -> list[Sentence]:
    problems = []
    for one in gathered:
        if one.state == FindingState.CLOSED:
            problems.append(say("Finding %(number)s is closed already.", number=one.finding_id))
        if one.in_notice:
            problems.append(
                say("Finding %(number)s stands in a notice already.", number=one.finding_id)
            )
    return problems


def text_problems(*texts: str) -> list[Sentence]:
    """Refuse texts that are too long for a paper."""
    if any(len(text) > LONGEST_TEXT for text in texts):
        return [say("A text has more than %(most)s characters.", most=LONGEST_TEXT)]
    return []


def notice_state(items: Collection[FindingState]) -> NoticeState:
    """Return where a notice stands, from the states of its items."""
    if all(state == FindingState.CLOSED for state in items):
        return NoticeState.CLOSED
    if FindingState.RETURNED in items:
        return NoticeState.RETURNED
    if FindingState.OPEN in items:
        return NoticeState.OPEN
    return NoticeState.ANSWERED


def whole_days(start: datetime, end: datetime | None) -> int | None:
    """Return the days that passed, each begun day as one; None while there is no end."""
    if end is None:
        return None
    return max(0, -((start - end) // timedelta(days=1)))


def look_back_due_on(
    closed_on: date | None, planned_on: date | None, days: int, calendar: WorkingCalendar
) -> date | None:
    """Return when somebody comes back to look: as planned, else so many working days after."""
    if closed_on is None:
        return None
    return planned_on or calendar.add_working_days(closed_on, days)


def look_back_problems(
    state: NoticeState,
    outcome: LookBackOutcome,
    words: str,
    *,
    is_done: bool,
    provers: Collection[str],
    by: str,
) -> list[Sentence]:
    """Return why `by` cannot enter the look-back; persons are compared as natural persons."""
    if state != NoticeState.CLOSED:
        return [say("Only after a notice is closed somebody comes back to look.")]
    if is_done:
        return [say("The look-back has been entered already.")]
    problems = text_problems(words)
    if by in provers:
        problems.append(say("Whoever put it right cannot enter the look-back."))
    if outcome == LookBackOutcome.RELAPSED and not words.strip():
        problems.append(say("Say what came back."))
    return problems


def planning_problems(state: NoticeState, planned_on: date, today: date) -> list[Sentence]:
    """Return why the look-back cannot be planned for the day."""
    problems = []
    if state != NoticeState.CLOSED:
        problems.append(say("Only after a notice is closed somebody comes back to look."))
    if planned_on < today:
        problems.append(say("The look-back cannot be planned for a day that has passed."))
    return problems
