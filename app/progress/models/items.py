"""Work items of a section, what each work is to have of them, and what raises or lowers that."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.progress.rules.weights import TEMPLATE_NAMES, UnitOfWork
from app.shared.calendar import Week, now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, WeekColumn, one_of
from app.shared.sentences import Sentence
from app.works.models import Work


class WorkItem(Versioned, Model):
    """A weighted item of works of a section: subgrade, base, surface. The weights total 1."""

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("section_id", "code"),
        CheckConstraint("weight_share > 0 AND weight_share <= 10000", name="weight_in_range"),
        CheckConstraint("length(code) > 0", name="code_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    #: The code of the template, or the own name where the bureau made the item itself.
    code: Mapped[str] = mapped_column(String(60))
    unit: Mapped[UnitOfWork] = mapped_column(one_of(UnitOfWork))
    weight_share: Mapped[Decimal] = mapped_column(ExactDecimal(4))
    position: Mapped[int]
    #: A layer runs along the chainage and appears in the strip chart.
    is_layer: Mapped[bool] = mapped_column(default=False)

    @property
    def name(self) -> Sentence | str:
        """The name to show; those of the templates are translated."""
        return TEMPLATE_NAMES.get(self.code, self.code)


class DesignQuantity(Versioned, Model):
    """What the drawings give a work of an item, where that is not simply its length.

    Without a row a layer has the length of the road and any other item 100 per cent; 0 means that
    the work does not have the item.
    """

    __tablename__ = "design_quantity"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)

    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))


class ChangeOrder(Model):
    """工程变更: an approved change that adds to (or takes from) a design quantity."""

    __tablename__ = "change_order"
    __table_args__ = (
        UniqueConstraint("work_id", "item_id", "number"),
        CheckConstraint("added_quantity <> 0", name="changes_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    #: The number of the order on paper.
    number: Mapped[str] = mapped_column(String(60))
    added_quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    decided_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)

    work: Mapped[Work] = relationship()
    item: Mapped[WorkItem] = relationship()
    recorded_by: Mapped[User] = relationship()


class ReversalRecord(Model):
    """Work that was done and is no more: demolished and to be rebuilt, or reported wrongly (R31).

    From its week on, the next report may fall by this quantity.
    """

    __tablename__ = "reversal_record"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    week: Mapped[Week] = mapped_column(WeekColumn)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    reason: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)

    work: Mapped[Work] = relationship()
    item: Mapped[WorkItem] = relationship()
    recorded_by: Mapped[User] = relationship()


class DoneStretch(Model):
    """A stretch of a layer that somebody reported as done, for the strip chart."""

    __tablename__ = "done_stretch"
    __table_args__ = (CheckConstraint("end_m > start_m", name="end_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    start_m: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    done_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)

    work: Mapped[Work] = relationship()
    item: Mapped[WorkItem] = relationship()
