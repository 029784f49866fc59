"""Reading what digests are made of: once for all channels, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import case, func, select

from app.digests.rules import Counts, Facts, Placed, SectionFact
from app.duties.queries import judge_now
from app.duties.rules import Standing, standing_now
from app.extensions import db
from app.inspections.models import Finding
from app.meetings.models import Meeting, MeetingScope
from app.meetings.rules.kinds import MeetingState
from app.obstacles.models import Obstacle
from app.obstacles.rules import ObstacleKind, ObstacleState
from app.progress.models import WeeklyRollup
from app.progress.queries.rollups import current_rollups
from app.ranking.models import RankingLine
from app.ranking.queries.rankings import latest_numbers
from app.shared.calendar import ONE_DAY, SHANGHAI, start_of_day
from app.shared.languages import in_chinese
from app.shared.settings import value_of
from app.shared.trail import current_head
from app.tasks.models import Task
from app.tasks.rules import TaskState
from app.works.models import Project, Section, Work
from app.works.rules import Status

Told = TypeVar("Told", SectionFact, Placed)
#: A project on hold leaves the cadence (R51); what is handed over is not news.
FOLLOWED = (Status.PRELIMINARY, Status.UNDER_CONSTRUCTION)
OPEN_TASKS = (TaskState.OPEN, TaskState.RETURNED)


class DigestSource:
    """The facts of one day, from which the digest of any project is taken."""

    def __init__(self, day: date) -> None:
        self.sections = _sections()
        self.ranking = _ranking()
        self.meetings = _meetings(day)
        self.counts = _counts(day)
        self.trail_head = str(current_head()) if value_of("digest_trail_head") else ""
        self.project_names = {
            number: name for number, name in db.session.execute(select(Project.id, Project.name))
        }

    def _told_apart(self, ones: Sequence[Told]) -> list[Told]:
        """Return them with their projects before their names, where there are several projects."""
        names = self.project_names if len({one.project_id for one in self.sections}) > 1 else {}
        return [_told_apart_by(names.get(one.project_id, ""), one) for one in ones]

    def facts_of(self, project_id: int | None) -> Facts:
        """Return what concerns a project; everything where it is None."""
        if project_id is None:
            whole = (
                Counts(*map(sum, zip(*self.counts.values(), strict=True)))
                if self.counts
                else Counts()
            )
            meetings = [(hour, name) for _, hour, name in self.meetings]
            return Facts(
                self._told_apart(self.sections), self._told_apart(self.ranking), meetings, whole,
                self.trail_head,
            )  # fmt: skip
        return Facts(
            [section for section in self.sections if section.project_id == project_id],
            [placed for placed in self.ranking if placed.project_id == project_id],
            [
                (hour, name)
                for about, hour, name in self.meetings
                if not about or project_id in about
            ],
            Counts(*self.counts.get(project_id, ())),
        )


def _told_apart_by(name: str, one: Told) -> Told:
    return replace(one, name=f"{name} {one.name}" if name else one.name)


def _sections() -> list[SectionFact]:
    lengths = (
        select(Work.section_id, func.sum(Work.length_m).label("length_m"))
        .group_by(Work.section_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Section.id, Section.project_id, Section.name, Section.status, lengths.c.length_m)
        .outerjoin(lengths, lengths.c.section_id == Section.id)
        .where(Section.status.in_(FOLLOWED))
        .order_by(Section.project_id, Section.position, Section.id)
    ).all()
    shares, reasons = _shares(), _reasons()
    unknown: tuple[Decimal | None, Decimal | None] = (None, None)
    return [
        SectionFact(
            row.id, row.project_id, row.name, row.status is Status.UNDER_CONSTRUCTION,
            row.length_m or Decimal(0), shares.get(row.id, unknown)[0],
            shares.get(row.id, unknown)[1], tuple(reasons.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _shares() -> Mapping[int, tuple[Decimal, Decimal | None]]:
    """Return done and planned share of each section in its last frozen week, if that is recent."""
    last = select(func.max(WeeklyRollup.week)).scalar_subquery()
    before = select(func.max(WeeklyRollup.week)).where(WeeklyRollup.week < last).scalar_subquery()
    rows = db.session.execute(
        current_rollups()
        .with_only_columns(
            WeeklyRollup.section_id, WeeklyRollup.physical_share, WeeklyRollup.planned_share
        )
        .where(WeeklyRollup.week.in_([last, before]))
        .order_by(WeeklyRollup.week)
    )
    return {section_id: (done, planned) for section_id, done, planned in rows}


def _reasons() -> Mapping[int, list[str]]:
    """Return the kinds of the obstacles that block each section, the oldest first."""
    rows = db.session.execute(
        select(Obstacle.section_id, Obstacle.kind)
        .where(Obstacle.state != ObstacleState.CLEARED, Obstacle.section_id.is_not(None))
        .order_by(Obstacle.since, Obstacle.id)
    )
    kinds: dict[int, dict[ObstacleKind, None]] = {}
    for section_id, kind in rows:
        kinds.setdefault(section_id, {})[kind] = None
    labels = {kind: in_chinese(kind.label) for kind in ObstacleKind}
    return {number: [labels[kind] for kind in own] for number, own in kinds.items()}


def _ranking() -> list[Placed]:
    numbers = latest_numbers()
    rows = db.session.execute(
        select(
            RankingLine.section_id, Section.project_id, Section.name, RankingLine.place,
            RankingLine.score,
        )
        .join(Section, Section.id == RankingLine.section_id)
        .where(
            RankingLine.ranking_id.in_(numbers), RankingLine.place.is_not(None),
            RankingLine.score.is_not(None),
        )
        .order_by(RankingLine.place, RankingLine.section_id)
    )  # fmt: skip
    return [Placed(*row) for row in rows]


def _meetings(day: date) -> list[tuple[frozenset[int], str, str]]:
    """Return (projects, hour, name) of the meetings of the day that take place; no project: the bureau's."""
    over = (MeetingState.CANCELLED, MeetingState.MERGED)
    start, end = start_of_day(day), start_of_day(day + ONE_DAY)
    rows = db.session.execute(
        select(Meeting.id, Meeting.planned_at, Meeting.name, MeetingScope.project_id)
        .outerjoin(MeetingScope, MeetingScope.meeting_id == Meeting.id)
        .where(Meeting.planned_at >= start, Meeting.planned_at < end, Meeting.state.not_in(over))
        .order_by(Meeting.planned_at, Meeting.id)
    )
    told: dict[int, tuple[str, str]] = {}
    about: dict[int, set[int]] = defaultdict(set)
    for number, at, name, project_id in rows:
        told[number] = (f"{at.astimezone(SHANGHAI):%H:%M}", name)
        if project_id is not None:
            about[number].add(project_id)
    return [(frozenset(about[number]), hour, name) for number, (hour, name) in told.items()]


