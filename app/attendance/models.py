"""Key posts: leave, replacement, absences with their evidence, and the contract's own penalty rates."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
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
from app.attendance.rules import CaseKind, CaseState, RequestState
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, one_of
from app.works.models import KeyPost, Section

LENGTH_OF_UUID = 36
LENGTH_OF_POST = 60
LENGTH_OF_NAME = 100


class PenaltyRate(Model):
    """违约金标准: what the contract of a section asks for an absence or a stand-in at a post."""

    __tablename__ = "penalty_rate"
    __table_args__ = (
        UniqueConstraint("section_id", "kind", "post"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    kind: Mapped[CaseKind] = mapped_column(one_of(CaseKind))
    #: Empty for every post that has no rate of its own.
    post: Mapped[str] = mapped_column(String(LENGTH_OF_POST), default="")
    #: For one day of absence, or for one person who stood in.
    amount_fen: Mapped[int] = mapped_column(BigInteger)


class PenaltyRise(Model):
    """What the contract of a section adds to its rates each time the same is found again (2.10)."""

    __tablename__ = "penalty_rise"
    __table_args__ = (CheckConstraint("share > 0", name="share_positive"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    #: Of the rate: 0.2 for "each repetition +20 %".
    share: Mapped[Decimal] = mapped_column(ExactDecimal(6))


class AbsenceCase(Versioned, Model):
    """缺岗: one person missing from one key post on one day, until excused or criticised (R33)."""

    __tablename__ = "absence_case"
    __table_args__ = (
        # Two visits of one day find the same absence.
        UniqueConstraint("section_id", "absent_on", "post", "person_name"),
        UniqueConstraint("year", "sequence"),
        Index("ix_absence_case_by_state", "state", "due_on"),
        Index("ix_absence_case_found", "absent_on", "id"),
        CheckConstraint("due_on >= absent_on", name="due_after_absence"),
        CheckConstraint(
            "(state = 'criticised') = (criticised_at IS NOT NULL)", name="criticised_at_with_state"
        ),
        CheckConstraint(
            "(criticised_at IS NULL) = (criticised_by_id IS NULL)", name="criticised_pair"
        ),
        CheckConstraint("(criticised_at IS NULL) = (sequence IS NULL)", name="criticised_number"),
        CheckConstraint("amount_fen IS NULL OR criticised_at IS NOT NULL", name="amount_issued"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    #: Post and person as the contract named them on that day.
    post: Mapped[str] = mapped_column(String(LENGTH_OF_POST))
    person_name: Mapped[str] = mapped_column(String(LENGTH_OF_NAME))
    kind: Mapped[CaseKind] = mapped_column(one_of(CaseKind))
    absent_on: Mapped[date]
    found_at: Mapped[datetime] = mapped_column(Moment, default=now)
    found_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: Until when the contractor owes written evidence.
    due_on: Mapped[date]
    state: Mapped[CaseState] = mapped_column(one_of(CaseState), default=CaseState.AWAITING)
    #: 通报批评: issued by a person, with the number of the paper and what the contract asks for.
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(60), default="")
    criticised_at: Mapped[datetime | None] = mapped_column(Moment)
    criticised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    criticism: Mapped[str] = mapped_column(Text, default="")
    #: None where the contract has no rate.
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    #: For which repetition the amount was raised; None where the rate itself was asked for.
    raised_for: Mapped[int | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    found_by: Mapped[User] = relationship(foreign_keys=[found_by_id])
    criticised_by: Mapped[User | None] = relationship(foreign_keys=[criticised_by_id])
    evidence: Mapped[list["AbsenceEvidence"]] = relationship(
        order_by="AbsenceEvidence.round", back_populates="case"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.post} {self.person_name} {self.absent_on}"


class AbsenceEvidence(Model):
    """书面佐证材料: what the contractor handed in for an absence, and what the bureau said of it."""

    __tablename__ = "absence_evidence"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        CheckConstraint("(judged_at IS NULL) = (judged_by_id IS NULL)", name="judged_pair"),
        CheckConstraint("(judged_at IS NULL) = (is_accepted IS NULL)", name="judged_verdict"),
        CheckConstraint(
            "judged_by_id IS NULL OR judged_by_id <> handed_in_by_id", name="four_eyes"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("absence_case.id"), index=True)
    round: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    handed_in_at: Mapped[datetime] = mapped_column(Moment, default=now)
    handed_in_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: Handed in after the due day: taken all the same, and marked.
    is_late: Mapped[bool] = mapped_column(default=False)
    is_accepted: Mapped[bool | None]
    judgement: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[AbsenceCase] = relationship(back_populates="evidence")
    handed_in_by: Mapped[User] = relationship(foreign_keys=[handed_in_by_id])
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])


class Leave(Versioned, Model):
    """请假: leave of one person from one key post; approved leave is no absence (R32)."""

    __tablename__ = "leave"
    __table_args__ = (
        Index("ix_leave_of_section", "section_id", "first_day"),
        Index("ix_leave_by_state", "state", "first_day"),
        CheckConstraint("last_day >= first_day", name="ends_after_begin"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_at_with_state"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_pair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    key_post_id: Mapped[int] = mapped_column(ForeignKey("key_post.id"), index=True)
    #: Both included.
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=now)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str] = mapped_column(Text, default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    key_post: Mapped[KeyPost] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.key_post.post} {self.key_post.person_name} {self.first_day}"


class Replacement(Versioned, Model):
    """人员更换: another person asked for at a key post; approved, that person holds it."""

    __tablename__ = "replacement"
    __table_args__ = (
        Index("ix_replacement_of_section", "section_id", "asked_at"),
        Index("ix_replacement_by_state", "state", "asked_at"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_at_with_state"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_pair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    #: Who holds the post when the replacement is asked for.
    key_post_id: Mapped[int] = mapped_column(ForeignKey("key_post.id"), index=True)
    person_name: Mapped[str] = mapped_column(String(LENGTH_OF_NAME))
    licence_no: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=now)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str] = mapped_column(Text, default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    key_post: Mapped[KeyPost] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.key_post.post} {self.person_name}"
