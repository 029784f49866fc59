"""The bureau at a glance, and a firm's own sections: each block is one function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    True_,
    and_,
    bindparam,
    case,
    func,
    select,
    true,
)
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.home.rules import share_of
from app.inspections.models import Finding
from app.obstacles.models import Obstacle
from app.obstacles.rules import ObstacleState
from app.progress.models import WeeklyRollup
from app.progress.queries.rollups import current_rollups
from app.progress.rules.plan import ProgressState, StateThresholds, deviation_share, state_of
from app.ranking.models import Ranking, RankingLine
from app.ranking.queries.rankings import SEEN_BY_ALL
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import WorkGroup
from app.shared.calendar import Month, Week
from app.works.models import Contract, Programme, Project, Section, Work
from app.works.queries.scope import visible_to
from app.works.rules import Status

WORST = 5
ENDS = 3
LIVE = (Status.UNDER_CONSTRUCTION, Status.ON_HOLD)
OVER = (Status.HANDED_OVER, Status.FINISHED)


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme: what it plans, what of it is done, in length and in money."""

    programme_id: int
    name: str
    planned_m: Decimal | None
    done_m: Decimal
    planned_fen: int | None
    value_fen: int

    @property
    def planned_m_or_zero(self) -> Decimal:
        return self.planned_m or Decimal(0)

    @property
    def planned_fen_or_zero(self) -> int:
        return self.planned_fen or 0

    @property
    def length_share(self) -> Decimal | None:
        return share_of(self.done_m, self.planned_m)

    @property
    def money_share(self) -> Decimal | None:
        return share_of(self.value_fen, self.planned_fen)


@dataclass(frozen=True)
class SectionLine:
    """A section in its last frozen week, against its plan."""

    section_id: int
    name: str
    project: str
    physical_share: Decimal
    planned_share: Decimal | None
    deviation: Decimal | None
    state: ProgressState | None
    week: Week
    value_fen: int


@dataclass(frozen=True)
class Counts:
    """The figures that stand above the page."""

    live_sections: int
    without_accountable: int
    open_obstacles: int
    late_obstacles: int
    open_findings: int
    overdue_findings: int


@dataclass(frozen=True)
class Ends:
    """The head and the tail of a group's last ranking."""

    month: Month
    group: WorkGroup
    head: Sequence[Row[Any]]
    tail: Sequence[Row[Any]]


def list_programmes(lines: Sequence[SectionLine]) -> list[ProgrammeLine]:
    """Return the programmes of the last year that has any, with what is done of length and value.

    `lines` are the live sections in their last frozen week; what is handed over counts in full.
    """
    year = select(func.max(Programme.year)).scalar_subquery()
    programmes = db.session.scalars(
        select(Programme).where(Programme.year == year).order_by(Programme.id)
    ).all()
    ids = [programme.id for programme in programmes]
    sums = _sums_by_programme(ids, {line.section_id: line for line in lines})
    return [_programme_line(programme, sums.get(programme.id)) for programme in programmes]


def list_sections_in_last_week(user: User, thresholds: StateThresholds) -> list[SectionLine]:
    """Return the live sections the user may see, each in its last frozen week.

    A section that is not in the last two frozen weeks is left out: nothing is known of it now.
    """
    rows = db.session.execute(_for_reader(_last_weeks, user))
    newest = {row.section_id: row for row in rows}
    return [_section_line(row, thresholds) for row in newest.values()]


def count_states(lines: Sequence[SectionLine]) -> dict[ProgressState, int]:
    """Return how many sections are in each of the five states, every state named."""
    counts = dict.fromkeys(ProgressState, 0)
    for line in lines:
        if line.state is not None:
            counts[line.state] += 1
    return counts


def worst(lines: Sequence[SectionLine]) -> list[SectionLine]:
    """Return the sections that are furthest behind their plan, the worst first."""
    behind = [line for line in lines if line.deviation is not None and line.deviation < 0]
    return sorted(behind, key=lambda line: (line.deviation, line.section_id))[:WORST]


