"""Reading what the map shows: columns of works in an area, never objects."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, func, or_, select, type_coerce

from app.accounts.models import User
from app.extensions import db
from app.ranking.models import Ranking, RankingLine
from app.ranking.rules.lifecycle import RankingState
from app.works.models import Location, Programme, Project, Section, Work
from app.works.panels import progress_of
from app.works.queries import programmes_statement
from app.works.queries.scope import visible_to
from app.works.rules import LocationSource, WorkKind
from app.works_map.rules.looks import (
    TONE_OF_BAND,
    Colouring,
    Tone,
    tone_of_deviation,
    tone_of_state,
)
from app.works_map.rules.view import Box

#: Positions are stored as whole ten-millionths of a degree.
SCALE = 10_000_000
LONGEST_SEARCH = 100
APPROXIMATE = LocationSource.APPROXIMATE

longitude = type_coerce(Location.longitude, BigInteger)
latitude = type_coerce(Location.latitude, BigInteger)
reach = type_coerce(Location.reach, BigInteger)


@dataclass(frozen=True)
class Choice:
    """Which works the reader wants on the map; None leaves all, an empty set none."""

    kinds: frozenset[WorkKind] | None = None
    programme_ids: frozenset[int] | None = None
    words: str = ""


EVERYTHING = Choice()
EARTH = Box(-180, -90, 180, 90)


@dataclass(frozen=True)
class PlacedWork:
    """One work with what the map draws of it; degrees are whole ten-millionths."""

    id: int
    kind: WorkKind
    name: str
    section_id: int
    section_name: str
    longitude: int
    latitude: int
    is_approximate: bool
    line: list[list[float]] | None


@dataclass
class Group:
    """Works that lie so near each other that they are drawn as one circle."""

    count: int = 0
    longitude_sum: int = 0
    latitude_sum: int = 0
    tones: Counter[Tone] = field(default_factory=Counter)

    @property
    def longitude(self) -> float:
        return self.longitude_sum / self.count / SCALE

    @property
    def latitude(self) -> float:
        return self.latitude_sum / self.count / SCALE


def in_box(box: Box) -> ColumnElement[bool]:
    """Return the condition that leaves locations in the box, or whose line may lead into it."""
    return and_(
        longitude >= int(box.west * SCALE) - reach,
        longitude <= int(box.east * SCALE) + reach,
        latitude >= int(box.south * SCALE) - reach,
        latitude <= int(box.north * SCALE) + reach,
    )


def has_works(user: User) -> bool:
    """Return whether any of the user's works has a place."""
    return db.session.scalar(_placed(user, EVERYTHING, EARTH, Work.id).limit(1)) is not None


def list_works(user: User, choice: Choice, box: Box, most: int) -> list[PlacedWork]:
    """Return the user's works in the box by section and position, no more than `most`."""
    statement = _placed(
        user, choice, box, Work.id, Work.kind, Work.name, Work.section_id, Section.name,
        longitude, latitude, Location.source, Location.line,
    )  # fmt: skip
    rows = db.session.execute(
        statement.order_by(Section.position, Section.id, Work.position, Work.id).limit(most)
    )
    return [
        PlacedWork(number, kind, name, section_id, section, x, y, source == APPROXIMATE, line)
        for number, kind, name, section_id, section, x, y, source, line in rows.tuples()
    ]


