"""Passes that were taken back since (R31)."""

from sqlalchemy import and_, select

from app.extensions import db
from app.quality.models import AcceptanceRequest, AcceptanceReversal
from app.quality.rules.chain import meet


def taken_back_in(section_id: int) -> dict[int, AcceptanceReversal]:
    """Return request -> the last order that took its pass back, or a part of it; one statement."""
    request, reversal = AcceptanceRequest, AcceptanceReversal
    rows = db.session.execute(
        select(request, reversal)
        .join(
            reversal,
            and_(
                reversal.work_id == request.work_id,
                reversal.process == request.process,
                reversal.reversed_at >= request.passed_at,
            ),
        )
        .where(request.section_id == section_id, request.passed_at.is_not(None))
        .order_by(reversal.id)
    )
    return {asked.id: taken for asked, taken in rows if meet(taken.place, asked.place)}


def reversals_of(request: AcceptanceRequest) -> list[AcceptanceReversal]:
    """Return what took the request's pass back since, at its place or a part of it, the oldest first."""
    if request.passed_at is None:
        return []
    rows = db.session.scalars(
        select(AcceptanceReversal)
        .where(
            AcceptanceReversal.work_id == request.work_id,
            AcceptanceReversal.process == request.process,
            AcceptanceReversal.reversed_at >= request.passed_at,
        )
        .order_by(AcceptanceReversal.id)
    )
    return [row for row in rows if meet(row.place, request.place)]
