"""The bill of quantities of a contract, its changes, and its terms of payment."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.contracts.rules import (
    ChangeLevel,
    ChangeState,
    NodeBase,
    NodeTrigger,
    RetentionMode,
)
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, one_of
from app.works.models import Section


class BillChapter(Model):
    """One chapter of the bill of a section, such as 300 路面; sets differ between provinces."""

    __tablename__ = "bill_chapter"
    __table_args__ = (UniqueConstraint("section_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0)


class BillItem(Model):
    """One item of the bill as the contract has it; changes stand in change orders."""

    __tablename__ = "bill_item"
    __table_args__ = (
        UniqueConstraint("section_id", "code"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("unit_price_fen >= 0", name="unit_price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    chapter_id: Mapped[int] = mapped_column(ForeignKey("bill_chapter.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20), default="")
    #: Of the contract; 0 for an item that a change order brought.
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    unit_price_fen: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(default=0)
    #: Code of the process of acceptance that proves it, or "".
    process: Mapped[str] = mapped_column(String(60), default="")
    is_provisional: Mapped[bool] = mapped_column(default=False)

    chapter: Mapped[BillChapter] = relationship()
    section: Mapped[Section] = relationship()


class BillAllocation(Model):
    """How much of an item lies on a work; where nothing is said, lengths share it out."""

    __tablename__ = "bill_allocation"
    __table_args__ = (
        UniqueConstraint("item_id", "work_id"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("bill_item.id"))
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))


class BillChange(Versioned, Model):
    """变更令: a change of quantities, drafted by one person and decided by another."""

    __tablename__ = "bill_change"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_pair"),
        CheckConstraint(
            "(state = 'drafted') = (decided_at IS NULL)", name="decided_when_not_drafted"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    #: Whether class, ends, widths or structure change: then the city decides.
    touches_design: Mapped[bool] = mapped_column(default=False)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    level: Mapped[ChangeLevel] = mapped_column(one_of(ChangeLevel))
    state: Mapped[ChangeState] = mapped_column(one_of(ChangeState), default=ChangeState.DRAFTED)
    #: The paper by which the city's authority approved.
    document_no: Mapped[str] = mapped_column(String(100), default="")
    drafted_at: Mapped[datetime] = mapped_column(Moment, default=now)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str] = mapped_column(Text, default="")

    section: Mapped[Section] = relationship()
    drafted_by: Mapped[User] = relationship(foreign_keys=[drafted_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    lines: Mapped[list["BillChangeLine"]] = relationship(order_by="BillChangeLine.id")

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name} {self.number}"


class BillChangeLine(Model):
    """By how much a change order changes the quantity of an item."""

    __tablename__ = "bill_change_line"
    __table_args__ = (
        UniqueConstraint("change_id", "item_id"),
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("bill_change.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("bill_item.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))

    item: Mapped[BillItem] = relationship()


class PaymentTerms(Versioned, Model):
    """What a contract says of payment beside what stands in `contract` itself."""

    __tablename__ = "payment_terms"
    __table_args__ = (
        CheckConstraint("retention_share BETWEEN 0 AND 30000", name="retention_lawful"),
        CheckConstraint("retention_cap_share BETWEEN 0 AND 30000", name="retention_cap_lawful"),
        CheckConstraint("advance_share BETWEEN 0 AND 300000", name="advance_lawful"),
        CheckConstraint("advance_start_share < advance_end_share", name="recovery_in_order"),
        CheckConstraint("minimum_certificate_fen >= 0", name="minimum_not_negative"),
        CheckConstraint("cut_off_day BETWEEN 1 AND 28", name="cut_off_day_in_range"),
        CheckConstraint("defects_months BETWEEN 0 AND 24", name="defects_lawful"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), unique=True)
    advance_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    advance_start_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    advance_end_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    material_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    material_months: Mapped[int]
    retention_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    retention_cap_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    retention_mode: Mapped[RetentionMode] = mapped_column(one_of(RetentionMode))
    minimum_certificate_fen: Mapped[int] = mapped_column(BigInteger)
    measurement_limit_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    cut_off_day: Mapped[int]
    defects_months: Mapped[int]

    section: Mapped[Section] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.section.name


class PaymentNode(Model):
    """付款节点: up to which share of its base is paid once something has happened."""

    __tablename__ = "payment_node"
    __table_args__ = (
        UniqueConstraint("section_id", "position"),
        CheckConstraint("cumulative_share BETWEEN 0 AND 1000000", name="share_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    position: Mapped[int]
    trigger: Mapped[NodeTrigger] = mapped_column(one_of(NodeTrigger))
    #: The share of works completed that triggers it; None for other triggers.
    value_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    cumulative_share: Mapped[Decimal] = mapped_column(ExactDecimal(6))
    base: Mapped[NodeBase] = mapped_column(one_of(NodeBase))