def counts(user: User, today: date) -> Counts:
    """Return the counts above the page, in one statement."""
    return Counts(*db.session.execute(_for_reader(_counts, user), {"today": today}).one())


def list_without_accountable(user: User) -> Sequence[Row[Any]]:
    """Return some of the live sections that name no accountable person, with their projects."""
    return db.session.execute(_for_reader(_without_accountable, user)).all()


def ranking_ends() -> list[Ends]:
    """Return head and tail of each group of the last month that is published or frozen."""
    rankings = {row.id: row for row in _rankings_in_force()}
    rows = db.session.execute(
        select(
            *(RankingLine.ranking_id, RankingLine.section_id, RankingLine.place),
            *(RankingLine.previous_place, RankingLine.score),
            *(Section.name, Project.name.label("project")),
        )
        .join(RankingLine.section)
        .join(Section.project)
        .where(RankingLine.ranking_id.in_(rankings), RankingLine.place.is_not(None))
        .order_by(RankingLine.ranking_id, RankingLine.strict_order, RankingLine.id)
    ).all()
    by_ranking: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_ranking.setdefault(row.ranking_id, []).append(row)
    return [
        Ends(rankings[number].month, rankings[number].group, own[:ENDS], own[ENDS:][-ENDS:])
        for number, own in by_ranking.items()
    ]


