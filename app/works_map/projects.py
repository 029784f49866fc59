"""Projects that have no works yet, but a place: drawn as one rough point each."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from app.accounts.models import User
from app.extensions import db
from app.works.models import Location, Programme, Project, Section, Work
from app.works.queries import projects_statement
from app.works.rules import WorkKind, WorksKind
from app.works_map.queries import (
    EARTH,
    LONGEST_SEARCH,
    SCALE,
    Choice,
    in_box,
    latitude,
    longitude,
)
from app.works_map.rules.view import Box

MOST_PROJECTS = 200
#: As what a project counts, when somebody wants only some kinds of works; roads otherwise.
KIND_OF_PROJECT = {WorksKind.LOGISTICS: WorkKind.YARD, WorksKind.BRIDGE: WorkKind.BRIDGE}


@dataclass(frozen=True)
class PlacedProject:
    """A project without works, at its point; degrees are whole ten-millionths."""

    id: int
    name: str
    programme: str
    longitude: int
    latitude: int


def list_projects(user: User, choice: Choice, box: Box) -> list[PlacedProject]:
    """Return the user's projects in the box that have a place and no works, newest programmes first."""
    has_works = select(Work.id).join(Work.section).where(Section.project_id == Project.id).exists()
    statement = (
        projects_statement(user)
        .join(Location, Location.project_id == Project.id)
        .with_only_columns(Project.id, Project.name, Programme.name, longitude, latitude)
        .where(in_box(box), ~has_works, *_chosen(choice))
        .order_by(Programme.year.desc(), Project.id)
        .limit(MOST_PROJECTS)
    )
    return [PlacedProject(*row) for row in db.session.execute(statement).tuples()]


def extent_of_projects(user: User, choice: Choice) -> Box | None:
    """Return the box of the projects that are chosen, or None when none has a place."""
    places = [(one.longitude / SCALE, one.latitude / SCALE) for one in list_projects(user, choice, EARTH)]  # fmt: skip
    if not places:
        return None
    longitudes, latitudes = [x for x, _y in places], [y for _x, y in places]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def _chosen(choice: Choice) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if choice.kinds is not None:
        kinds = [
            kind for kind in WorksKind if KIND_OF_PROJECT.get(kind, WorkKind.ROAD) in choice.kinds
        ]
        conditions.append(Project.kind.in_(kinds))
    if choice.programme_ids is not None:
        conditions.append(Project.programme_id.in_(sorted(choice.programme_ids)))
    if choice.words:
        words = choice.words[:LONGEST_SEARCH]
        columns = (Project.name, Project.route_code)
        conditions.append(or_(*(c.icontains(words, autoescape=True) for c in columns)))
    return conditions
