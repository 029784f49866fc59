"""Reading villages, their outlets and how each is reached on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.logistics.models import Outlet, Village, VillageService
from app.logistics.rules.coverage import Answer, Coverage, Place, Standing, count, standings_of
from app.shared.errors import NotFound
from app.shared.listing import contains
from app.shared.settings import value_of
from app.works.models import Township

SORTABLE = {
    "village": Village.name,
    "township": Township.name,
    "code": Village.division_code,
    "population": Village.population,
}


@dataclass(frozen=True)
class Reached:
    """All villages of a day and how each stands."""

    day: date
    places: tuple[Place, ...]
    standings: Mapping[int, Standing]

    @property
    def total(self) -> Coverage:
        return count(self.places, self.standings)


def exists_on(day: date) -> ColumnElement[bool]:
    """Return the condition on Village that leaves those that were villages on the day."""
    return (or_(Village.formed_on.is_(None), Village.formed_on <= day)) & (
        or_(Village.merged_on.is_(None), Village.merged_on > day)
    )


def reached_on(day: date) -> Reached:
    """Return how every village stands on the day; three statements however many villages."""
    rows = db.session.execute(
        select(Village.id, Village.township_id, Village.population)
        .where(exists_on(day))
        .order_by(Village.id)
    )
    places = tuple(Place(*row) for row in rows)
    standings = standings_of(
        (place.village_id for place in places),
        answers_on(day),
        villages_with_outlet(day),
        day,
        value_of("village_answer_days"),
    )
    return Reached(day, places, standings)


def answers_on(day: date) -> dict[int, Answer]:
    """Return the latest answer of each village up to the day."""
    said = VillageService
    place = func.row_number().over(
        partition_by=said.village_id, order_by=(said.confirmed_on.desc(), said.id.desc())
    )
    latest = (
        select(
            said.village_id, said.mode, said.confirmed_on, said.confirmed_by, said.center_id,
            place.label("place"),
        )
        .where(said.confirmed_on <= day)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(
            latest.c.village_id, latest.c.mode, latest.c.confirmed_on, latest.c.confirmed_by,
            latest.c.center_id,
        ).where(latest.c.place == 1)
    )  # fmt: skip
    return {row.village_id: Answer(*row) for row in rows}


def is_open_on(day: date) -> ColumnElement[bool]:
    """Return the condition on Outlet that leaves those open on the day."""
    return (Outlet.opened_on <= day) & (or_(Outlet.closed_on.is_(None), Outlet.closed_on > day))


def villages_with_outlet(day: date) -> set[int]:
    """Return the villages with an outlet open on the day."""
    return set(db.session.scalars(select(Outlet.village_id).where(is_open_on(day))))


def villages_statement(
    search: str, township_id: int | None, among: Collection[int] | None, day: date
) -> Select[Any]:
    """Return the statement of the list: one row of columns for each village of the day that fits."""
    statement = (
        select(
            Village.id, Village.name, Village.division_code, Village.population,
            Township.name.label("township"), Village.township_id,
        )
        .join(Village.township)
        .where(exists_on(day))
    )  # fmt: skip
    if search:
        statement = statement.where(
            or_(contains(Village.name, search), contains(Village.division_code, search))
        )
    if township_id is not None:
        statement = statement.where(Village.township_id == township_id)
    if among is not None:
        statement = statement.where(Village.id.in_(among))
    return statement


def names_of(village_ids: Collection[int]) -> dict[int, str]:
    """Return the names of these villages."""
    rows = db.session.execute(select(Village.id, Village.name).where(Village.id.in_(village_ids)))
    return dict(rows.tuples().all())


def get_village(village_id: int) -> Village:
    """Return the village with its township. Raises NotFound."""
    village = db.session.get(Village, village_id, options=[joinedload(Village.township)])
    if village is None:
        raise NotFound
    return village


def get_outlet(outlet_id: int) -> Outlet:
    """Return the outlet with its village. Raises NotFound."""
    outlet = db.session.get(Outlet, outlet_id, options=[joinedload(Outlet.village)])
    if outlet is None:
        raise NotFound
    return outlet


def find_village(division_code: str) -> Village | None:
    """Return the village of the code."""
    return db.session.scalar(select(Village).where(Village.division_code == division_code))


def find_answer(client_uuid: str) -> VillageService | None:
    """Return the answer that was sent under this number before."""
    return db.session.scalar(
        select(VillageService).where(VillageService.client_uuid == client_uuid)
    )


def answers_of(village_id: int) -> Sequence[VillageService]:
    """Return everything that was ever confirmed of a village, the latest first."""
    return (
        db.session.scalars(
            select(VillageService)
            .where(VillageService.village_id == village_id)
            .options(joinedload(VillageService.center), joinedload(VillageService.entered_by))
            .order_by(VillageService.confirmed_on.desc(), VillageService.id.desc())
        )
        .unique()
        .all()
    )


def outlets_of(village_id: int) -> Sequence[Outlet]:
    """Return the outlets of a village, the open ones first."""
    return db.session.scalars(
        select(Outlet)
        .where(Outlet.village_id == village_id)
        .order_by(Outlet.closed_on.is_not(None), Outlet.opened_on.desc(), Outlet.id)
    ).all()


def served_through(village_id: int, day: date) -> list[str]:
    """Return the names of the villages that this one serves as their central village on the day."""
    served = [one.village_id for one in answers_on(day).values() if one.center_id == village_id]
    return sorted(names_of(served).values())


def get_township(township_id: int) -> Township:
    """Return the township. Raises NotFound."""
    township = db.session.get(Township, township_id)
    if township is None:
        raise NotFound
    return township


def list_townships() -> list[tuple[int, str]]:
    """Return number and name of the townships in order of their division codes."""
    rows = db.session.execute(select(Township.id, Township.name).order_by(Township.division_code))
    return list(rows.tuples())


def list_possible_centers(day: date) -> list[tuple[int, str]]:
    """Return number and name of the villages with an open outlet, for a choice."""
    rows = db.session.execute(
        select(Village.id, Township.name + " " + Village.name)
        .join(Village.township)
        .where(exists_on(day), Village.id.in_(villages_with_outlet(day)))
        .order_by(Township.division_code, Village.division_code)
    )
    return list(rows.tuples())


def ledger_rows(day: date) -> Sequence[Row[Any]]:
    """Return the lines of the outlet ledger: every village of the day with each of its open outlets."""
    return db.session.execute(
        select(
            Village.id, Township.name.label("township"), Village.name.label("village"),
            Village.division_code, Outlet.name.label("outlet"), Outlet.brands, Outlet.address,
            Outlet.keeper, Outlet.phone, Outlet.parcels_up, Outlet.parcels_down,
        )
        .join(Village.township)
        .outerjoin(Outlet, (Outlet.village_id == Village.id) & is_open_on(day))
        .where(exists_on(day))
        .order_by(Township.division_code, Village.division_code, Outlet.id)
    ).all()  # fmt: skip
