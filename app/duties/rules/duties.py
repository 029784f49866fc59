"""What makes a duty, a cover and an explanation acceptable; and the usual duties. Source: domain.md Appendix B."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.accounts.rules import Role
from app.duties.rules.judging import Limit, limit_problems
from app.duties.rules.words import Cadence, DutyKind, Standing, Who, Why
from app.shared.sentences import Sentence, say

LONGEST_WORDS = 1000


@dataclass(frozen=True)
class Asked:
    """What a version of a duty asks for, and of whom."""

    limits: Sequence[Limit]
    who: Who = Who.ANYBODY
    role: Role | None = None
    organisation_id: int | None = None
    user_id: int | None = None
    first_month: int | None = None
    last_month: int | None = None
    excusing: Collection[Why] = (Why.ON_HOLD,)


@dataclass(frozen=True)
class UsualDuty:
    """A duty as the bureau's summary has it, to begin with."""

    kind: DutyKind
    name: Sentence
    asked: Asked


#: [P] First values; each is a duty that may be changed from a day on.
USUAL: Sequence[UsualDuty] = (
    UsualDuty(
        DutyKind.SITE_LOG,
        say("Site log of the project office, every day"),
        Asked([Limit(Cadence.DAY, 1)], Who.DEPARTMENTS),
    ),
    UsualDuty(
        DutyKind.DAILY_REPORT,
        say("Daily report of each section, with text and photo"),
        Asked([Limit(Cadence.WORKING_DAY, 1)], excusing=(Why.ON_HOLD, Why.HOLIDAY, Why.STOPPED)),
    ),
    UsualDuty(
        DutyKind.INSPECTION,
        say("Supervision team in each section, every month"),
        Asked([Limit(Cadence.MONTH, 1)], Who.TEAM, excusing=(Why.ON_HOLD, Why.STOPPED)),
    ),
    UsualDuty(
        DutyKind.INSPECTION,
        say("Engineers of the area in each section, every week"),
        Asked([Limit(Cadence.WEEK, 1)], Who.AREA, excusing=(Why.ON_HOLD, Why.HOLIDAY)),
    ),
    UsualDuty(
        DutyKind.WEEKLY_REPORT,
        say("Weekly report of each section, confirmed"),
        Asked([Limit(Cadence.WEEK, 1)]),
    ),
    UsualDuty(
        DutyKind.DISPATCH_DISTRICT,
        say("Dispatch meeting of the district, every month"),
        Asked([Limit(Cadence.MONTH, 1), Limit(Cadence.YEAR, 12)]),
    ),
    UsualDuty(
        DutyKind.DISPATCH_OFFICE,
        say("Dispatch meeting of the project office, every week"),
        Asked([Limit(Cadence.WEEK, 1)]),
    ),
    UsualDuty(
        DutyKind.SUPERVISION_MEETING,
        say("Supervision meeting at the end of each month"),
        Asked([Limit(Cadence.MONTH_END, 1)]),
    ),
    UsualDuty(
        DutyKind.PUSH_MEETING,
        say("Push meeting of the bureau, every working day of the season"),
        Asked([Limit(Cadence.WORKING_DAY, 1)], first_month=3, last_month=11),
    ),
)


def duty_problems(
    name: str, starts_on: date | None, ends_on: date | None, asked: Asked
) -> list[Sentence]:
    """Return why a duty cannot be so."""
    problems = limit_problems(asked.limits)
    if not name.strip():
        problems.append(say("Give the duty a name."))
    if starts_on is None:
        problems.append(say("Say from which day on it is owed."))
    elif ends_on is not None and ends_on < starts_on:
        problems.append(say("It ends before it begins."))
    needed = {
        Who.ROLE: asked.role,
        Who.ORGANISATION: asked.organisation_id,
        Who.PERSON: asked.user_id,
    }
    if asked.who in needed and needed[asked.who] is None:
        problems.append(say("Name whose records satisfy it: %(who)s.", who=asked.who.label))
    if (asked.first_month is None) != (asked.last_month is None):
        problems.append(say("A season has a first and a last month."))
    return problems


def version_problems(valid_from: date | None, known: Collection[date]) -> list[Sentence]:
    """Return why a new version cannot begin on the day; `known` are the days of the versions so far."""
    if valid_from is None:
        return [say("Say from which day on it holds.")]
    if valid_from in known:
        return [say("From that day on another version holds already.")]
    return []


def cover_problems(
    user_id: int | None, cover_id: int | None, first_day: date | None, last_day: date | None
) -> list[Sentence]:
    """Return why the cover cannot be entered."""
    problems = []
    if user_id is None:
        problems.append(say("Say who is away."))
    if user_id is not None and user_id == cover_id:
        problems.append(say("Nobody covers for oneself."))
    if first_day is None or last_day is None:
        problems.append(say("Give the first and the last day."))
    elif last_day < first_day:
        problems.append(say("It ends before it begins."))
    return problems


def explaining_problems(standing: Standing | None, words: str) -> list[Sentence]:
    """Return why a period cannot be explained: only a late one is."""
    problems = []
    if standing != Standing.LATE:
        problems.append(say("This period is not late, so there is nothing to explain."))
    if not words.strip():
        problems.append(say("Say why it was not kept."))
    if len(words) > LONGEST_WORDS:
        problems.append(say("A text has more than %(most)s characters.", most=LONGEST_WORDS))
    return problems
