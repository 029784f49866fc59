"""What becomes of a failed key item (R31)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.quality.models.acceptance import STRETCH_OR_PART, OfAPlace
from app.quality.models.lots import SampleLot
from app.quality.rules.nonconformities import Disposition, NonconformityState
from app.shared.models import Model, Moment, Versioned, one_of


class Nonconformity(OfAPlace, Versioned, Model):
    """不合格项: a failed key item of a stretch, until it is rectified and passes, or is demolished."""

    __tablename__ = "nonconformity"
    __table_args__ = (
        Index("ix_nonconformity_state", "section_id", "state"),
        Index("ix_nonconformity_work", "work_id", "process"),
        CheckConstraint(STRETCH_OR_PART, name="stretch_or_part"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_by_and_at"),
        CheckConstraint(
            "(decided_at IS NULL) = (disposition IS NULL)", name="decided_with_disposition"
        ),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_on_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The lot that failed.
    lot_id: Mapped[int] = mapped_column(ForeignKey("sample_lot.id"), unique=True)
    process: Mapped[str] = mapped_column(String(60))
    state: Mapped[NonconformityState] = mapped_column(one_of(NonconformityState))
    opened_on: Mapped[date] = mapped_column(index=True)
    disposition: Mapped[Disposition | None] = mapped_column(one_of(Disposition))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Until when it must be rectified.
    due_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    #: The later lot that passed.
    closing_lot_id: Mapped[int | None] = mapped_column(ForeignKey("sample_lot.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    lot: Mapped[SampleLot] = relationship(foreign_keys=[lot_id])
    closing_lot: Mapped[SampleLot | None] = relationship(foreign_keys=[closing_lot_id])
    decided_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.process} {self.lot_id}"
