"""What all lots of a work say of one place of one process: tested or not, passed or failed (R27, R31)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from app.quality.rules.chain import WHOLE, Place
from app.quality.rules.evaluation import Verdict
from app.quality.rules.gates import TestVerdict
from app.quality.rules.processes import TestKind
from app.quality.rules.standard import Measure
from app.quality.rules.stretches import Stretch, joined, shared, without

KIND_OF: Final[Mapping[Measure, TestKind]] = {
    Measure.WIDTH: TestKind.WIDTH,
    Measure.THICKNESS: TestKind.THICKNESS,
    Measure.COMPACTION: TestKind.COMPACTION,
    Measure.UNCONFINED_STRENGTH: TestKind.STRENGTH,
    Measure.COMPRESSIVE_STRENGTH: TestKind.STRENGTH,
    Measure.FLEXURAL_STRENGTH: TestKind.STRENGTH,
}
_SAYS: Final[Mapping[Verdict | None, TestVerdict]] = {
    None: TestVerdict.AWAITED,
    Verdict.PASSED: TestVerdict.PASSED,
    Verdict.FAILED: TestVerdict.FAILED,
    Verdict.TOO_FEW: TestVerdict.TOO_FEW,
}
#: What is said of a kind of test when several of its measures, or several stretches, say different things.
_WORST_FIRST: Final = (
    TestVerdict.FAILED,
    TestVerdict.TOO_FEW,
    TestVerdict.AWAITED,
)


@dataclass(frozen=True)
class KnownLot:
    """A lot that counts, without its values; the verdict is None while its result is awaited."""

    lot_id: int
    measure: Measure
    place: Place
    verdict: Verdict | None
    sampled_on: date
    entered_at: datetime


@dataclass(frozen=True)
class TakenBack:
    """A place that was demolished: what was sampled or entered before says nothing any more."""

    place: Place
    at: datetime
    on: date


@dataclass
class _Picture:
    """What the newest lot says of every metre, or of every part."""

    stretches: dict[TestVerdict, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, TestVerdict] = field(default_factory=dict)

    def draw(self, place: Place, says: TestVerdict) -> None:
        if place.stretch is None:
            self.parts[place.part] = says
            return
        for known in list(self.stretches):
            self.stretches[known] = without(self.stretches[known], [place.stretch])
        self.stretches[says] = joined([*self.stretches[says], place.stretch])

    def of(self, place: Place) -> TestVerdict:
        if place.stretch is None:
            return self.parts.get(place.part, self.parts.get(WHOLE, TestVerdict.MISSING))
        for says in _WORST_FIRST:
            if shared(self.stretches[says], [place.stretch]):
                return says
        untested = without([place.stretch], self.stretches[TestVerdict.PASSED])
        return TestVerdict.MISSING if untested else TestVerdict.PASSED


def verdicts_for(
    place: Place, lots: Iterable[KnownLot], taken_back: Sequence[TakenBack] = ()
) -> dict[TestKind, TestVerdict]:
    """Return what is known of the place for each kind of test; kinds without any lot are left out.

    The newest lot counts where lots overlap, so that a second test after a rectification does.
    """
    pictures: dict[Measure, _Picture] = defaultdict(_Picture)
    for lot in sorted(lots, key=lambda one: (one.sampled_on, one.entered_at, one.lot_id)):
        if lot.measure not in KIND_OF:
            continue
        for part in left_of(lot, taken_back):
            pictures[lot.measure].draw(part, _SAYS[lot.verdict])
    found: dict[TestKind, list[TestVerdict]] = defaultdict(list)
    for measure, picture in pictures.items():
        found[KIND_OF[measure]].append(picture.of(place))
    return {kind: _together(verdicts) for kind, verdicts in found.items()}


def left_of(lot: KnownLot, taken_back: Sequence[TakenBack]) -> list[Place]:
    """Return the places of which the lot still says something after demolitions."""
    later = [one for one in taken_back if lot.sampled_on < one.on or lot.entered_at <= one.at]
    if lot.place.stretch is None:
        gone = any(one.place.part in (WHOLE, lot.place.part) for one in later)
        return [] if gone else [lot.place]
    holes = [one.place.stretch for one in later if one.place.stretch is not None]
    return [Place(stretch) for stretch in without([lot.place.stretch], holes)]


def bad_stretches(lots: Iterable[KnownLot], taken_back: Sequence[TakenBack] = ()) -> list[Stretch]:
    """Return, joined, the stretches on which the newest lot of any measure failed."""
    pictures: dict[Measure, _Picture] = defaultdict(_Picture)
    for lot in sorted(lots, key=lambda one: (one.sampled_on, one.entered_at, one.lot_id)):
        for part in left_of(lot, taken_back):
            pictures[lot.measure].draw(part, _SAYS[lot.verdict])
    failed = [picture.stretches[TestVerdict.FAILED] for picture in pictures.values()]
    return joined(stretch for stretches in failed for stretch in stretches)


def _together(verdicts: Sequence[TestVerdict]) -> TestVerdict:
    """One measure that failed fails the kind; one that passed is enough where others say nothing."""
    for says in (TestVerdict.FAILED, TestVerdict.PASSED, *_WORST_FIRST[1:]):
        if says in verdicts:
            return says
    return TestVerdict.MISSING


def meets(one: Place, other: Place) -> bool:
    """Return whether two places of a work have anything in common; the whole has with every part."""
    if one.stretch is not None and other.stretch is not None:
        return bool(shared([one.stretch], [other.stretch]))
    return WHOLE in (one.part, other.part) or one.part == other.part
