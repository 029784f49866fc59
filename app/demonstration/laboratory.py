"""Tests of the invented season: lots that passed, one with too few values, failed ones in every state, awaited ones."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from app.accounts.models import User
from app.demonstration.season import SEED, Season
from app.progress.actions.demolitions import demolish
from app.progress.actions.support import set_support_rule
from app.quality.actions.lots import record_lot
from app.quality.actions.nonconformities import rectify
from app.quality.models import Nonconformity, SampleLot
from app.quality.queries.nonconformities import find_nonconformity_of_lot
from app.quality.rules.evaluation import Sample
from app.quality.rules.lots import Ground, LotDraft, LotEntry, Tester
from app.quality.rules.nonconformities import Decision, Disposition
from app.quality.rules.standard import Layer, Measure, group_of
from app.shared.calendar import SHANGHAI, clock_at, today
from app.works.models import Work
from app.works.queries import list_works
from app.works.rules import WorkKind, WorksKind

VALUES: Final = 12
SIDES: Final = ("左", "中", "右")
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Kind:
    """What is tested: of which process, by which design, with which usual value and how it scatters."""

    process: str
    layer: Layer
    measure: Measure
    design: Decimal | None
    usual: Decimal
    step: Decimal


BASE_THICKNESS: Final = Kind(
    "base", Layer.BASE, Measure.THICKNESS, Decimal(180), Decimal(180), Decimal(1)
)
LOTS: Final = (
    Kind("subgrade", Layer.ROADBED, Measure.COMPACTION, None, Decimal("95.4"), Decimal("0.3")),
    Kind("base", Layer.BASE, Measure.COMPACTION, None, Decimal("97.8"), Decimal("0.2")),
    BASE_THICKNESS,
    Kind(
        "base", Layer.BASE, Measure.UNCONFINED_STRENGTH, Decimal(3), Decimal("4.0"), Decimal("0.1")
    ),
    Kind("base", Layer.BASE, Measure.WIDTH, Decimal("4.5"), Decimal("4.51"), Decimal("0.01")),
)
SLAB: Final = Kind(
    "surface", Layer.CONCRETE_SURFACE, Measure.FLEXURAL_STRENGTH, Decimal("4.5"), ZERO, ZERO
)


@dataclass
class Laboratory:
    """Takes samples on a road, the same on every machine."""

    by: User
    random: Random
    name: str
    count: int = 0

    def lot(
        self, road: Work, kind: Kind, days_ago: int, *, short_by: int = 0, number: int = VALUES
    ) -> SampleLot:
        """Record a lot of so many days ago; each third value is short by so many steps."""
        start, end = road.start_m or ZERO, road.end_m or ZERO
        samples = [
            Sample(
                kind.usual + kind.step * (self.random.randrange(-2, 6) - (short_by if not place % 3 else 0)),
                (start + (end - start) * (2 * place + 1) / (2 * number)).quantize(Decimal(1)),
                SIDES[place % len(SIDES)],
            )
            for place in range(number)
        ]  # fmt: skip
        return self._record(road, kind, days_ago, samples)

    def cast(self, road: Work, days_ago: int) -> SampleLot:
        """Record the beams of a slab whose strength is not known yet."""
        return self._record(road, SLAB, days_ago, [])

    def _record(self, road: Work, kind: Kind, days_ago: int, samples: list[Sample]) -> SampleLot:
        self.count += 1
        day = today() - timedelta(days=days_ago)
        draft = LotDraft(
            kind.layer, kind.measure, group_of(road.technical_class), day, kind.design, samples,
            road.start_m, road.end_m, is_pending=not samples,
        )  # fmt: skip
        entry = LotEntry(
            str(uuid5(NAMESPACE_OID, f"laboratory {self.name} {self.count}")), kind.process, draft,
            tester=Tester.LABORATORY, ground=Ground.LABORATORY if kind.measure.is_strength else Ground.FIELD,
            laboratory="皖北公路工程试验检测中心（演示）", report_no=f"YQ-{day:%Y%m}-{self.count:03d}",
        )  # fmt: skip
        with _evening(day):
            return record_lot(road, entry, by=self.by)


def tell_laboratory(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Tell of tests on the last roads of two sections, each in another state."""
    random, quality = Random(SEED + 7), users["quality"]
    first, second = (
        Laboratory(users[name], random, name) for name in ("contractor", "contractor2")
    )
    for road in _roads(season, first.by)[:1]:
        for place, kind in enumerate(LOTS):
            first.lot(road, kind, 40 - 3 * place)
        _awaited(first, road)
        set_support_rule(
            road.section, True, today(), "本标段已全面实行工序报验，排名只计有支撑进度",
            by=users["office"],
        )  # fmt: skip
    tellers = (_undecided, _rectifying, _demolished)
    for road, tell in zip(_roads(season, second.by), tellers, strict=False):
        tell(second, road, quality)
    yield f"{first.count + second.count} lots of test values"


def _roads(season: Season, contractor: User) -> list[Work]:
    """Return the roads of the contractor's sections, the last first: the first ones have their steps accepted."""
    roads = [
        work
        for section in season.sections
        if section.contractor_id == contractor.organisation_id
        and section.project.kind == WorksKind.RECONSTRUCTION
        for work in list_works(section.id)
        if work.kind == WorkKind.ROAD and work.start_m is not None and work.end_m is not None
    ]
    return roads[::-1]


def _undecided(laboratory: Laboratory, road: Work, _office: User) -> None:
    """A base too thin, not decided yet; and a lot with too few values."""
    laboratory.lot(road, BASE_THICKNESS, 6, short_by=30)
    laboratory.lot(road, LOTS[1], 5, number=4)


def _rectifying(laboratory: Laboratory, road: Work, office: User) -> None:
    """A compaction below what is required, to be rectified."""
    failed = laboratory.lot(road, LOTS[1], 20, short_by=12)
    if found := find_nonconformity_of_lot(failed.id):
        due_on = today() + timedelta(days=5)
        decision = Decision(Disposition.RECTIFY, "压实度不足路段补水复压，重新检测", due_on)
        with _evening(today() - timedelta(days=17)):
            rectify(found, decision, by=office)


def _demolished(laboratory: Laboratory, road: Work, office: User) -> None:
    """A base so thin that it is demolished and rebuilt."""
    failed = laboratory.lot(road, BASE_THICKNESS, 12, short_by=50)
    found: Nonconformity | None = find_nonconformity_of_lot(failed.id)
    if found is not None:
        demolish(found, "基层厚度严重不足，经复测属实，拆除重建", by=office)


def _awaited(laboratory: Laboratory, road: Work) -> None:
    """Beams that are overdue, and others that are not old enough."""
    laboratory.cast(road, 31)
    laboratory.cast(road, 10)


def _evening(day: date) -> AbstractContextManager[None]:
    return clock_at(datetime.combine(day, time(18), tzinfo=SHANGHAI))
