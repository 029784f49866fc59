"""Leave and replacement at key posts. Source: domain.md R17, R32, 2.10."""

from datetime import date, timedelta

from app.attendance.rules.cases import text_problems
from app.attendance.rules.words import RequestState
from app.shared.sentences import Sentence, say

LONGEST_LEAVE = timedelta(days=60)


def leave_problems(
    first_day: date | None, last_day: date | None, reason: str, today: date
) -> list[Sentence]:
    """Return what is wrong with the request: leave is asked for before it begins.

    For a day that has passed there is the evidence of the absence, not leave.
    """
    problems = text_problems(reason)
    if not reason.strip():
        problems.append(say("Say why leave is asked for."))
    if first_day is None or last_day is None:
        return [*problems, say("Say from which day to which day.")]
    if last_day < first_day:
        problems.append(say("The leave ends before it begins."))
    if first_day < today:
        problems.append(say("Leave is asked for before it begins; afterwards hand in evidence."))
    if last_day - first_day >= LONGEST_LEAVE:
        problems.append(
            say(
                "Leave is for at most %(days)s days; ask for a replacement instead.",
                days=LONGEST_LEAVE.days,
            )
        )
    return problems


def overlap_problems(
    first_day: date, last_day: date, others: list[tuple[date, date]]
) -> list[Sentence]:
    """Return whether the person has asked for one of these days already."""
    if any(first <= last_day and first_day <= last for first, last in others):
        return [say("Leave for some of these days was asked for already.")]
    return []


def replacement_problems(
    person_name: str, former_name: str, reason: str, *, is_pending: bool
) -> list[Sentence]:
    """Return what is wrong with the request for another person at a post."""
    problems = text_problems(reason)
    if not person_name.strip():
        problems.append(say("Enter the name of the person."))
    if person_name.strip() == former_name:
        problems.append(say("This person holds the post already."))
    if not reason.strip():
        problems.append(say("Say why the person is to be replaced."))
    if is_pending:
        problems.append(say("A replacement for this post is waiting for approval already."))
    return problems


def deciding_problems(
    state: RequestState, asked_by: str, decider: str, *, approves: bool, reason: str
) -> list[Sentence]:
    """Return why `decider` cannot decide; persons are compared as natural persons."""
    if state != RequestState.ASKED:
        return [say("This request was decided already: %(state)s.", state=state.label)]
    problems = text_problems(reason)
    if asked_by == decider:
        problems.append(say("Whoever asked cannot decide."))
    if not approves and not reason.strip():
        problems.append(say("Say why the request is refused."))
    return problems
