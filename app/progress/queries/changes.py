"""Reading change orders, reversals and done stretches."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.progress.models import ChangeOrder, DoneStretch, ReversalRecord
from app.works.models import Work


def list_change_orders(section_id: int) -> Sequence[ChangeOrder]:
    """Return the change orders of a section, newest first."""
    return (
        db.session.scalars(
            select(ChangeOrder)
            .join(ChangeOrder.work)
            .where(Work.section_id == section_id)
            .options(
                joinedload(ChangeOrder.work),
                joinedload(ChangeOrder.item),
                joinedload(ChangeOrder.recorded_by),
            )
            .order_by(ChangeOrder.decided_on.desc(), ChangeOrder.id.desc())
        )
        .unique()
        .all()
    )


def list_reversals(section_id: int) -> Sequence[ReversalRecord]:
    """Return the reversal records of a section, newest first."""
    return (
        db.session.scalars(
            select(ReversalRecord)
            .join(ReversalRecord.work)
            .where(Work.section_id == section_id)
            .options(
                joinedload(ReversalRecord.work),
                joinedload(ReversalRecord.item),
                joinedload(ReversalRecord.recorded_by),
            )
            .order_by(ReversalRecord.week.desc(), ReversalRecord.id.desc())
        )
        .unique()
        .all()
    )


def list_stretches(section_id: int) -> Sequence[DoneStretch]:
    """Return the done stretches of a section, newest first."""
    return db.session.scalars(
        select(DoneStretch)
        .join(DoneStretch.work)
        .where(Work.section_id == section_id)
        .options(joinedload(DoneStretch.work), joinedload(DoneStretch.item))
        .order_by(DoneStretch.done_on.desc(), DoneStretch.id.desc())
    ).all()
