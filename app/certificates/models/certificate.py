"""Certificates and what stands on them beside the measured works."""

from datetime import date, datetime
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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.certificates.rules.states import CertificateKind, CertificateState, EntryKind
from app.shared.calendar import now
from app.shared.models import Model, Moment, Versioned, one_of
from app.works.models import Section

IS_OPEN = text("state <> 'approved'")


class Certificate(Versioned, Model):
    """支付证书: what a section has earned up to a day; final once approved, one after the other."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        UniqueConstraint("section_id", "period_number"),
        Index(
            "uq_certificate_open",
            "section_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_at_end"),
        CheckConstraint("kind <> 'interim' OR period_number IS NOT NULL", name="interim_of_period"),
        CheckConstraint("payable_fen >= 0", name="payable_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    #: Of the section, from 1 without gaps, over all kinds.
    number: Mapped[int]
    kind: Mapped[CertificateKind] = mapped_column(one_of(CertificateKind))
    #: The confirmed period of measurement; None where nothing is measured, as for an advance.
    period_number: Mapped[int | None]
    #: The last day that it covers.
    covers_to: Mapped[date] = mapped_column(index=True)
    state: Mapped[CertificateState] = mapped_column(
        one_of(CertificateState), default=CertificateState.DRAFTED
    )
    #: All rows and columns as reckoned, and the hash of their canonical text, which signatures name.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    figures_sha256: Mapped[str] = mapped_column(String(64))
    #: Sums of the figures for lists; each is cumulative unless it says otherwise.
    gross_to_end_fen: Mapped[int] = mapped_column(BigInteger)
    #: Recovered advances, penalties and retention.
    deducted_to_end_fen: Mapped[int] = mapped_column(BigInteger)
    payable_to_end_fen: Mapped[int] = mapped_column(BigInteger)
    #: Of this certificate alone, before the minimum is asked; below zero the section owes.
    net_fen: Mapped[int] = mapped_column(BigInteger)
    #: Of this certificate alone.
    payable_fen: Mapped[int] = mapped_column(BigInteger)
    drafted_at: Mapped[datetime] = mapped_column(Moment, default=now)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    drafted_by: Mapped[User] = relationship()
    entries: Mapped[list["CertificateEntry"]] = relationship(
        back_populates="certificate", order_by="CertificateEntry.id", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name} {self.number}"


class CertificateEntry(Model):
    """One claim, price adjustment, penalty or the like, with its reason and the paper it rests on."""

    __tablename__ = "certificate_entry"
    __table_args__ = (CheckConstraint("amount_fen <> 0", name="amount_not_zero"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(one_of(EntryKind))
    #: As the kind names it: a penalty is above zero and deducted; below zero it is taken back.
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    #: The number of the paper: notice, agreement, record of delivery.
    source_paper: Mapped[str] = mapped_column(String(100))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    certificate: Mapped[Certificate] = relationship(back_populates="entries")
    entered_by: Mapped[User] = relationship()
