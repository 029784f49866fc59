"""What certificates ask of measurement: confirmed periods, and quantities from the beginning to their end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.measurement import queries as measurement
from app.measurement.rules import PeriodState
from app.shared.calendar import ONE_DAY


@dataclass(frozen=True)
class Measured:
    """A confirmed period: what is measured of each item of the bill up to its end."""

    number: int
    last_day: date
    to_end: Mapping[int, Decimal] = field(default_factory=dict)


def find_measured(section_id: int, period_number: int) -> Measured | None:
    """Return what is measured up to the end of a confirmed period, or None."""
    period = measurement.find_period(section_id, period_number)
    if period is None or period.state is not PeriodState.CONFIRMED:
        return None
    to_end = measurement.measured_to(section_id, period_number)
    return Measured(period_number, period.end_on - ONE_DAY, to_end)


def find_period_id(section_id: int, period_number: int | None) -> int | None:
    """Return the number by which the page of a period is found."""
    period = measurement.find_period(section_id, period_number) if period_number else None
    return period.id if period else None


def list_confirmed(section_id: int) -> Sequence[tuple[int, date]]:
    """Return number and last day of the section's confirmed periods, in their order."""
    return [(one.number, one.end_on - ONE_DAY) for one in measurement.list_confirmed(section_id)]
