"""The release policy, the ledger of money paid, and each month's proposal with its lines."""

from dataclasses import fields
from datetime import date, datetime
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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.payments.rules.decide import State
from app.payments.rules.figures import LineFigures
from app.payments.rules.ledger import PaymentKind
from app.payments.rules.propose import Coverage
from app.payments.rules.sources import by_kind, limits_of
from app.ranking.rules.policy import Band
from app.shared.calendar import Month, now
from app.shared.models import ExactDecimal, Model, Moment, MonthColumn, Versioned, one_of
from app.works.models import Section
from app.works.rules import FundKind

IS_DRAFT = text("state = 'draft'")


class ReleasePolicy(Model):
    """One version of the release policy, in force from a month on. Insert-only."""

    __tablename__ = "release_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    effective_from: Mapped[Month] = mapped_column(MonthColumn, index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    created_by: Mapped[User | None] = relationship()


class ReleaseProposal(Versioned, Model):
    """A sum of money shared among the sections for a month; final once approved or withdrawn."""

    __tablename__ = "release_proposal"
    __table_args__ = (
        UniqueConstraint("month", "number"),
        Index(
            "uq_release_proposal_draft",
            "month",
            unique=True,
            sqlite_where=IS_DRAFT,
            postgresql_where=IS_DRAFT,
        ),
        CheckConstraint("funds_fen >= 0", name="funds_not_negative"),
        CheckConstraint("approved_by_id <> proposed_by_id", name="four_eyes"),
        CheckConstraint(
            "(state = 'approved') = (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)",
            name="approved_by_somebody",
        ),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL AND length(withdrawn_because) > 0)",
            name="withdrawn_for_a_reason",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[Month] = mapped_column(MonthColumn, index=True)
    #: 1 for the first proposal of the month; a month may get money twice.
    number: Mapped[int]
    funds_fen: Mapped[int] = mapped_column(BigInteger)
    #: How much of the funds is bound to a source: {"central": fen}; the rest is unrestricted.
    sources: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    #: The day as of which dates and interest are reckoned.
    reckoned_on: Mapped[date]
    state: Mapped[State] = mapped_column(one_of(State), default=State.DRAFT)
    coverage: Mapped[Coverage] = mapped_column(one_of(Coverage))
    #: The frozen rankings it rests on: [{"ranking_id", "group", "version", "sha256"}, ...].
    rankings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("release_policy.id"))
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: The moved working days that were known; the latest lawful dates depend on them.
    calendar: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Over funds, policy, calendar, rankings and the inputs and figures of all lines.
    sha256: Mapped[str] = mapped_column(String(64))
    #: Nobody when a command proposed it.
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")

    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def name(self) -> str:
        return f"{self.month} ({self.number})"

    @property
    def bound_fen(self) -> dict[FundKind, int]:
        """What is bound to each source."""
        return by_kind(self.sources)

    @property
    def limits_fen(self) -> dict[FundKind, int]:
        """What each source gives at most, unrestricted money last."""
        return limits_of(self.funds_fen, self.bound_fen)