def list_groups(
    user: User, choice: Choice, box: Box, degrees: float, tones: Mapping[int, Tone]
) -> list[Group]:
    """Return the user's works in the box gathered by squares of so many degrees, in SQL."""
    side = max(int(degrees * SCALE), 1)
    column, row = (longitude // side).label("column"), (latitude // side).label("row")
    statement = _placed(
        user, choice, box, column, row, Work.section_id,
        func.count(), func.sum(longitude), func.sum(latitude),
    )  # fmt: skip
    groups: dict[tuple[int, int], Group] = defaultdict(Group)
    rows = db.session.execute(statement.group_by(column, row, Work.section_id)).tuples()
    for at_column, at_row, section_id, count, longitudes, latitudes in rows:
        group = groups[at_column, at_row]
        group.count += count
        group.longitude_sum += int(longitudes)
        group.latitude_sum += int(latitudes)
        group.tones[tones.get(section_id, Tone.GREY)] += count
    return [groups[key] for key in sorted(groups)]


def extent_of(user: User, choice: Choice = EVERYTHING) -> Box | None:
    """Return the box of the user's works that are chosen, or None when none has a place."""
    statement = _placed(
        user, choice, EARTH,
        func.min(longitude), func.min(latitude), func.max(longitude), func.max(latitude),
    )  # fmt: skip
    west, south, east, north = db.session.execute(statement).one()
    if west is None:
        return None
    return Box(west / SCALE, south / SCALE, east / SCALE, north / SCALE)


def tones_of(section_ids: Collection[int], colouring: Colouring) -> dict[int, Tone]:
    """Return the tone of each section; what is not there is grey."""
    if colouring == Colouring.BAND:
        return _tones_by_band()
    progress = progress_of("section", section_ids)
    if colouring == Colouring.STATE:
        return {number: tone_of_state(known.tone) for number, known in progress.items()}
    return {
        number: tone_of_deviation(known.share, known.plan_share)
        for number, known in progress.items()
    }


def list_section_ids(user: User) -> list[int]:
    """Return the numbers of the sections the user may see."""
    return list(db.session.scalars(select(Section.id).where(visible_to(user)).order_by(Section.id)))


def list_programmes(user: User) -> list[tuple[int, str]]:
    """Return number and name of the programmes that have works with a place, newest first."""
    placed = (
        select(Project.programme_id)
        .join(Section, Section.project_id == Project.id)
        .join(Work, Work.section_id == Section.id)
        .join(Location, Location.work_id == Work.id)
    )
    statement = (
        programmes_statement(user)
        .with_only_columns(Programme.id, Programme.name)
        .where(Programme.id.in_(placed))
    )
    return list(
        db.session.execute(
            statement.order_by(Programme.year.desc(), Programme.name, Programme.id)
        ).tuples()
    )


def count_unplaced(user: User) -> int:
    """Return how many of the user's works have no place yet."""
    return db.session.scalar(_unplaced(user, func.count())) or 0


def list_unplaced_by_section(user: User) -> list[tuple[int, str, str, int]]:
    """Return number, name, project and count of the sections that have works without a place."""
    statement = (
        _unplaced(user, Section.id, Section.name, Project.name, func.count())
        .join(Section.project)
        .group_by(Section.id, Section.name, Project.name)
        .order_by(func.count().desc(), Section.id)
    )
    return list(db.session.execute(statement).tuples())


def _unplaced(user: User, *columns: Any) -> Select[Any]:
    placed = select(Location.id).where(Location.work_id == Work.id).exists()
    return select(*columns).select_from(Work).join(Work.section).where(visible_to(user), ~placed)


def locations_of(section_id: int) -> dict[int, Location]:
    """Return where the works of a section lie, by work."""
    statement = select(Location).join(Work).where(Work.section_id == section_id)
    found = db.session.scalars(statement.order_by(Location.id))
    return {location.work_id: location for location in found if location.work_id}


def _placed(user: User, choice: Choice, box: Box, *columns: Any) -> Select[Any]:
    statement = (
        select(*columns)
        .select_from(Location)
        .join(Work, Work.id == Location.work_id)
        .join(Section, Section.id == Work.section_id)
        .where(visible_to(user), in_box(box))
    )
    if choice.kinds is not None:
        statement = statement.where(Work.kind.in_(sorted(choice.kinds)))
    if choice.programme_ids is not None:
        statement = statement.join(Project, Project.id == Section.project_id).where(
            Project.programme_id.in_(sorted(choice.programme_ids))
        )
    if choice.words:
        statement = statement.where(_has_words(choice.words))
    return statement


def _has_words(words: str) -> ColumnElement[bool]:
    text = words[:LONGEST_SEARCH]
    columns = (Work.name, Work.route_code, Work.village, Section.name)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _tones_by_band() -> dict[int, Tone]:
    """The band of each section in its group's newest frozen month; a later version has a higher id."""
    newest = (
        select(Ranking.group.label("of"), func.max(Ranking.month).label("month"))
        .where(Ranking.state == RankingState.FROZEN)
        .group_by(Ranking.group)
        .subquery()
    )
    in_force = (
        select(func.max(Ranking.id))
        .join(newest, and_(newest.c.of == Ranking.group, newest.c.month == Ranking.month))
        .where(Ranking.state == RankingState.FROZEN)
        .group_by(Ranking.group)
    )
    rows = db.session.execute(
        select(RankingLine.section_id, RankingLine.band).where(
            RankingLine.ranking_id.in_(in_force), RankingLine.band.is_not(None)
        )
    ).tuples()
    return {section_id: TONE_OF_BAND[band.value] for section_id, band in rows if band}
