"""The part of a plan that the owner's obstacles take away: blocked stretches times blocked days.

Source: domain.md 2.9, "owner-caused blocked scope removed from the plan".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True)
class BlockedStretch:
    """A stretch of a work that an obstacle of the owner's keeps from being built.

    The days run from `since` up to, not including, `until`; none means that it is still blocked.
    """

    work_id: int
    start_m: Decimal
    end_m: Decimal
    since: date
    until: date | None = None


@dataclass(frozen=True)
class WorkExtent:
    """Where a work lies along its chainage."""

    work_id: int
    start_m: Decimal
    end_m: Decimal

    @property
    def length_m(self) -> Decimal:
        """The length in metres."""
        return self.end_m - self.start_m


def blocked_share(
    blocks: Iterable[BlockedStretch], works: Sequence[WorkExtent], start: date, end: date
) -> Decimal:
    """Return blocked metres × days ÷ all metres × days from start up to, not including, end.

    A stretch blocked all the time takes its share of the length; everything blocked half of the
    time takes one half. What two obstacles block together counts once.
    """
    days = (end - start).days
    total_m = sum((work.length_m for work in works), ZERO)
    if days <= 0 or total_m <= 0:
        return ZERO
    by_work: Mapping[int, list[BlockedStretch]] = defaultdict(list)
    for block in blocks:
        by_work[block.work_id].append(block)
    blocked = sum((_blocked_metre_days(by_work[w.work_id], w, start, end) for w in works), ZERO)
    return min(ONE, blocked / (total_m * days))


def relieved(planned_share: Decimal, blocked: Decimal) -> Decimal:
    """Return the plan without the blocked part."""
    return planned_share * (ONE - blocked)


def _blocked_metre_days(
    blocks: Sequence[BlockedStretch], work: WorkExtent, start: date, end: date
) -> Decimal:
    cuts = {start, end}
    for block in blocks:
        cuts |= {day for day in (block.since, block.until) if day is not None and start < day < end}
    days = sorted(cuts)
    return sum(
        (
            _blocked_metres(blocks, work, first) * (last - first).days
            for first, last in zip(days, days[1:], strict=False)
        ),
        ZERO,
    )


def _blocked_metres(blocks: Sequence[BlockedStretch], work: WorkExtent, day: date) -> Decimal:
    stretches = [
        (max(block.start_m, work.start_m), min(block.end_m, work.end_m))
        for block in blocks
        if block.since <= day and (block.until is None or day < block.until)
    ]
    return covered_metres(stretches)


def covered_metres(stretches: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Return how many metres the stretches cover together, overlaps counted once."""
    covered = ZERO
    reached: Decimal | None = None
    for start_m, end_m in sorted(stretches):
        begin = start_m if reached is None else max(start_m, reached)
        if end_m > begin:
            covered += end_m - begin
            reached = end_m
    return covered
