"""Single outcomes."""

from sqlalchemy import select

from app.extensions import db
from app.meetings.models import Outcome


def meeting_of_outcome(outcome_id: int) -> int:
    """Return the number of the meeting that decided it; 0 for none."""
    return db.session.scalar(select(Outcome.meeting_id).where(Outcome.id == outcome_id)) or 0
