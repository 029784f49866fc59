"""What every room's tables are made of, and the few tables that belong to no room."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Case,
    CheckConstraint,
    DateTime,
    Enum,
    Integer,
    String,
    Text,
    case,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from app.extensions import Base, db
from app.shared.calendar import Month, Week, now

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

E = TypeVar("E", bound=StrEnum)

#: SQLite gives automatic numbers to INTEGER only.
BigKey = BigInteger().with_variant(Integer, "sqlite")


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal with a fixed number of places, stored as an integer so that every database sums it exactly."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Refuse (ValueError) a value with more places than the column keeps."""
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.scale)
        if scaled != (whole := scaled.to_integral_value()):
            raise ValueError(f"{value} has more than {self.scale} decimal places")
        return int(whole)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.scale)


class Moment(TypeDecorator[datetime]):
    """An aware point in time, stored in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse (ValueError) a moment without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def _week(stored: str) -> Week:
    """Return the stored week; lists repeat the same few weeks many times."""
    return Week(int(stored[:4]), int(stored[6:]))


class WeekColumn(TypeDecorator[Week]):
    """A week as `2020-W23`, which sorts by time."""

    impl = String(8)
    cache_ok = True

    def process_bind_param(self, value: Week | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Week | None:
        return None if value is None else _week(value)


class MonthColumn(TypeDecorator[Month]):
    """A month as `2020-06`, which sorts by time."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:
        return None if value is None else Month.parse(value)


def one_of(choices: type[E], *, name: str = "") -> Enum:
    """Return the column type for a closed list: its value as text, held by a named check constraint.

    A table with two columns of one list names the constraint of the second.
    """
    name = name or "".join(f"_{c.lower()}" if c.isupper() else c for c in choices.__name__).lstrip(
        "_"
    )
    return Enum(
        choices,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def in_order(column: Any, choices: type[E]) -> Case[int]:
    """Return what a list sorts by when the members of a closed list stand in the order of their lives."""
    return case({member: place for place, member in enumerate(choices)}, value=column)


class Versioned:
    """Two people editing one row: the second is refused, because the version it saw is gone."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class AuditEvent(Model):
    """One thing that somebody did. Insert-only; each row carries the hash of the one before it.

    It refers to other tables by name and number without foreign keys, so the log never hinders live data.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    #: None for the program itself: a scheduled job or a command.
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    subject_name: Mapped[str] = mapped_column(String(300), default="")
    #: Canonical JSON: {"field": [before, after]} or {"field": value}.
    changes: Mapped[str] = mapped_column(Text, default="{}")
    reason: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Setting(Model):
    """One value of one setting from a day on; the newest row not after the day in question counts."""

    __tablename__ = "setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    value: Mapped[Any] = mapped_column(JSON)
    valid_from: Mapped[date]
    set_by_id: Mapped[int | None]
    set_at: Mapped[datetime] = mapped_column(Moment, default=now)


class CalendarDay(Model):
    """A day that differs from the ordinary week: a holiday on a weekday, or a weekend worked instead."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("length(name) > 0", name="named"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60))


class SchedulerLease(Model):
    """The right to run the timetable; one row, held by one scheduler process until it expires."""

    __tablename__ = "scheduler_lease"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(120))
    expires_at: Mapped[datetime] = mapped_column(Moment)


class JobRun(Model):
    """One finished run of a job for one period; written in the same transaction as the job's work."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    period: Mapped[str] = mapped_column(String(20), primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(Moment, default=now)
    summary: Mapped[str] = mapped_column(Text, default="")


class JobFailure(Model):
    """The last time a job failed since it last went well; written after its own work was undone."""

    __tablename__ = "job_failure"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    failed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    #: For whoever looks after the program: kind and words of the error.
    words: Mapped[str] = mapped_column(Text)


class JobRequest(Model):
    """Somebody asked for a job to run now; the scheduler takes it up and deletes it."""

    __tablename__ = "job_request"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=now)
    asked_by_id: Mapped[int | None]
    asked_by_name: Mapped[str] = mapped_column(String(100))


class TableRevision(Model):
    """Which state a table is in: another number after every transaction that wrote to it."""

    __tablename__ = "table_revision"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: Drawn by lot, so that no state ever comes back under its old number.
    number: Mapped[int] = mapped_column(BigInteger)
