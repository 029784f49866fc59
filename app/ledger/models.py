"""The ledger: transactions, their entries, and the seal that closes each. All three are insert-only."""

from datetime import date, datetime

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

from app.ledger.rules.entries import Entry, LedgerAccount, TransactionKind
from app.shared.calendar import now
from app.shared.models import BigKey, Model, Moment, one_of
from app.works.models import Section


class LedgerSeal(Model):
    """A transaction is complete: the database lets the seal in only over two or more entries that sum to zero.

    No entry joins a sealed transaction, and no transaction is committed without its seal.
    """

    __tablename__ = "ledger_seal"
    __table_args__ = (CheckConstraint("entries >= 2", name="two_entries"),)

    transaction_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    entries: Mapped[int]


class LedgerTransaction(Model):
    """One deed in the books: what moved between accounts, when, because of what, by whom."""

    __tablename__ = "ledger_transaction"
    __table_args__ = (
        UniqueConstraint("year", "sequence"),
        CheckConstraint("reverses_id IS NULL OR length(reason) > 0", name="reversed_for_a_reason"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_of_one"),
        Index("ix_ledger_transaction_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(
        BigKey,
        # Checked at the end of the transaction: the seal comes last.
        ForeignKey("ledger_seal.transaction_id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement="ignore_fk",
    )
    #: Of the day it was posted on; with the sequence, the number. No number is left out.
    year: Mapped[int]
    sequence: Mapped[int]
    kind: Mapped[TransactionKind] = mapped_column(one_of(TransactionKind))
    #: None for what belongs to no section: funds received.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    #: The day it counts for.
    day: Mapped[date] = mapped_column(index=True)
    #: What caused it: the table and the number of the row.
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    reverses_id: Mapped[int | None] = mapped_column(
        ForeignKey("ledger_transaction.id"), unique=True
    )
    #: Posting the same deed twice posts it once.
    key: Mapped[str] = mapped_column(String(120), unique=True)
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    posted_at: Mapped[datetime] = mapped_column(Moment, default=now)

    section: Mapped[Section | None] = relationship()
    entries: Mapped[list["LedgerEntry"]] = relationship(
        back_populates="transaction", order_by="LedgerEntry.id"
    )
    reverses: Mapped["LedgerTransaction | None"] = relationship(remote_side=[id])

    @property
    def number(self) -> str:
        return f"{self.year}-{self.sequence:05d}"

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.number


class LedgerEntry(Model):
    """So much on one account, a debit above zero and a credit below."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount_fen <> 0", name="amount_not_zero"),
        Index("ix_ledger_entry_section_id", "section_id", "account"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    account: Mapped[LedgerAccount] = mapped_column(one_of(LedgerAccount))
    #: The transaction's, so that balances are summed without it.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    #: The source of funds, where it matters.
    source: Mapped[str | None] = mapped_column(String(60))
    amount_fen: Mapped[int] = mapped_column(BigInteger)

    transaction: Mapped[LedgerTransaction] = relationship(back_populates="entries")

    @property
    def entry(self) -> Entry:
        return Entry(self.account, self.amount_fen, self.source)
