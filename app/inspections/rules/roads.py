"""How many roads a section must build at once. Source: domain.md R25 and A12."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class RoadState:
    """One road item of a section as it stands on a day."""

    work_id: int
    is_finished: bool = False
    #: Held up by something the owner answers for, or officially suspended.
    is_blocked: bool = False


@dataclass(frozen=True)
class RoadsSeen:
    """What one day's inspections saw: roads under construction and roads required that day."""

    day: date
    seen: int
    required: int

    @property
    def is_short(self) -> bool:
        """Whether fewer roads were open than required."""
        return self.seen < self.required


def roads_to_count(roads: Iterable[RoadState]) -> list[RoadState]:
    """Return the roads that could be built now: neither finished nor blocked."""
    return [road for road in roads if not road.is_finished and not road.is_blocked]


def open_roads_required(roads: Iterable[RoadState], least: int) -> int:
    """Return how many roads must be open at once: `least`, or all that still can be."""
    return min(least, len(roads_to_count(roads)))


def violations(days: Iterable[RoadsSeen], run: int) -> list[Sequence[RoadsSeen]]:
    """Return every stretch of at least `run` calendar days on end that were all seen to be short.

    Of several records of one day the best counts. A day without a record ends the stretch: nobody
    is blamed for what nobody saw.
    """
    best: dict[date, RoadsSeen] = {}
    for seen in days:
        known = best.get(seen.day)
        if known is None or known.is_short:
            best[seen.day] = seen
    stretches: list[list[RoadsSeen]] = []
    for day in sorted(day for day, seen in best.items() if seen.is_short):
        if stretches and day - stretches[-1][-1].day == timedelta(days=1):
            stretches[-1].append(best[day])
        else:
            stretches.append([best[day]])
    return [stretch for stretch in stretches if len(stretch) >= run]
