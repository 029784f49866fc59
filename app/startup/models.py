"""The start of a section's works: its six steps, its crews, and the wage account."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.shared.calendar import now
from app.shared.models import Model, Moment, Versioned, one_of
from app.startup.rules import SecurityForm, StepKind, StepState
from app.works.models import Section


class StartChecklist(Versioned, Model):
    """六同时清单: the steps of one section, counted from the day of award."""

    __tablename__ = "start_checklist"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), unique=True)
    awarded_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(Moment, default=now)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    opened_by: Mapped[User] = relationship()
    steps: Mapped[list["StartStep"]] = relationship(
        back_populates="checklist", order_by="StartStep.id"
    )
    crews: Mapped[list["Crew"]] = relationship(back_populates="checklist", order_by="Crew.id")

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.section.name


class StartStep(Versioned, Model):
    """One step, reported with its evidence and confirmed by somebody else."""

    __tablename__ = "start_step"
    __table_args__ = (
        UniqueConstraint("checklist_id", "kind"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(reported_at IS NULL) = (reported_by_id IS NULL)", name="reported_pair"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_pair"),
        CheckConstraint("state <> 'confirmed' OR done_on IS NOT NULL", name="confirmed_with_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("start_checklist.id"))
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    state: Mapped[StepState] = mapped_column(one_of(StepState), default=StepState.OPEN)
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    #: The bank of an account, or who issued a guarantee.
    bank: Mapped[str] = mapped_column(String(120), default="")
    form: Mapped[SecurityForm | None] = mapped_column(one_of(SecurityForm))
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    #: Of a guarantee; account numbers are not kept here.
    number: Mapped[str] = mapped_column(String(60), default="")
    valid_until: Mapped[date | None]
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str] = mapped_column(Text, default="")

    checklist: Mapped[StartChecklist] = relationship(back_populates="steps")
    reported_by: Mapped[User | None] = relationship(foreign_keys=[reported_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.checklist.section.name} {self.kind}"


class Crew(Model):
    """施工队: a crew that came to the site of a section."""

    __tablename__ = "start_crew"
    __table_args__ = (
        UniqueConstraint("checklist_id", "name"),
        CheckConstraint("people BETWEEN 1 AND 500", name="people_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("start_checklist.id"))
    name: Mapped[str] = mapped_column(String(100))
    leader: Mapped[str] = mapped_column(String(60), default="")
    people: Mapped[int | None]
    entered_on: Mapped[date]

    checklist: Mapped[StartChecklist] = relationship(back_populates="crews")
