"""The chain of a contract, and who signed which certificate."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.certificates.models.certificate import Certificate
from app.certificates.rules.approval import ChainStep
from app.shared.calendar import now
from app.shared.models import Model, Moment, Versioned, one_of
from app.works.models import Section

STANDS = text("voided_at IS NULL")


class ApprovalChain(Versioned, Model):
    """Which steps the certificates of a section pass; without a row, all of the form's."""

    __tablename__ = "approval_chain"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), unique=True)
    #: Values of ChainStep, in their order.
    steps: Mapped[list[str]] = mapped_column(JSON)

    section: Mapped[Section] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.section.name


class ApprovalStep(Model):
    """One signature, or the return of a certificate; voided when it is returned or its figures change."""

    __tablename__ = "approval_step"
    __table_args__ = (
        Index(
            "uq_approval_step_signed",
            "certificate_id",
            "step",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index(
            "uq_approval_step_person",
            "certificate_id",
            "decided_by_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        CheckConstraint("agrees OR length(opinion) > 0", name="returned_for_a_reason"),
        CheckConstraint("agrees OR voided_at IS NOT NULL", name="return_does_not_stand"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    step: Mapped[ChainStep] = mapped_column(one_of(ChainStep))
    agrees: Mapped[bool]
    opinion: Mapped[str] = mapped_column(Text, default="")
    #: What the last signature was given over: the checks with what each asked for.
    exceptions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    #: Of the figures that were signed.
    figures_sha256: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(Moment, default=now)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Moment)

    certificate: Mapped[Certificate] = relationship()
    decided_by: Mapped[User] = relationship()
