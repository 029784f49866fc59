"""Periods of measurement and what was measured in them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.accounts.rules import Role
from app.contracts.models import BillItem
from app.measurement.rules import PeriodState, waits_for
from app.shared.calendar import ONE_DAY, now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, one_of
from app.works.models import Section, Work

IS_OPEN = text("state <> 'confirmed'")


class MeasurementPeriod(Versioned, Model):
    """计量期: what a section measured up to a day; final once confirmed, one after the other."""

    __tablename__ = "measurement_period"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        Index(
            "uq_measurement_period_open",
            "section_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        CheckConstraint("start_on < end_on", name="starts_before_it_ends"),
        CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_at_end"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]
    #: Half-open.
    start_on: Mapped[date]
    end_on: Mapped[date]
    state: Mapped[PeriodState] = mapped_column(one_of(PeriodState), default=PeriodState.DRAFTED)
    #: Why it was sent back last.
    returned_because: Mapped[str] = mapped_column(Text, default="")
    #: Who drafted it or changed a quantity, as natural persons: they do not agree to it.
    authors: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    drafted_at: Mapped[datetime] = mapped_column(Moment, default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    submitted_by: Mapped[User | None] = relationship(foreign_keys=[submitted_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    lines: Mapped[list["MeasuredLine"]] = relationship(
        back_populates="period", order_by="MeasuredLine.id", cascade="all, delete-orphan"
    )

    @property
    def last_day(self) -> date:
        return self.end_on - ONE_DAY

    @property
    def waits_for(self) -> tuple[Role, ...]:
        """Whose step is next: one of these roles; empty once it is final."""
        return waits_for(self.state)

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name} {self.number}"


class MeasuredLine(Model):
    """How much of an item was measured in a period, on one work or, proven by a paper, on the whole."""

    __tablename__ = "measured_line"
    __table_args__ = (
        UniqueConstraint("period_id", "item_id", "work_id"),
        CheckConstraint("quantity <= evidence_quantity", name="never_beyond_the_evidence"),
        CheckConstraint(
            "evidence_quantity IS NOT NULL OR length(paper) > 0", name="evidence_or_paper"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("measurement_period.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("bill_item.id"), index=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    #: What acceptances prove for this period; below zero where works were taken back; None without a process.
    evidence_quantity: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    #: Proven, and blocked from measurement.
    withheld_quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3), default=Decimal(0))
    #: The papers that blocked it then: [{"kind", "paper_id", "paper"}, ...].
    withheld_by: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    why: Mapped[str] = mapped_column(Text, default="")
    paper: Mapped[str] = mapped_column(String(100), default="")

    period: Mapped[MeasurementPeriod] = relationship(back_populates="lines")
    item: Mapped[BillItem] = relationship()
    work: Mapped[Work | None] = relationship()
