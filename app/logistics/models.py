"""Villages, what was confirmed of how each is reached, and the outlets in them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.logistics.rules.coverage import Answer, ServiceMode
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, one_of
from app.works.models import Township

DEGREES = 7


class Village(Versioned, Model):
    """建制村: an administrative village, from the day it was formed to the day it was merged."""

    __tablename__ = "village"
    __table_args__ = (
        UniqueConstraint("township_id", "name"),
        CheckConstraint("population >= 0", name="population_not_negative"),
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="both_degrees_or_none"),
        CheckConstraint("formed_on <= merged_on", name="formed_before_merged"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Twelve digits; the first nine are those of the township.
    division_code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    township_id: Mapped[int] = mapped_column(ForeignKey("township.id"), index=True)
    population: Mapped[int | None]
    #: WGS 84.
    longitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(DEGREES))
    latitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(DEGREES))
    formed_on: Mapped[date | None]
    #: The day from which it is not a village of its own any more.
    merged_on: Mapped[date | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    township: Mapped[Township] = relationship()


class VillageService(Model):
    """通邮方式: what somebody confirmed of a village; the latest up to a day counts. Insert-only."""

    __tablename__ = "village_service"
    __table_args__ = (
        CheckConstraint("(mode = 'via_center') = (center_id IS NOT NULL)", name="center_named"),
        CheckConstraint("center_id <> village_id", name="not_its_own_center"),
        Index("ix_village_service_latest", "village_id", "confirmed_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(36), unique=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"))
    mode: Mapped[ServiceMode] = mapped_column(one_of(ServiceMode))
    center_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"), index=True)
    confirmed_on: Mapped[date]
    #: Who in the village, the township or the postal administration said so.
    confirmed_by: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)

    village: Mapped[Village] = relationship(foreign_keys=[village_id])
    center: Mapped[Village | None] = relationship(foreign_keys=[center_id])
    entered_by: Mapped[User | None] = relationship()

    def as_answer(self) -> Answer:
        """Return it as the rules know it."""
        return Answer(
            self.village_id, self.mode, self.confirmed_on, self.confirmed_by, self.center_id
        )


class Outlet(Versioned, Model):
    """网点: where parcels are handed over in a village."""

    __tablename__ = "outlet"
    __table_args__ = (
        UniqueConstraint("village_id", "name"),
        CheckConstraint("opened_on <= closed_on", name="opened_before_closed"),
        CheckConstraint("parcels_up >= 0 AND parcels_down >= 0", name="parcels_not_negative"),
        Index("ix_outlet_open", "village_id", "opened_on", "closed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"))
    name: Mapped[str] = mapped_column(String(100))
    #: Several brands may share one counter: 邮政、中通.
    brands: Mapped[str] = mapped_column(String(100), default="")
    #: 村级寄递物流综合服务站.
    is_service_station: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(String(200), default="")
    keeper: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    #: Parcels a day on average, out of the village and into it.
    parcels_up: Mapped[int | None]
    parcels_down: Mapped[int | None]
    opened_on: Mapped[date]
    #: The first day without it.
    closed_on: Mapped[date | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    village: Mapped[Village] = relationship()