def _counts(day: date) -> dict[int | None, tuple[int, ...]]:
    """Return what Counts holds, in its order, of each project; of none under None."""
    tasks = db.session.execute(
        select(
            Section.project_id,
            func.count(case((Task.due_on == day, 1))),
            func.count(case((Task.due_on < day, 1))),
        )
        .select_from(Task)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(Task.state.in_(OPEN_TASKS), Task.due_on <= day)
        .group_by(Section.project_id)
    )
    found = {project_id: (due, late, 0) for project_id, due, late in tasks}
    findings = db.session.execute(
        select(Section.project_id, func.count())
        .select_from(Finding)
        .join(Section, Section.id == Finding.section_id)
        .where(Finding.closed_on.is_(None), Finding.due_on < day)
        .group_by(Section.project_id)
    )
    for project_id, late in findings:
        due, tasks_late, _ = found.get(project_id, (0, 0, 0))
        found[project_id] = (due, tasks_late, late)
    duties = _duties(day)
    return {
        project_id: (*found.get(project_id, (0, 0, 0)), *duties.get(project_id, (0, 0)))
        for project_id in found.keys() | duties.keys()
    }


def _duties(day: date) -> dict[int | None, list[int]]:
    """Return (due today, late) of each project's duties, of the bureau's under None."""
    found: dict[int | None, list[int]] = defaultdict(lambda: [0, 0])
    for judged in judge_now(None, day):
        outcome = standing_now(judged.outcomes, day)
        if outcome is None:
            continue
        ends_today = outcome.period.end == day + ONE_DAY
        found[judged.of.project_id][0] += outcome.standing is Standing.DUE and ends_today
        found[judged.of.project_id][1] += outcome.standing is Standing.LATE
    return found
