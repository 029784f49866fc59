"""Who may see and change which sections, as conditions for queries."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload, lazyload

from app.accounts.models import User
from app.accounts.rules import OUTSIDERS, Role
from app.works.models import AreaMember, Section, TeamMember


def only_person(relation: Any) -> Any:
    """Return the option that loads a person for the name, without organisation and roles."""
    return joinedload(relation).options(lazyload(User.organisation), lazyload(User.grants))


def visible_to(user: User) -> ColumnElement[bool]:
    """Return the condition on Section that leaves what the user may see.

    Contractors see the sections they build, supervisors those they supervise, the bureau all.
    """
    if user.has_role(Role.CONTRACTOR):
        return Section.contractor_id == user.organisation_id
    if user.has_role(Role.SUPERVISOR):
        return Section.supervision_firm_id == user.organisation_id
    return true()


def roles_at(section: Section, user: User) -> frozenset[Role]:
    """Return the person's roles that count for the section's contract: those of other firms are left out."""
    firms = {
        Role.CONTRACTOR: section.contractor_id,
        Role.SUPERVISOR: section.supervision_firm_id,
    }
    return frozenset(
        role for role in user.roles if role not in firms or firms[role] == user.organisation_id
    )


def scope_of(user: User) -> Hashable:
    """Return what visible_to() makes its condition of: equal for people who see the same sections."""
    return (user.roles & OUTSIDERS, user.organisation_id) if user.is_outsider else None


def writable_by(user: User) -> ColumnElement[bool]:
    """Return the condition on Section that leaves what the user may change, given the permission to.

    Area engineers write for their areas and for sections that name them; supervision teams for theirs.
    """
    condition = visible_to(user)
    if user.has_role(Role.PROJECT_OFFICE, Role.QUALITY_STATION, Role.LEADER):
        return condition
    if user.has_role(Role.AREA_ENGINEER):
        own_areas = select(AreaMember.area_id).where(AreaMember.user_id == user.id)
        return or_(Section.area_engineer_id == user.id, Section.area_id.in_(own_areas))
    if user.has_role(Role.SUPERVISION_TEAM):
        own_teams = select(TeamMember.team_id).where(TeamMember.user_id == user.id)
        return Section.supervision_team_id.in_(own_teams)
    return condition
