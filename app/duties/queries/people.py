"""Whose records satisfy a duty: roles, organisations, areas, teams, departments, and cover for leave."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from app.accounts.models import RoleGrant, User
from app.accounts.rules import Role
from app.duties.models import Cover, DepartmentMember, DutyVersion
from app.duties.queries.objects import DutyObject
from app.duties.rules import Department, Hindrance, Record, Who, Why
from app.extensions import db
from app.shared.settings import value_of
from app.works.models import AreaMember, TeamMember


@dataclass(frozen=True)
class Stay:
    """A person in a department, of one project or of all."""

    project_id: int | None
    department: Department
    since: date
    until: date | None


@dataclass(frozen=True)
class Absence:
    """A person away, both days included."""

    cover_id: int | None
    first_day: date
    last_day: date


@dataclass
class People:
    """Everything that says whose records count; read once for all duties."""

    by_role: dict[Role, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_organisation: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_area: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_team: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    stays: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    absences: dict[int, list[Absence]] = field(default_factory=lambda: defaultdict(list))

    def who_counts(self, version: DutyVersion, of: DutyObject) -> frozenset[int] | None:
        """Return whose records satisfy the duty for the object; None for anybody's."""
        if version.who == Who.ANYBODY:
            return None
        if version.who == Who.PERSON:
            return frozenset({version.who_user_id or 0})
        if version.who == Who.ORGANISATION:
            return frozenset(self.by_organisation.get(version.who_organisation_id or 0, ()))
        if version.who == Who.ROLE:
            return self._of_role(version.who_role, of)
        if version.who == Who.AREA:
            engineers = self.by_area.get(of.area_id or 0, set())
            return frozenset(engineers | ({of.area_engineer_id} if of.area_engineer_id else set()))
        if version.who == Who.TEAM:
            return frozenset(self.by_team.get(of.team_id or 0, ()))
        return self._of_departments(of)

    def _of_role(self, role: Role | None, of: DutyObject) -> frozenset[int]:
        people = self.by_role.get(role, set()) if role else set()
        firm = {Role.CONTRACTOR: of.contractor_id, Role.SUPERVISOR: of.supervision_firm_id}
        if role in firm and of.has_firms:
            people = people & self.by_organisation.get(firm[role] or 0, set())
        return frozenset(people)

    def _of_departments(self, of: DutyObject) -> frozenset[int]:
        """Return who is or was in a department that counts; the whole office where nobody is named."""
        named = {
            user_id
            for user_id, stays in self.stays.items()
            if any(stay.project_id in (None, of.project_id) for stay in stays)
        }
        return frozenset(named or self.by_role.get(Role.PROJECT_OFFICE, set()))

    def counting(self, records: list[Record], version: DutyVersion, of: DutyObject) -> list[Record]:
        """Return the records that count: of these people, or of who covers for one of them on the day."""
        people = self.who_counts(version, of)
        if people is None:
            return records
        kept = [record for record in records if self._counts(record, people)]
        if version.who == Who.DEPARTMENTS:
            kept = [record for record in kept if self._is_in_department(record, of)]
        return kept

    def _counts(self, record: Record, people: AbstractSet[int]) -> bool:
        if record.by_id in people:
            return True
        return any(
            away.cover_id == record.by_id and away.first_day <= record.on <= away.last_day
            for person in people & self.absences.keys()
            for away in self.absences[person]
        )

    def _is_in_department(self, record: Record, of: DutyObject) -> bool:
        stays = self.stays.get(record.by_id or 0)
        if not stays:
            return True
        wanted = set(value_of("site_log_departments"))
        return any(
            stay.department.value in wanted
            and stay.project_id in (None, of.project_id)
            and stay.since <= record.on
            and (stay.until is None or record.on <= stay.until)
            for stay in stays
        )

    def leave_of(self, version: DutyVersion) -> list[Hindrance]:
        """Return when the one person is away and nobody covers."""
        if version.who != Who.PERSON:
            return []
        return [
            Hindrance(Why.LEAVE, away.first_day, away.last_day + timedelta(days=1))
            for away in self.absences.get(version.who_user_id or 0, ())
            if away.cover_id is None
        ]

    def keepers_of(self, user_id: int, day: date) -> set[int]:
        """Return who keeps the person's duties on the day: the person, or who covers; nobody without cover."""
        away = [a for a in self.absences.get(user_id, ()) if a.first_day <= day <= a.last_day]
        return {a.cover_id for a in away if a.cover_id} if away else {user_id}


def read_people() -> People:
    """Read it all: six statements, however many duties there are."""
    people = People()
    for role, user_id in db.session.execute(select(RoleGrant.role, RoleGrant.user_id)):
        people.by_role[role].add(user_id)
    for organisation_id, user_id in db.session.execute(select(User.organisation_id, User.id)):
        people.by_organisation[organisation_id].add(user_id)
    for area_id, user_id in db.session.execute(select(AreaMember.area_id, AreaMember.user_id)):
        people.by_area[area_id].add(user_id)
    for team_id, user_id in db.session.execute(select(TeamMember.team_id, TeamMember.user_id)):
        people.by_team[team_id].add(user_id)
    stays = select(
        DepartmentMember.user_id, DepartmentMember.project_id, DepartmentMember.department,
        DepartmentMember.since, DepartmentMember.until,
    )  # fmt: skip
    for user_id, *stay in db.session.execute(stays):
        people.stays[user_id].append(Stay(*stay))
    covers = select(Cover.user_id, Cover.cover_id, Cover.first_day, Cover.last_day)
    for user_id, *away in db.session.execute(covers):
        people.absences[user_id].append(Absence(*away))
    return people
