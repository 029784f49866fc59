"""Areas, teams and townships with the people and numbers that their pages show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.accounts.models import User
from app.extensions import db
from app.shared.errors import NotFound
from app.works.models import Area, AreaMember, Section, SupervisionTeam, TeamMember, Township
from app.works.queries import list_areas as all_areas
from app.works.queries import list_supervision_teams, list_township_aliases


@dataclass
class AreaShown:
    """An area, its engineers, its townships and how many sections lie in it."""

    id: int
    name: str
    engineers: list[str] = field(default_factory=list)
    townships: list[str] = field(default_factory=list)
    sections: int = 0


@dataclass
class TeamShown:
    """A supervision team, its leader, its members and how many sections it supervises."""

    id: int
    name: str
    leader: str | None
    members: list[str] = field(default_factory=list)
    sections: int = 0


def list_areas() -> list[AreaShown]:
    """Return the areas as their page shows them."""
    shown = {area.id: AreaShown(area.id, area.name) for area in all_areas()}
    people = select(AreaMember.area_id, User.name).join(User, User.id == AreaMember.user_id)
    for area_id, name in db.session.execute(people.order_by(User.name, User.id)):
        shown[area_id].engineers.append(name)
    places = select(Township.area_id, Township.name).where(Township.area_id.is_not(None))
    for area_id, name in db.session.execute(places.order_by(Township.division_code)):
        shown[area_id].townships.append(name)
    for area_id, number in db.session.execute(
        select(Section.area_id, func.count()).group_by(Section.area_id)
    ):
        if area_id in shown:
            shown[area_id].sections = number
    return list(shown.values())


def list_teams() -> list[TeamShown]:
    """Return the supervision teams as their page shows them."""
    shown = {
        team.id: TeamShown(team.id, team.name, team.leader.name if team.leader else None)
        for team in list_supervision_teams()
    }
    people = select(TeamMember.team_id, User.name).join(User, User.id == TeamMember.user_id)
    for team_id, name in db.session.execute(people.order_by(User.name, User.id)):
        shown[team_id].members.append(name)
    for team_id, number in db.session.execute(
        select(Section.supervision_team_id, func.count()).group_by(Section.supervision_team_id)
    ):
        if team_id in shown:
            shown[team_id].sections = number
    return list(shown.values())


def spellings_by_township() -> dict[int, list[str]]:
    """Return the other spellings of each township."""
    found = defaultdict(list)
    for name, township_id in list_township_aliases().items():
        found[township_id].append(name)
    return dict(found)


def list_area_members(area_id: int | None = None) -> Sequence[AreaMember]:
    """Return who answers for the area, or for every area."""
    statement = select(AreaMember).order_by(AreaMember.area_id, AreaMember.user_id)
    if area_id is not None:
        statement = statement.where(AreaMember.area_id == area_id)
    return db.session.scalars(statement).all()


def list_team_members(team_id: int | None = None) -> Sequence[TeamMember]:
    """Return the members of the team, or of every team."""
    statement = select(TeamMember).order_by(TeamMember.team_id, TeamMember.user_id)
    if team_id is not None:
        statement = statement.where(TeamMember.team_id == team_id)
    return db.session.scalars(statement).all()


def get_area(area_id: int) -> Area:
    """Return the area. Raises NotFound."""
    area = db.session.get(Area, area_id)
    if area is None:
        raise NotFound
    return area


def get_township(township_id: int) -> Township:
    """Return the township. Raises NotFound."""
    township = db.session.get(Township, township_id)
    if township is None:
        raise NotFound
    return township


def get_team(team_id: int) -> SupervisionTeam:
    """Return the supervision team. Raises NotFound."""
    team = db.session.get(SupervisionTeam, team_id)
    if team is None:
        raise NotFound
    return team
