"""How far supervision teams and areas' engineers got round in a month, by section and by road (R21, R22)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, select, union

from app.accounts.models import User
from app.duties.rules import Coverage, RoadInScope, coverage_of
from app.extensions import db
from app.inspections.models import Inspection, OpenWork
from app.shared.calendar import Month
from app.works.models import (
    Area,
    AreaMember,
    Project,
    Section,
    SupervisionTeam,
    TeamMember,
    Work,
)
from app.works.queries import sections_statement
from app.works.rules import Status, WorkStatus


@dataclass
class SectionRound:
    """A section in one round: its roads, and the days on which somebody of the group was there."""

    section_id: int
    name: str
    project: str
    roads: list[RoadInScope] = field(default_factory=list)
    days: list[date] = field(default_factory=list)

    @property
    def coverage(self) -> Coverage:
        return coverage_of(self.roads)


@dataclass
class GroupRound:
    """A supervision team or an area in one round."""

    name: str
    people: list[str]
    sections: list[SectionRound] = field(default_factory=list)

    @property
    def visited(self) -> int:
        """How many sections were visited at all."""
        return sum(bool(section.days) for section in self.sections)


def teams_in(month: Month, user: User) -> list[GroupRound]:
    """Return the round of every supervision team, in the order of teams; six statements."""
    members = _members(TeamMember.team_id, TeamMember.user_id)
    groups = _groups(SupervisionTeam, members)
    return _rounds(month, user, Section.supervision_team_id, groups, members)


def areas_in(month: Month, user: User) -> list[GroupRound]:
    """Return the round of every area's engineers, in the order of areas; six statements."""
    members = _members(AreaMember.area_id, AreaMember.user_id)
    return _rounds(month, user, Section.area_id, _groups(Area, members), members)


def _members(group: Any, person: Any) -> dict[int, dict[int, str]]:
    rows = db.session.execute(
        select(group, User.id, User.name).join(User, User.id == person).order_by(group, User.name)
    )
    members: dict[int, dict[int, str]] = defaultdict(dict)
    for group_id, user_id, name in rows:
        members[group_id][user_id] = name
    return members


def _groups(model: Any, members: Mapping[int, Mapping[int, str]]) -> dict[int, GroupRound]:
    rows = db.session.execute(select(model.id, model.name).order_by(model.id))
    return {
        number: GroupRound(name, list(members.get(number, {}).values())) for number, name in rows
    }


def _rounds(
    month: Month,
    user: User,
    column: Any,
    groups: dict[int, GroupRound],
    members: Mapping[int, Mapping[int, str]],
) -> list[GroupRound]:
    rows = db.session.execute(
        sections_statement(user)
        .where(column.is_not(None), Section.status == Status.UNDER_CONSTRUCTION)
        .with_only_columns(Section.id, Section.name, Project.name.label("project"), column)
        .order_by(Project.id, Section.position, Section.id)
    ).all()
    group_of = {row[0]: row[3] for row in rows}
    visits = _visits(month, members, group_of)
    visited = _visited_works([visit.id for visit in visits])
    works = _works(list(group_of))
    days: dict[int, set[date]] = defaultdict(set)
    for visit in visits:
        days[visit.section_id].add(visit.inspected_on)
    for section_id, name, project, group_id in rows:
        roads = [
            RoadInScope(work.id, work.name, _is_applicable(work, month), work.id in visited)
            for work in works.get(section_id, ())
        ]
        entry = SectionRound(section_id, name, project, roads, sorted(days[section_id]))
        if group_id in groups:
            groups[group_id].sections.append(entry)
    return list(groups.values())


def _visits(
    month: Month, members: Mapping[int, Mapping[int, str]], group_of: Mapping[int, int]
) -> list[Row[Any]]:
    """Return the visits of the month to a section by somebody of its own group."""
    rows = db.session.execute(
        select(
            Inspection.id, Inspection.section_id, Inspection.inspected_on, Inspection.inspector_id
        ).where(
            Inspection.inspected_on >= month.start, Inspection.inspected_on < month.end,
            Inspection.section_id.in_(group_of),
        )
    )  # fmt: skip
    return [row for row in rows if row.inspector_id in members.get(group_of[row.section_id], {})]


def _visited_works(visit_ids: Sequence[int]) -> set[int]:
    """Return the works that a visit was about, or that it found under construction."""
    about = select(Inspection.work_id).where(
        Inspection.id.in_(visit_ids), Inspection.work_id.is_not(None)
    )
    found = select(OpenWork.work_id).where(OpenWork.inspection_id.in_(visit_ids))
    return {number for (number,) in db.session.execute(union(about, found)) if number is not None}


def _works(section_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    rows = db.session.execute(
        select(Work.id, Work.section_id, Work.name, Work.status, Work.started_on, Work.finished_on)
        .where(Work.section_id.in_(section_ids))
        .order_by(Work.section_id, Work.position, Work.id)
    )
    works: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        works[row.section_id].append(row)
    return works


def _is_applicable(work: Row[Any], month: Month) -> bool:
    """Return whether it was being built in the month, as far as its days are known."""
    if work.status == WorkStatus.NOT_STARTED:
        return False
    if work.started_on is not None and work.started_on >= month.end:
        return False
    if work.status == WorkStatus.FINISHED:
        return work.finished_on is not None and work.finished_on >= month.start
    return True
