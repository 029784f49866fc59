"""What a demolition takes back from measurement."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.progress.models.items import ReversalRecord, WorkItem
from app.quality.models import Nonconformity
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment
from app.works.models import Work


class MeasurementReversal(Model):
    """A quantity that was done, and may have been measured, and must be taken back (R30, R31). Insert-only.

    The measurement of the next period reads it: what was certified before becomes a negative line.
    """

    __tablename__ = "measurement_reversal"
    __table_args__ = (
        UniqueConstraint("nonconformity_id", "item_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nonconformity_id: Mapped[int] = mapped_column(ForeignKey("nonconformity.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    reversal_id: Mapped[int] = mapped_column(ForeignKey("reversal_record.id"), unique=True)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    marked_at: Mapped[datetime] = mapped_column(Moment, default=now)

    nonconformity: Mapped[Nonconformity] = relationship()
    work: Mapped[Work] = relationship()
    item: Mapped[WorkItem] = relationship()
    reversal: Mapped[ReversalRecord] = relationship()
    marked_by: Mapped[User] = relationship()
