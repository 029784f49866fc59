"""Numbered plan baselines."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.shared.calendar import Week, now
from app.shared.models import ExactDecimal, Model, Moment, WeekColumn


class PlanBaseline(Model):
    """A plan of a section, cumulative week by week. A new plan is a new number; none is changed."""

    __tablename__ = "plan_baseline"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)

    made_by: Mapped[User | None] = relationship()
    points: Mapped[list["BaselinePoint"]] = relationship(
        order_by="BaselinePoint.week", cascade="all, delete-orphan"
    )
    #: Only of a baseline that was planned item by item; the points are their weighted sum.
    item_points: Mapped[list["BaselineItemPoint"]] = relationship(
        order_by="(BaselineItemPoint.week, BaselineItemPoint.item)", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"#{self.number}"


class BaselinePoint(Model):
    """What a baseline wants done at the end of a week, cumulative."""

    __tablename__ = "baseline_point"
    __table_args__ = (
        CheckConstraint("planned_share BETWEEN 0 AND 1000000", name="share_in_range"),
    )

    baseline_id: Mapped[int] = mapped_column(ForeignKey("plan_baseline.id"), primary_key=True)
    week: Mapped[Week] = mapped_column(WeekColumn, primary_key=True)
    planned_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))


class BaselineItemPoint(Model):
    """What a baseline wants done of one work item at the end of a week, cumulative."""

    __tablename__ = "baseline_item_point"
    __table_args__ = (
        CheckConstraint("planned_share BETWEEN 0 AND 1000000", name="share_in_range"),
    )

    baseline_id: Mapped[int] = mapped_column(ForeignKey("plan_baseline.id"), primary_key=True)
    week: Mapped[Week] = mapped_column(WeekColumn, primary_key=True)
    #: The code of the item as it was then; items may be replaced later.
    item: Mapped[str] = mapped_column(String(60), primary_key=True)
    planned_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
