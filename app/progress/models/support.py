"""From when on only supported progress counts in the ranking of a section."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.shared.calendar import now
from app.shared.models import Model, Moment


class SupportRule(Model):
    """Whether a section is ranked by its supported progress from a day on. Insert-only: the newest counts."""

    __tablename__ = "support_rule"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="with_reason"),
        Index("ix_support_rule_section", "section_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    valid_from: Mapped[date]
    counts: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Moment, default=now)

    set_by: Mapped[User | None] = relationship()
