"""The weekly roll-up: what was frozen at the cut-off, and its corrections."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.shared.calendar import Week, now
from app.shared.models import BigKey, ExactDecimal, Model, Moment, WeekColumn


class WeeklyRollup(Model):
    """One section's week as it counts for curves, ranking and payment. Insert-only.

    A correction is a new row with the next number that names the row it replaces; the highest
    number of a week is the one that counts.
    """

    __tablename__ = "weekly_rollup"
    __table_args__ = (
        UniqueConstraint("section_id", "week", "number"),
        UniqueConstraint("replaces_id"),
        Index("ix_weekly_rollup_week_section", "week", "section_id"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("(number = 1) = (replaces_id IS NULL)", name="later_ones_replace"),
        CheckConstraint("physical_share BETWEEN 0 AND 1000000", name="physical_share_in_range"),
        CheckConstraint("planned_share BETWEEN 0 AND 1000000", name="planned_share_in_range"),
        CheckConstraint("number = 1 OR length(reason) > 0", name="corrections_say_why"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    week: Mapped[Week] = mapped_column(WeekColumn)
    number: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("weekly_rollup.id"))
    #: None when the week had no confirmed report and the figures of the week before were kept.
    report_id: Mapped[int | None] = mapped_column(ForeignKey("weekly_report.id"), index=True)
    #: Physical progress at the end of the week, cumulative.
    physical_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    #: What accepted steps supported of it at the freeze; None where no step was ever asked for.
    supported_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    #: What the week itself added; negative after a reversal.
    week_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    #: The plan at the end of the week, cumulative, without what the owner's obstacles blocked.
    planned_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    #: What the plan wanted in the week itself.
    week_planned_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    #: The part of the works' length and of the week's days that the owner's obstacles blocked.
    blocked_share: Mapped[Decimal] = mapped_column(ExactDecimal(6), default=Decimal(0))
    elapsed_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    #: The baseline that gave the plan; None when it was in proportion to time.
    baseline_number: Mapped[int | None]
    #: Contract price that the value was computed from.
    price_fen: Mapped[int | None] = mapped_column(BigInteger)
    #: Physical progress × contract price, cumulative.
    value_fen: Mapped[int | None] = mapped_column(BigInteger)
    #: Investment as the reports state it, cumulative; statistics only.
    investment_fen: Mapped[int | None] = mapped_column(BigInteger)
    reported_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    #: Handed in before the cut-off; None when nobody knows, as with imported sheets.
    is_on_time: Mapped[bool | None]
    frozen_at: Mapped[datetime] = mapped_column(Moment, default=now)
    #: None for the program.
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    frozen_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.week} #{self.number}"


def _refuse(_mapper: Any, _connection: Any, rollup: WeeklyRollup) -> None:
    raise ValueError(f"the roll-up {rollup.name} is frozen: a correction is a new row")


event.listen(WeeklyRollup, "before_update", _refuse)
event.listen(WeeklyRollup, "before_delete", _refuse)
