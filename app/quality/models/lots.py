"""Lots of test values and what they came to."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.quality.models.acceptance import LENGTH_OF_UUID, STRETCH_OR_PART, OfAPlace
from app.quality.models.standards import StandardVersion
from app.quality.rules.evaluation import Sample, Verdict
from app.quality.rules.lots import Ground, Tester
from app.quality.rules.standard import Layer, Measure, RoadGroup
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment, one_of


class SampleLot(OfAPlace, Model):
    """检测记录: the values of one stretch, layer and kind of test. Once judged it never changes.

    A correction is a new lot that names the one it replaces. A lot of curing specimens has no values
    until its result is entered.
    """

    __tablename__ = "sample_lot"
    __table_args__ = (
        Index("ix_sample_lot_place", "work_id", "measure", "sampled_on"),
        Index("ix_sample_lot_due", "due_on", "judged_at"),
        Index("ix_sample_lot_section", "section_id", "sampled_on"),
        CheckConstraint(STRETCH_OR_PART, name="stretch_or_part"),
        CheckConstraint("(judged_at IS NULL) = (verdict IS NULL)", name="judged_with_verdict"),
        CheckConstraint("(judged_at IS NULL) = (standard_id IS NULL)", name="judged_by_standard"),
        CheckConstraint("judged_at IS NOT NULL OR due_on IS NOT NULL", name="judged_or_due"),
        CheckConstraint("replaces_id IS NULL OR length(reason) > 0", name="replaced_with_reason"),
        CheckConstraint("pass_share BETWEEN 0 AND 1000000", name="share_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made where the record was made, so that sending it twice stores it once.
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    #: The process that the lot is about, by its code in the list of processes.
    process: Mapped[str] = mapped_column(String(60))
    layer: Mapped[Layer] = mapped_column(one_of(Layer))
    measure: Mapped[Measure] = mapped_column(one_of(Measure))
    road_group: Mapped[RoadGroup] = mapped_column(one_of(RoadGroup))
    tester: Mapped[Tester] = mapped_column(one_of(Tester))
    ground: Mapped[Ground] = mapped_column(one_of(Ground))
    sampled_on: Mapped[date] = mapped_column(index=True)
    #: What the drawings ask for; 0 where the value itself is a deviation.
    design: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    laboratory: Mapped[str] = mapped_column(String(200), default="")
    report_no: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: Until when the result of curing specimens must be there; None for a lot that has its values.
    due_on: Mapped[date | None]
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("standard_version.id"))
    verdict: Mapped[Verdict | None] = mapped_column(one_of(Verdict))
    is_key: Mapped[bool] = mapped_column(default=False)
    pass_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("sample_lot.id"), unique=True)
    #: Why it replaces the other one.
    reason: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    standard: Mapped[StandardVersion | None] = relationship()
    entered_by: Mapped[User] = relationship()
    replaces: Mapped["SampleLot | None"] = relationship(remote_side=[id])
    values: Mapped[list["SampleValue"]] = relationship(order_by="SampleValue.place")

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.measure.value

    @property
    def samples(self) -> list[Sample]:
        """The values as the rules know them."""
        return [Sample(row.value, row.station_m, row.side) for row in self.values]


class SampleValue(Model):
    """One value of a lot. Insert-only."""

    __tablename__ = "sample_value"
    __table_args__ = (CheckConstraint("place >= 1", name="numbered"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("sample_lot.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[Decimal] = mapped_column(ExactDecimal(3))
    station_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    side: Mapped[str] = mapped_column(String(20), default="")
