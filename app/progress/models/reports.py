"""Weekly reports: figures, remarks, and the way each report went."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.progress.rules.chain import ReportState, ReportStep
from app.progress.rules.weekly import EntrySource
from app.shared.calendar import Week, now
from app.shared.models import BigKey, ExactDecimal, Model, Moment, Versioned, WeekColumn, one_of
from app.works.models import Section


class WeeklyReport(Versioned, Model):
    """One section's week. A second report of the same week does not exist."""

    __tablename__ = "weekly_report"
    __table_args__ = (
        UniqueConstraint("section_id", "week"),
        Index("ix_weekly_report_state_week", "state", "week"),
        CheckConstraint(
            "(submitted_by_id IS NULL) = (submitted_at IS NULL)", name="submitted_by_and_at"
        ),
        CheckConstraint("(checked_by_id IS NULL) = (checked_at IS NULL)", name="checked_by_and_at"),
        CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_and_at"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    week: Mapped[Week] = mapped_column(WeekColumn)
    state: Mapped[ReportState] = mapped_column(one_of(ReportState), default=ReportState.DRAFT)
    saved_at: Mapped[datetime] = mapped_column(Moment, default=now)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When the report was handed in for the first time: what "on time" is judged by.
    first_submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Opened again although its week is frozen: confirming it makes a new version of the roll-up.
    is_reopened: Mapped[bool] = mapped_column(default=False)
    #: The overall figure that the sender states, kept beside the computed one (R43).
    reported_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    #: The import that brought it; it has no author in the chain then.
    batch_id: Mapped[int | None] = mapped_column(index=True)

    section: Mapped[Section] = relationship()
    submitted_by: Mapped[User | None] = relationship(foreign_keys=[submitted_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    figures: Mapped[list["WeeklyFigure"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )
    remarks: Mapped[list["WeeklyRemark"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )
    events: Mapped[list["ReportEvent"]] = relationship(
        cascade="all, delete-orphan", order_by="ReportEvent.id"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return str(self.week)


class WeeklyFigure(Model):
    """One cell of a weekly report."""

    __tablename__ = "weekly_figure"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)

    report_id: Mapped[int] = mapped_column(
        ForeignKey("weekly_report.id", ondelete="CASCADE"), primary_key=True
    )
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    #: What was typed, kept as it was, also when a draft cannot be understood; empty is "as before".
    typed: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[EntrySource] = mapped_column(one_of(EntrySource), default=EntrySource.QUANTITY)
    #: Cumulative since the start of works; None while a draft cell is empty or unreadable.
    quantity: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    #: The week's own quantity as an imported sheet states it; else two weeks give it.
    week_quantity: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))


class WeeklyRemark(Model):
    """What the sheet says of a work besides its quantities."""

    __tablename__ = "weekly_remark"
    __table_args__ = (
        CheckConstraint("people >= 0", name="people_not_negative"),
        CheckConstraint("machines >= 0", name="machines_not_negative"),
    )

    report_id: Mapped[int] = mapped_column(
        ForeignKey("weekly_report.id", ondelete="CASCADE"), primary_key=True
    )
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), primary_key=True)
    people: Mapped[int | None]
    machines: Mapped[int | None]
    #: As reported; statistics only, never the base of payment or ranking.
    week_investment_fen: Mapped[int | None] = mapped_column(BigInteger)
    investment_fen: Mapped[int | None] = mapped_column(BigInteger)
    #: The physical progress that the sheet states for the work.
    reported_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    problems: Mapped[str] = mapped_column(Text, default="")
    next_week: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")


class ReportEvent(Model):
    """One thing that happened to a report: its history, and who may take no further step."""

    __tablename__ = "report_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("weekly_report.id"), index=True)
    step: Mapped[ReportStep] = mapped_column(one_of(ReportStep))
    #: None for the program: an import from the command line.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[User | None] = relationship()


class ImportedWeek(Model):
    """What an import found in a week before it wrote there, so that the batch can be undone."""

    __tablename__ = "imported_week"

    batch_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("weekly_report.id"), primary_key=True)
    #: State, figures and remarks as they were; None when the week had no report.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class WorkProgress(Model):
    """How far each work is by its section's last confirmed report: for lists and maps of many works."""

    __tablename__ = "work_progress"
    __table_args__ = (
        CheckConstraint("physical_share BETWEEN 0 AND 1000000", name="share_in_range"),
    )

    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), primary_key=True)
    week: Mapped[Week] = mapped_column(WeekColumn)
    physical_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
