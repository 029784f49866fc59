"""Changing areas, townships and supervision teams: who answers for what in the bureau."""

from collections.abc import Collection, Mapping
from typing import Any

from app.accounts.models import User
from app.extensions import db
from app.shared.audit import Actor, record
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works import queries
from app.works.actions import check_version
from app.works.models import (
    Area,
    AreaMember,
    SupervisionTeam,
    TeamMember,
    Township,
    TownshipAlias,
)
from app.works.queries import districts


def save_area(area: Area | None, name: str, engineer_ids: Collection[int], *, by: Actor) -> Area:
    """Register or change an area and its engineers. Raises RuleBroken for a name that is taken."""
    _check_free(name, [(known.id, known.name) for known in queries.list_areas()], area)
    area = area or Area(name=name)
    area.name = name
    db.session.add(area)
    db.session.flush()
    members = districts.list_area_members(area.id)
    _set_members(members, set(engineer_ids), lambda user_id: AreaMember(area_id=area.id, user_id=user_id))  # fmt: skip
    record(by, "area.saved", area, {"name": name, "members": sorted(engineer_ids)})
    return area


def map_townships(areas: Mapping[int, int | None], *, by: Actor) -> int:
    """Let each township (by number) lie in this area or in none; return how many changed."""
    changed, townships = {}, queries.list_townships()
    for township in townships:
        if township.id in areas and areas[township.id] != township.area_id:
            changed[township.name] = [township.area_id, areas[township.id]]
            township.area_id = areas[township.id]
    if changed:
        record(by, "townships.mapped", townships[0], changed)
    return len(changed)


def add_alias(township: Township, name: str, *, by: Actor) -> None:
    """Let ledgers name the township so as well. Raises RuleBroken when the spelling means another one."""
    if not name.strip():
        raise RuleBroken([say("Enter the other spelling.")])
    known = queries.find_township(name)
    if known is not None:
        raise RuleBroken(
            [say("“%(name)s” means %(township)s already.", name=name, township=known.name)]
        )
    db.session.add(TownshipAlias(name=name, township_id=township.id))
    record(by, "township.alias_added", township, {"alias": name})


def save_team(
    team: SupervisionTeam | None,
    name: str,
    leader: User | None,
    member_ids: Collection[int],
    *,
    by: Actor,
    seen_version: int | None = None,
) -> SupervisionTeam:
    """Register or change a supervision team. Raises RuleBroken for a name that is taken, StaleEdit."""
    if team is not None:
        check_version(team, seen_version)
    known_teams = [(known.id, known.name) for known in queries.list_supervision_teams()]
    _check_free(name, known_teams, team)
    team = team or SupervisionTeam(name=name)
    team.name, team.leader = name, leader
    db.session.add(team)
    db.session.flush()
    members = districts.list_team_members(team.id)
    _set_members(members, set(member_ids), lambda user_id: TeamMember(team_id=team.id, user_id=user_id))  # fmt: skip
    record(
        by, "supervision_team.saved", team,
        {"name": name, "leader_id": leader.id if leader else None, "members": sorted(member_ids)},
    )  # fmt: skip
    return team


def _check_free(name: str, known: Collection[tuple[int, str]], own: Any) -> None:
    if not name.strip():
        raise RuleBroken([say("Enter the name.")])
    own_id = own.id if own is not None else None
    if any(other == name and number != own_id for number, other in known):
        raise RuleBroken([say("There is another one of the name “%(name)s” already.", name=name)])


def _set_members(known: Collection[Any], wanted: set[int], make: Any) -> None:
    for member in known:
        if member.user_id not in wanted:
            db.session.delete(member)
    db.session.add_all(make(number) for number in wanted - {m.user_id for m in known})
