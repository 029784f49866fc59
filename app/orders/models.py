"""Papers that order something: rectification notices, stop orders with their lifting; and reported problems."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.inspections.models import LENGTH_OF_UUID, Finding
from app.inspections.rules import Verdict
from app.orders.rules import LookBackOutcome, NoteState, ReportState, StopState
from app.orders.rules.notices import LONGEST_LINE
from app.shared.calendar import day_of, now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, one_of
from app.works.models import Project, Section, Work
from app.works.rules import Cause

LENGTH_OF_NUMBER = 60


class RectificationNotice(Versioned, Model):
    """整改通知书: findings of one section gathered on one paper; what it says never changes."""

    __tablename__ = "rectification_notice"
    __table_args__ = (
        UniqueConstraint("year", "sequence"),
        Index("ix_rectification_notice_of_section", "section_id", "issued_on"),
        Index("ix_rectification_notice_issued", "issued_on", "id"),
        CheckConstraint("(received_at IS NULL) = (received_by_id IS NULL)", name="receipt_pair"),
        CheckConstraint(
            "(looked_back_on IS NULL) = (look_back_outcome IS NULL)", name="look_back_outcome_pair"
        ),
        CheckConstraint(
            "(looked_back_on IS NULL) = (looked_back_by_id IS NULL)", name="look_back_person_pair"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    #: As the pattern of the settings wrote it on the day of issue.
    number: Mapped[str] = mapped_column(String(LENGTH_OF_NUMBER))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    #: The notice whose look-back found that it came back, if this one follows it.
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("rectification_notice.id"), index=True
    )
    issued_at: Mapped[datetime] = mapped_column(Moment, default=now)
    #: The day of `issued_at` in Shanghai.
    issued_on: Mapped[date]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    inspected_on: Mapped[date]
    content: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text, default="")
    copy_to: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    #: 签收: when somebody of the contractor took note of it.
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    look_back_planned_on: Mapped[date | None]
    looked_back_on: Mapped[date | None]
    looked_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    look_back_outcome: Mapped[LookBackOutcome | None] = mapped_column(one_of(LookBackOutcome))
    look_back_words: Mapped[str] = mapped_column(Text, default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    issuer: Mapped[User] = relationship(foreign_keys=[issuer_id])
    received_by: Mapped[User | None] = relationship(foreign_keys=[received_by_id])
    looked_back_by: Mapped[User | None] = relationship(foreign_keys=[looked_back_by_id])
    follows: Mapped["RectificationNotice | None"] = relationship(remote_side=[id])
    items: Mapped[list["NoticeItem"]] = relationship(
        order_by="NoticeItem.number", back_populates="notice"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.number


class NoticeItem(Model):
    """One item of a notice: a finding, which is answered, checked and closed as any other."""

    __tablename__ = "notice_item"

    notice_id: Mapped[int] = mapped_column(ForeignKey("rectification_notice.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    #: A finding stands in one notice at most.
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), unique=True)

    notice: Mapped[RectificationNotice] = relationship(back_populates="items")
    finding: Mapped[Finding] = relationship()


class StopOrder(Versioned, Model):
    """停工令: works stopped on a section, a work or a stretch of it, until an order lets them resume."""

    __tablename__ = "stop_order"
    __table_args__ = (
        UniqueConstraint("year", "sequence"),
        Index("ix_stop_order_of_section", "section_id", "stopped_from"),
        Index("ix_stop_order_by_state", "state", "stopped_from"),
        CheckConstraint("(received_at IS NULL) = (received_by_id IS NULL)", name="receipt_pair"),
        CheckConstraint("(state = 'lifted') = (resumed_on IS NOT NULL)", name="lifted_has_day"),
        CheckConstraint("start_m IS NOT NULL OR end_m IS NULL", name="end_has_start"),
        CheckConstraint("work_id IS NOT NULL OR start_m IS NULL", name="stretch_has_work"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(LENGTH_OF_NUMBER))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    #: None for the whole section.
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    reason: Mapped[str] = mapped_column(Text)
    requirements: Mapped[str] = mapped_column(Text, default="")
    copy_to: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    fault: Mapped[Cause] = mapped_column(one_of(Cause))
    stopped_from: Mapped[date]
    #: The first day on which the works may go on again.
    resumed_on: Mapped[date | None]
    state: Mapped[StopState] = mapped_column(one_of(StopState), default=StopState.STANDING)
    #: Whether the order put the section itself on hold, to be let go with it.
    holds_section: Mapped[bool] = mapped_column(default=False)
    issued_at: Mapped[datetime] = mapped_column(Moment, default=now)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    work: Mapped[Work | None] = relationship()
    issuer: Mapped[User] = relationship(foreign_keys=[issuer_id])
    received_by: Mapped[User | None] = relationship(foreign_keys=[received_by_id])
    resumptions: Mapped[list["Resumption"]] = relationship(
        order_by="Resumption.round", back_populates="order"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.number

    @property
    def latest(self) -> "Resumption | None":
        """The last attempt to have the works resume."""
        return self.resumptions[-1] if self.resumptions else None


class Resumption(Model):
    """复工: one attempt to let the works resume: asked for, checked, and ordered by a second person."""

    __tablename__ = "resumption"
    __table_args__ = (
        UniqueConstraint("stop_order_id", "round"),
        UniqueConstraint("year", "sequence"),
        CheckConstraint("(asked_at IS NULL) = (asked_by_id IS NULL)", name="asking_pair"),
        CheckConstraint("(verdict IS NULL) = (checked_at IS NULL)", name="checked_at_with_verdict"),
        CheckConstraint(
            "(verdict IS NULL) = (checked_by_id IS NULL)", name="checked_by_with_verdict"
        ),
        CheckConstraint("(ordered_at IS NULL) = (ordered_by_id IS NULL)", name="ordering_pair"),
        CheckConstraint("(ordered_at IS NULL) = (sequence IS NULL)", name="ordered_has_number"),
        CheckConstraint("ordered_at IS NULL OR verdict = 'accepted'", name="ordered_after_check"),
        CheckConstraint(
            "asked_by_id IS NULL OR checked_by_id IS NULL OR asked_by_id <> checked_by_id",
            name="four_eyes",
        ),
        CheckConstraint(
            "ordered_by_id IS NULL OR ordered_by_id <> checked_by_id", name="second_person_orders"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stop_order_id: Mapped[int] = mapped_column(ForeignKey("stop_order.id"), index=True)
    round: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verdict: Mapped[Verdict | None] = mapped_column(one_of(Verdict))
    check_words: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: The order of resumption (复工令), with its own row of numbers.
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(LENGTH_OF_NUMBER), default="")
    ordered_at: Mapped[datetime | None] = mapped_column(Moment)
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    order: Mapped[StopOrder] = relationship(back_populates="resumptions")
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    ordered_by: Mapped[User | None] = relationship(foreign_keys=[ordered_by_id])


class ProblemReport(Versioned, Model):
    """问题上报: what anybody along the road reports, until somebody on duty judges it (R14)."""

    __tablename__ = "problem_report"
    __table_args__ = (
        Index("ix_problem_report_of_section", "section_id", "reported_at"),
        Index("ix_problem_report_by_state", "state", "reported_at"),
        CheckConstraint("(state = 'reported') = (judged_at IS NULL)", name="judged_at_with_state"),
        CheckConstraint("(judged_at IS NULL) = (judged_by_id IS NULL)", name="judged_pair"),
        CheckConstraint("(state = 'taken_up') = (finding_id IS NOT NULL)", name="taken_up_as"),
        CheckConstraint(
            "(state = 'duplicate') = (duplicate_of_id IS NOT NULL)", name="duplicate_of_one"
        ),
        CheckConstraint("duplicate_of_id <> id", name="not_of_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    description: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(Moment, default=now)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    state: Mapped[ReportState] = mapped_column(one_of(ReportState), default=ReportState.REPORTED)
    #: The first answer that anybody gave; its time is measured (R14).
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    judgement: Mapped[str] = mapped_column(Text, default="")
    #: What became of it when it was taken up; its closing closes the report.
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("problem_report.id"), index=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    work: Mapped[Work | None] = relationship()
    reported_by: Mapped[User] = relationship(foreign_keys=[reported_by_id])
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])
    finding: Mapped[Finding | None] = relationship()
    duplicate_of: Mapped["ProblemReport | None"] = relationship(remote_side=[id])

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.description[:60]

    @property
    def closed_on(self) -> date | None:
        """When it was done with: judged not true or repeated, or its finding closed."""
        if self.finding is not None:
            return self.finding.closed_on
        return day_of(self.judged_at) if self.judged_at else None

    @property
    def days_to_closing(self) -> int | None:
        """How many days it took until it was done with."""
        if self.closed_on is None:
            return None
        return (self.closed_on - day_of(self.reported_at)).days


LENGTH_OF_KIND = 40


class OfficeNote(Versioned, Model):
    """转项目办: a record that came back to a phone, handed to the project office as it was."""

    __tablename__ = "office_note"
    __table_args__ = (
        Index("ix_office_note_by_state", "state", "handed_at"),
        Index("ix_office_note_of_sender", "sender_id", "handed_at"),
        CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="answered_with_state"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_pair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    #: Of the record that is handed over; it is handed over once.
    record_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    record_kind: Mapped[str] = mapped_column(String(LENGTH_OF_KIND))
    #: All that the record says, as the phone wrote it, and the sentences with which it came back.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    refusals: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(Text)
    #: What the record is about; the sender may have lost it meanwhile.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: When the record was made, the phone's clock corrected, and when the note came.
    made_at: Mapped[datetime] = mapped_column(Moment)
    handed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    state: Mapped[NoteState] = mapped_column(one_of(NoteState), default=NoteState.WAITING)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section | None] = relationship()
    project: Mapped[Project] = relationship()
    sender: Mapped[User] = relationship(foreign_keys=[sender_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.words[:60]

    @property
    def place_name(self) -> str:
        """Project and section that the record is about."""
        return f"{self.project.name} {self.section.name if self.section else ''}".strip()
