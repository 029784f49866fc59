"""The list of duties: one line for each limit of a duty and object, as it stands today."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.duties import rules
from app.duties.models import Cover
from app.duties.queries.board import Judged, judge_now
from app.duties.rules import DutyKind, Outcome, Standing
from app.extensions import db
from app.shared.calendar import ONE_DAY
from app.shared.listing import ListRequest, Page
from app.shared.sentences import LabelledEnum, say

MOST_LINES = 10_000


class View(LabelledEnum):
    """The pages of the list."""

    MINE = "mine", say("My duties")
    TODAY = "today", say("Due today")
    LATE = "late", say("Late")
    DUE = "due", say("Due in this period")
    MET = "met", say("Met")
    EXCUSED = "excused", say("Nothing owed")
    ALL = "all", say("All duties")


@dataclass(frozen=True)
class DutyFilter:
    """What the list is asked for; None leaves a question open."""

    view: View = View.ALL
    kind: DutyKind | None = None
    project_id: int | None = None
    duty_id: int | None = None
    search: str = ""


@dataclass(frozen=True)
class Line:
    """One limit of one duty for one object: the period to act on, and whether the reader is to act."""

    judged: Judged
    outcome: Outcome
    is_mine: bool

    @property
    def standing(self) -> Standing:
        return self.outcome.standing

    @property
    def last_day(self) -> date:
        """The last day of the period to act on."""
        return self.outcome.period.end - ONE_DAY

    def fits(self, view: View, today: date) -> bool:
        """Return whether the line stands on a page of the list."""
        if view == View.MINE:
            return self.is_mine and self.standing in (Standing.DUE, Standing.LATE)
        if view == View.TODAY:
            return self.standing == Standing.DUE and self.last_day == today
        if view == View.MET:
            return self.standing in (Standing.MET, Standing.MET_LATE)
        return view == View.ALL or self.standing.value == view.value


def list_lines(user: User, today: date) -> list[Line]:
    """Return how every duty that the user may see stands, in the order of duties and objects."""
    persons = persons_of(user, today)
    lines = []
    for judged in judge_now(user, today):
        outcome = rules.standing_now(judged.outcomes, today)
        if outcome is not None:
            is_mine = judged.people is not None and not judged.people.isdisjoint(persons)
            lines.append(Line(judged, outcome, is_mine))
    return lines


def persons_of(user: User, today: date) -> set[int]:
    """Return for whom the user keeps duties today: for oneself unless on leave, and for who is covered."""
    rows = db.session.execute(
        select(Cover.user_id, Cover.cover_id).where(
            Cover.first_day <= today, Cover.last_day >= today
        )
    ).all()
    away = any(user_id == user.id for user_id, _cover_id in rows)
    covered = {user_id for user_id, cover_id in rows if cover_id == user.id}
    return covered if away else covered | {user.id}


def count_by_view(lines: Iterable[Line], today: date) -> dict[View, int]:
    """Return how many lines each page of the list has."""
    found = list(lines)
    return {view: sum(line.fits(view, today) for line in found) for view in View}


def matching(lines: Iterable[Line], asked: DutyFilter) -> list[Line]:
    """Return the lines that fit everything but the page."""
    words = asked.search.casefold()
    return [
        line
        for line in lines
        if asked.kind in (None, line.judged.duty.kind)
        and asked.project_id in (None, line.judged.of.project_id)
        and asked.duty_id in (None, line.judged.duty.id)
        and words
        in f"{line.judged.duty.name} {line.judged.of.name} {line.judged.of.project}".casefold()
    ]


def page_of(lines: Sequence[Line], request: ListRequest) -> Page[Line]:
    """Return one page of the lines, sorted; equal ones stay in the order of duties and objects."""
    ordered = sorted(lines, key=SORTABLE[request.sort], reverse=request.descending)
    number = min(request.page, max(1, -(-len(ordered) // request.size)))
    first = (number - 1) * request.size
    return Page(ordered[first : first + request.size], len(ordered), number, request.size)


_ORDER = {
    Standing.LATE: 0, Standing.DUE: 1, Standing.MET_LATE: 2, Standing.MET: 3, Standing.EXCUSED: 4,
}  # fmt: skip
#: Duties, objects and days; never people.
SORTABLE: Mapping[str, Callable[[Line], Any]] = {
    "standing": lambda line: (_ORDER[line.standing], line.outcome.period.end),
    "duty": lambda line: line.judged.duty.id,
    "object": lambda line: (line.judged.of.project_id or 0, line.judged.of.number),
    "until": lambda line: line.outcome.period.end,
}
