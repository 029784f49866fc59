"""The accounts of a section, the rosters of its wages, and its securities."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bank_accounts.rules import AccountKind, SecurityForm, SecurityKind, masked
from app.shared.calendar import Month, now
from app.shared.models import Model, Moment, MonthColumn, Versioned, one_of
from app.shared.sealing import Sealed
from app.works.models import Section

IS_OPEN = text("closed_on IS NULL")


class BankAccount(Versioned, Model):
    """共管账户 or 农民工工资专用账户: one account of one section."""

    __tablename__ = "bank_account"
    __table_args__ = (
        Index(
            "uq_bank_account_open",
            "section_id",
            "kind",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        CheckConstraint("closed_on >= opened_on", name="closed_after_opened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    kind: Mapped[AccountKind] = mapped_column(one_of(AccountKind))
    bank: Mapped[str] = mapped_column(String(120))
    #: The whole number, stored sealed; no page, export or audit event shows it.
    number: Mapped[str] = mapped_column("number_sealed", Sealed)
    last_four: Mapped[str] = mapped_column(String(4))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    entered_by: Mapped[User] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name} {self.kind} {masked(self.last_four)}"


class WageRoster(Model):
    """That the list of wages of a month was handed in and how many people it has; never who they are."""

    __tablename__ = "wage_roster"
    __table_args__ = (
        UniqueConstraint("section_id", "month"),
        CheckConstraint("people BETWEEN 1 AND 5000", name="people_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    month: Mapped[Month] = mapped_column(MonthColumn, index=True)
    people: Mapped[int]
    uploaded_on: Mapped[date]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    entered_by: Mapped[User] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name} {self.month}"


class Security(Versioned, Model):
    """One security of a section, until it is given back."""

    __tablename__ = "security"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("valid_to > valid_from", name="ends_after_it_begins"),
        CheckConstraint("returned_on >= valid_from", name="returned_after_it_begins"),
        CheckConstraint("form = 'cash' OR valid_to IS NOT NULL", name="guarantee_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    kind: Mapped[SecurityKind] = mapped_column(one_of(SecurityKind))
    form: Mapped[SecurityForm] = mapped_column(one_of(SecurityForm))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    issuer: Mapped[str] = mapped_column(String(120), default="")
    #: Of a guarantee; account numbers are not kept here.
    number: Mapped[str] = mapped_column(String(60), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(index=True)
    returned_on: Mapped[date | None]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    entered_by: Mapped[User] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name} {self.kind}"
