"""Versions of the standard that tests are judged by."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.shared.calendar import now
from app.shared.models import Model, Moment


class StandardVersion(Model):
    """The tolerances and factors that count from a day on. Insert-only: an edit is a new version."""

    __tablename__ = "standard_version"
    __table_args__ = (CheckConstraint("number >= 1", name="numbered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date] = mapped_column(index=True)
    #: All lines (rules/standard_text.py); figures are texts, so that they stay exact.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_by_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.title} #{self.number}"