def own_places(section_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Return place and place before of each section in the last month that is published or frozen."""
    rows = db.session.execute(
        select(RankingLine.section_id, RankingLine.place, RankingLine.previous_place)
        .where(
            RankingLine.ranking_id.in_([row.id for row in _rankings_in_force()]),
            RankingLine.section_id.in_(section_ids),
        )
        .order_by(RankingLine.id)
    )
    return {row.section_id: row for row in rows}


def _rankings_in_force() -> list[Row[Any]]:
    """Return number, month and group of what is in force in the last month that has any.

    Their figures and policies are long and stay where they are.
    """
    newest = select(func.max(Ranking.month)).where(Ranking.state.in_(SEEN_BY_ALL))
    rows = db.session.execute(
        select(Ranking.id, Ranking.month, Ranking.group)
        .where(Ranking.month == newest.scalar_subquery(), Ranking.state.in_(SEEN_BY_ALL))
        .order_by(case((Ranking.state == RankingState.FROZEN, 0), else_=1), Ranking.number.desc())
    )
    first: dict[WorkGroup, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.group, row)
    return [first[group] for group in WorkGroup if group in first]


def own_sections(user: User) -> Sequence[Section]:
    """Return the live sections of the reader's firm, with project and contractor."""
    return db.session.scalars(
        select(Section)
        .where(visible_to(user), Section.status.in_(LIVE))
        .options(joinedload(Section.project), joinedload(Section.contractor))
        .order_by(Section.project_id, Section.position, Section.id)
        .limit(50)
    ).all()


@dataclass
class _Sums:
    all_m: Decimal = Decimal(0)
    done_m: Decimal = Decimal(0)
    value_fen: int = 0


def _sums_by_programme(
    programme_ids: Sequence[int], lines: Mapping[int, SectionLine]
) -> dict[int, _Sums]:
    """Return what the sections of each programme have done: length × progress, price × progress."""
    rows = db.session.execute(_SECTIONS_OF_PROGRAMMES, {"programmes": programme_ids})
    found: dict[int, _Sums] = {}
    for section_id, status, programme_id, price_fen, length_m in rows:
        sums = found.setdefault(programme_id, _Sums())
        sums.all_m += length_m or 0
        line = lines.get(section_id)
        if status in OVER:
            sums.done_m += length_m or 0
            sums.value_fen += price_fen or 0
        elif line:
            sums.done_m += (length_m or 0) * line.physical_share
            sums.value_fen += line.value_fen
    return found


def _programme_line(programme: Programme, sums: _Sums | None) -> ProgrammeLine:
    planned_m = programme.planned_length_m
    if sums is None:  # known by its figures only, as in a summary of an earlier year
        is_over = programme.finished_on is not None
        sums = _Sums(
            done_m=(planned_m or Decimal(0)) if is_over else Decimal(0),
            value_fen=(programme.planned_amount_fen or 0) if is_over else 0,
        )
    return ProgrammeLine(
        programme.id,
        programme.name,
        planned_m if planned_m is not None else (sums.all_m or None),
        sums.done_m,
        programme.planned_amount_fen,
        sums.value_fen,
    )


def _section_line(row: Row[Any], thresholds: StateThresholds) -> SectionLine:
    off = None
    if row.planned_share is not None:
        off = deviation_share(row.physical_share, row.planned_share)
    return SectionLine(
        row.section_id,
        row.name,
        row.project,
        row.physical_share,
        row.planned_share,
        off,
        None if off is None else state_of(off, thresholds),
        row.week,
        row.value_fen or 0,
    )


def _for_reader(build: Callable[[ColumnElement[bool]], Select[Any]], user: User) -> Select[Any]:
    """Return the statement for what the reader may see; the bureau's, which sees all, is built once."""
    return build(visible_to(user)) if user.is_outsider else _for_the_bureau(build)


@cache
def _for_the_bureau(build: Callable[[ColumnElement[bool]], Select[Any]]) -> Select[Any]:
    return build(true())


def _last_weeks(visible: ColumnElement[bool]) -> Select[Any]:
    last = select(func.max(WeeklyRollup.week)).scalar_subquery()
    before = select(func.max(WeeklyRollup.week)).where(WeeklyRollup.week < last).scalar_subquery()
    return (
        current_rollups()
        .with_only_columns(
            *(WeeklyRollup.section_id, WeeklyRollup.week, WeeklyRollup.physical_share),
            *(WeeklyRollup.planned_share, WeeklyRollup.value_fen),
            *(Section.name, Project.name.label("project")),
        )
        .join(Section, Section.id == WeeklyRollup.section_id)
        .join(Project, Project.id == Section.project_id)
        .where(visible, Section.status.in_(LIVE), WeeklyRollup.week.in_([last, before]))
        .order_by(WeeklyRollup.week, Section.id)
    )


def _counts(visible: ColumnElement[bool]) -> Select[Any]:
    today = bindparam("today", type_=Date)
    live = and_(visible, Section.status.in_(LIVE))
    mine = select(Section.id).where(visible)
    obstacle = Obstacle.state != ObstacleState.CLEARED
    if not isinstance(visible, True_):
        obstacle = and_(obstacle, Obstacle.section_id.in_(mine))
    finding = and_(Finding.closed_on.is_(None), Finding.section_id == Section.id, visible)
    conditions = (
        *((Section, live), (Section, and_(live, Section.accountable_id.is_(None)))),
        *((Obstacle, obstacle), (Obstacle, and_(obstacle, Obstacle.planned_clear_on < today))),
        *((Finding, finding), (Finding, and_(finding, Finding.due_on < today))),
    )
    return select(
        *(
            select(func.count()).select_from(table).where(condition).scalar_subquery()
            for table, condition in conditions
        )
    )


def _without_accountable(visible: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Section.id, Section.name, Project.name.label("project"))
        .join(Section.project)
        .where(visible, Section.status.in_(LIVE), Section.accountable_id.is_(None))
        .order_by(Section.id)
        .limit(WORST)
    )


_LENGTH_OF_SECTION = (
    select(func.sum(Work.length_m))
    .where(Work.section_id == Section.id)
    .correlate(Section)
    .scalar_subquery()
)
_SECTIONS_OF_PROGRAMMES = (
    select(Section.id, Section.status, Project.programme_id, Contract.price_fen, _LENGTH_OF_SECTION)
    .join(Section.project)
    .outerjoin(Contract, Contract.section_id == Section.id)
    .where(Project.programme_id.in_(bindparam("programmes", expanding=True)))
    .order_by(Section.id)
)