class ReleaseLine(Versioned, Model):
    """One section in a proposal: the figures it came from, the amount proposed and the one decided."""

    __tablename__ = "release_line"
    __table_args__ = (
        UniqueConstraint("proposal_id", "section_id"),
        UniqueConstraint("proposal_id", "position"),
        CheckConstraint("proposed_fen BETWEEN 0 AND ceiling_fen", name="proposed_in_range"),
        CheckConstraint(
            "proposed_fen + deferred_by_rank_fen + deferred_for_funds_fen = due_fen",
            name="proposed_and_deferred_are_due",
        ),
        CheckConstraint(
            "decided_fen <= ceiling_fen AND (decided_fen >= floor_fen"
            " OR decided_fen >= proposed_fen)",
            name="decided_in_range",
        ),
        CheckConstraint(
            "decided_fen = proposed_fen"
            " OR (decided_by_id IS NOT NULL AND length(decided_because) > 0)",
            name="changed_for_a_reason",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("release_proposal.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    #: Order of payment, 1 first.
    position: Mapped[int]
    contract_no: Mapped[str] = mapped_column(String(60))
    band: Mapped[Band | None] = mapped_column(one_of(Band))
    place: Mapped[int | None]
    price_fen: Mapped[int] = mapped_column(BigInteger)
    done_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    held_fen: Mapped[int] = mapped_column(BigInteger)
    completed_fen: Mapped[int] = mapped_column(BigInteger)
    paid_fen: Mapped[int] = mapped_column(BigInteger)
    wages_paid_fen: Mapped[int] = mapped_column(BigInteger)
    contract_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    wage_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    floor_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    band_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    due_fen: Mapped[int] = mapped_column(BigInteger)
    wage_fen: Mapped[int] = mapped_column(BigInteger)
    legal_floor_fen: Mapped[int] = mapped_column(BigInteger)
    matured_fen: Mapped[int] = mapped_column(BigInteger)
    floor_fen: Mapped[int] = mapped_column(BigInteger)
    target_fen: Mapped[int] = mapped_column(BigInteger)
    ceiling_fen: Mapped[int] = mapped_column(BigInteger)
    proposed_fen: Mapped[int] = mapped_column(BigInteger)
    deferred_by_rank_fen: Mapped[int] = mapped_column(BigInteger)
    deferred_for_funds_fen: Mapped[int] = mapped_column(BigInteger)
    latest_on: Mapped[date | None]
    #: Of what stays due after the decided amount is paid.
    deferred_until: Mapped[date | None]
    accrued_interest_fen: Mapped[int] = mapped_column(BigInteger)
    interest_per_day_fen: Mapped[int] = mapped_column(BigInteger)
    #: Sentences as plain data, the answer first.
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    #: The Account the figures were reckoned from, as plain data.
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: What the leader lets be paid: the proposed amount unless changed.
    decided_fen: Mapped[int] = mapped_column(BigInteger)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_because: Mapped[str] = mapped_column(Text, default="")
    #: From which source how much of the decided amount comes; empty in lines of before there were any.
    drawn: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")

    proposal: Mapped[ReleaseProposal] = relationship()
    section: Mapped[Section] = relationship()
    decided_by: Mapped[User | None] = relationship()

    @property
    def figures(self) -> LineFigures:
        return LineFigures(**{f.name: getattr(self, f.name) for f in fields(LineFigures)})

    @property
    def deferred_fen(self) -> int:
        """What stays due after the leader's decision and comes back next month."""
        return self.due_fen - self.decided_fen

    @property
    def drawn_fen(self) -> dict[FundKind, int]:
        """From which source how much comes."""
        return by_kind(self.drawn)

    @property
    def is_changed(self) -> bool:
        return self.decided_fen != self.proposed_fen


class PaymentRecord(Model):
    """Money that left the bureau for a section, or the reversal of a wrong entry. Insert-only."""

    __tablename__ = "payment_record"
    __table_args__ = (
        CheckConstraint(
            "(reverses_id IS NULL AND amount_fen > 0) OR"
            " (reverses_id IS NOT NULL AND amount_fen < 0 AND length(reason) > 0)",
            name="positive_or_reversal",
        ),
        UniqueConstraint("section_id", "kind", "paid_on", "reference", "amount_fen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    kind: Mapped[PaymentKind] = mapped_column(one_of(PaymentKind))
    paid_on: Mapped[date] = mapped_column(index=True)
    #: Negative in a reversal.
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    #: Number of the voucher or bank order.
    reference: Mapped[str] = mapped_column(String(100))
    #: The approved line that this payment carries out, if any.
    line_id: Mapped[int | None] = mapped_column(ForeignKey("release_line.id"), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment_record.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    is_imported: Mapped[bool] = mapped_column(default=False)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)

    section: Mapped[Section] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    line: Mapped[ReleaseLine | None] = relationship()
    reverses: Mapped["PaymentRecord | None"] = relationship(remote_side=[id])
