"""Stop orders and their lifting. Source: domain.md R30, 3.7."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.inspections.rules import Stretch, stretch_problems
from app.orders.rules.notices import text_problems
from app.orders.rules.words import StopState
from app.shared.sentences import Sentence, say
from app.works.rules import Cause

#: An order may name a first day so far ahead; never one that has passed.
MOST_DAYS_AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class StopEntry:
    """A stop order as it was entered; without a work it is for the whole section."""

    client_uuid: str
    reason: str
    fault: Cause | None
    stopped_from: date
    requirements: str = ""
    copy_to: str = ""
    work_id: int | None = None
    start_m: Decimal | None = None
    end_m: Decimal | None = None


def stop_problems(entry: StopEntry, stretch: Stretch | None, today: date) -> list[Sentence]:
    """Return everything that is wrong with the order."""
    problems = []
    if not entry.reason.strip():
        problems.append(say("Say why the works are stopped."))
    if entry.fault is None:
        problems.append(say("Say who answers for the stop; ranking and measurement depend on it."))
    if stretch is not None and entry.work_id is None:
        problems.append(say("A chainage needs its road."))
    problems += _first_day_problems(entry.stopped_from, today, of_section=entry.work_id is None)
    problems += stretch_problems(stretch)
    return problems + text_problems(entry.reason, entry.requirements, entry.copy_to)


def asking_problems(state: StopState, words: str) -> list[Sentence]:
    """Return why the contractor cannot ask for the resumption now."""
    if state != StopState.STANDING:
        return [_not_now(state)]
    problems = text_problems(words)
    if not words.strip():
        problems.append(say("Say what was put right since the stop."))
    return problems


def checking_problems(
    state: StopState, words: str, asked_by: str | None, checker: str
) -> list[Sentence]:
    """Return why `checker` cannot check the resumption; persons are compared as natural persons.

    The check may come without the contractor's asking: an owner's own stop ends on its side.
    """
    if state not in (StopState.STANDING, StopState.ASKED):
        return [_not_now(state)]
    problems = text_problems(words)
    if not words.strip():
        problems.append(say("Say what the check found."))
    if asked_by == checker:
        problems.append(say("Whoever asked for the resumption cannot check it."))
    return problems


def lifting_problems(
    state: StopState,
    resumed_on: date,
    stopped_from: date,
    checked_by: str | None,
    lifter: str,
    today: date,
    *,
    of_section: bool = False,
) -> list[Sentence]:
    """Return why `lifter` cannot issue the order of resumption."""
    if state != StopState.CHECKED:
        return [say("Works resume only after a check; this order: %(s)s.", s=state.label)]
    problems = []
    if checked_by == lifter:
        problems.append(say("Whoever checked the resumption cannot order it."))
    if resumed_on < stopped_from:
        problems.append(say("The works cannot resume before they stopped."))
    return problems + _first_day_problems(resumed_on, today, of_section=of_section)


def _first_day_problems(day: date, today: date, *, of_section: bool) -> list[Sentence]:
    if day < today:
        return [say("An order cannot take effect on a day that has passed.")]
    if day > today and of_section:
        # The state of the section changes with the order, and a state has no day to come.
        return [say("An order for the whole section takes effect on the day of its issue.")]
    if day > today + MOST_DAYS_AHEAD:
        return [
            say("An order takes effect within %(days)s days.", days=MOST_DAYS_AHEAD.days),
        ]
    return []


def _not_now(state: StopState) -> Sentence:
    return say("This cannot be done now; the order: %(state)s.", state=state.label)
