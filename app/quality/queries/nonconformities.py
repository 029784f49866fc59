"""Failed key items: lists, one of them, and those that still stand against a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.extensions import db
from app.quality.models import Nonconformity, SampleLot
from app.quality.rules.nonconformities import NonconformityState
from app.shared.errors import Forbidden, NotFound
from app.works.models import Section
from app.works.queries import is_writable
from app.works.queries.scope import only_person, visible_to

LIVE = (NonconformityState.OPEN, NonconformityState.RECTIFYING)


@dataclass(frozen=True)
class NonconformityFilter:
    """What the list shows; None shows everything."""

    state: NonconformityState | None = None
    section_id: int | None = None
    is_live: bool = False


def nonconformities_statement(
    user: User, asked: NonconformityFilter
) -> Select[tuple[Nonconformity]]:
    """Return the failed items the user may see, the newest first."""
    statement = (
        select(Nonconformity)
        .join(Nonconformity.section)
        .where(visible_to(user))
        .options(
            joinedload(Nonconformity.work),
            joinedload(Nonconformity.section).joinedload(Section.project),
            joinedload(Nonconformity.lot),
            only_person(Nonconformity.decided_by),
        )
        .order_by(Nonconformity.opened_on.desc(), Nonconformity.id.desc())
    )
    if asked.state is not None:
        statement = statement.where(Nonconformity.state == asked.state)
    if asked.is_live:
        statement = statement.where(Nonconformity.state.in_(LIVE))
    if asked.section_id is not None:
        statement = statement.where(Nonconformity.section_id == asked.section_id)
    return statement


def list_nonconformities(user: User, asked: NonconformityFilter) -> Sequence[Nonconformity]:
    """Return the failed items the user may see, the newest first."""
    return db.session.scalars(nonconformities_statement(user, asked)).unique().all()


def get_nonconformity_for(user: User, number: int) -> Nonconformity:
    """Return the failed item. Raises NotFound, also for one of somebody else's section."""
    found = db.session.scalars(
        nonconformities_statement(user, NonconformityFilter())
        .where(Nonconformity.id == number)
        .options(joinedload(Nonconformity.lot).options(selectinload(SampleLot.values)))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_nonconformity_to_decide(user: User, number: int) -> Nonconformity:
    """Return the failed item for somebody who may write for its section. Raises NotFound, Forbidden."""
    found = get_nonconformity_for(user, number)
    if not is_writable(user, found.section_id):
        raise Forbidden
    return found


def find_nonconformity_of_lot(lot_id: int) -> Nonconformity | None:
    """Return what was opened because of the lot."""
    return db.session.scalars(
        select(Nonconformity).where(Nonconformity.lot_id == lot_id)
    ).one_or_none()


def list_live(work_id: int, process: str | None = None) -> Sequence[Nonconformity]:
    """Return what is not closed on a work, or on one of its processes."""
    statement = select(Nonconformity).where(
        Nonconformity.work_id == work_id, Nonconformity.state.in_(LIVE)
    )
    if process is not None:
        statement = statement.where(Nonconformity.process == process)
    return db.session.scalars(statement.order_by(Nonconformity.id)).all()


def list_overdue_rectifications(user: User, today: date) -> Sequence[Nonconformity]:
    """Return what should be rectified by now and is not."""
    statement = nonconformities_statement(
        user, NonconformityFilter(NonconformityState.RECTIFYING)
    ).where(Nonconformity.due_on < today)
    return db.session.scalars(statement).unique().all()
