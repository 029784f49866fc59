"""What makes a lot of test values acceptable as a record. Sources: domain.md R27, 2.3, 3.8."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.accounts.rules import Role
from app.quality.rules.evaluation import Sample
from app.quality.rules.processes import Structure
from app.quality.rules.standard import Layer, Measure, RoadGroup, Standard
from app.shared.errors import Unreadable
from app.shared.quantities import Chainage, parse_decimal
from app.shared.sentences import LabelledEnum, Sentence, say

MOST_VALUES: Final = 300
MOST_PLACES: Final = 3
LARGEST_VALUE: Final = Decimal(100_000)
LONGEST_SIDE: Final = 20
ZERO: Final = Decimal(0)


class Tester(LabelledEnum):
    """Who took the samples."""

    CONTRACTOR = "contractor", say("Contractor's own test")
    SUPERVISOR = "supervisor", say("Supervisor's parallel test")
    STATION = "station", say("Quality station")
    LABORATORY = "laboratory", say("Third-party laboratory")


class Ground(LabelledEnum):
    """Where the values come from."""

    FIELD = "field", say("On site")
    LABORATORY = "laboratory", say("In the laboratory")


@dataclass(frozen=True)
class LotDraft:
    """A lot as somebody enters it; without values while its specimens are still curing."""

    layer: Layer
    measure: Measure
    group: RoadGroup
    sampled_on: date | None
    #: None where the drawings have nothing to say.
    design: Decimal | None
    samples: Sequence[Sample]
    start_m: Decimal | None = None
    end_m: Decimal | None = None
    is_pending: bool = False


@dataclass(frozen=True)
class LotEntry:
    """A lot with all that its form says."""

    client_uuid: str
    process: str
    draft: LotDraft
    part: str = ""
    tester: Tester = Tester.CONTRACTOR
    ground: Ground = Ground.FIELD
    laboratory: str = ""
    report_no: str = ""
    note: str = ""


@dataclass(frozen=True)
class TypedSample:
    """A row of the grid as it was typed."""

    station: str = ""
    side: str = ""
    value: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in the row."""
        return not (self.station.strip() or self.side.strip() or self.value.strip())


def read_samples(rows: Sequence[TypedSample]) -> tuple[list[Sample], list[Sentence]]:
    """Return the values that can be read, and a sentence for each row that cannot."""
    samples, problems = [], []
    for place, row in enumerate(rows, 1):
        if row.is_empty:
            continue
        try:
            samples.append(_sample(row))
        except Unreadable as trouble:
            problems.append(say("Row %(row)s: %(problem)s", row=place, problem=trouble.sentence))
    return samples, problems


def _sample(row: TypedSample) -> Sample:
    value = read_value(row.value)
    station = read_place(row.station) if row.station.strip() else None
    return Sample(value, station, " ".join(row.side.split())[:LONGEST_SIDE])


def read_place(typed: str) -> Decimal:
    """Return the chainage of a value in metres. Raises Unreadable."""
    return Chainage.parse(typed).metres


def read_value(typed: str) -> Decimal:
    """Return a measured value. Raises Unreadable."""
    if not typed.strip():
        raise Unreadable(say("there is a place but no value."))
    value = parse_decimal(typed)
    if abs(value) > LARGEST_VALUE or value != round(value, MOST_PLACES):
        raise Unreadable(
            say(
                "a value has at most %(places)s decimals and is not beyond all measure.",
                places=MOST_PLACES,
            )
        )
    return value


def rows_of_paste(text: str) -> list[TypedSample]:
    """Return the rows of a block copied from Excel: the value, or place and value, or place, side and value."""
    rows = []
    for line in text.splitlines()[: MOST_VALUES + 1]:
        cells = [cell.strip() for cell in line.split("\t")]
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        if len(cells) == 1:
            rows.append(TypedSample(value=cells[0]))
        elif len(cells) == 2:
            rows.append(TypedSample(cells[0], "", cells[1]))
        else:
            rows.append(TypedSample(cells[0], cells[1], cells[2]))
    return rows


def lot_problems(draft: LotDraft, standard: Standard, today: date) -> list[Sentence]:
    """Return why a lot cannot be recorded so; its place is judged with the work (chain.py)."""
    problems = []
    if draft.sampled_on is None:
        problems.append(say("Say on which day the samples were taken."))
    elif draft.sampled_on > today:
        problems.append(say("Samples cannot have been taken on a day that has not come."))
    line = standard.find(draft.layer, draft.measure, draft.group)
    if line is None:
        problems.append(
            say(
                "The standard has no tolerance for %(measure)s of this layer: %(layer)s.",
                measure=draft.measure.label,
                layer=draft.layer.label,
            )
        )
    elif (
        line.required is None
        and not draft.measure.is_deviation
        and not (draft.design or ZERO) > ZERO
    ):
        problems.append(say("Give the design value."))
    return problems + _values_problems(draft)


def _values_problems(draft: LotDraft) -> list[Sentence]:
    if draft.is_pending:
        problems = [] if draft.measure.is_strength else [say("Only a strength is known later.")]
        return [*problems, say("A pending lot has no values yet.")] if draft.samples else problems
    if not draft.samples:
        return [say("Enter at least one value.")]
    if len(draft.samples) > MOST_VALUES:
        return [say("A lot has at most %(most)s values.", most=MOST_VALUES)]
    problems = []
    if not draft.measure.is_deviation and any(s.value <= ZERO for s in draft.samples):
        problems.append(say("A value of this kind is more than 0."))
    start_m, end_m = draft.start_m, draft.end_m
    if start_m is not None and end_m is not None:
        problems += [
            say("%(station)s lies outside the stretch of the lot.", station=Chainage(s.station_m))
            for s in draft.samples
            if s.station_m is not None and not start_m <= s.station_m <= end_m
        ]
    return problems


def result_due_on(sampled_on: date, measure: Measure, days: int, days_unconfined: int) -> date:
    """Return when a strength must be known: 28 days after casting, 7 for an unconfined strength."""
    is_short = measure is Measure.UNCONFINED_STRENGTH
    return sampled_on + timedelta(days=days_unconfined if is_short else days)


_LAYERS: Final[Mapping[tuple[Structure, str], Layer]] = {
    (Structure.CONCRETE_ROAD, "surface"): Layer.CONCRETE_SURFACE,
    (Structure.ASPHALT_ROAD, "surface"): Layer.ASPHALT_SURFACE,
    (Structure.REPAIR, "overlay"): Layer.ASPHALT_SURFACE,
    (Structure.YARD, "pavement"): Layer.CONCRETE_SURFACE,
}
_LAYERS_BY_CODE: Final[Mapping[str, Layer]] = {
    "clearing": Layer.LOWER_FILL, "fill": Layer.UPPER_FILL, "subgrade": Layer.ROADBED,
    "underlayer": Layer.SUBBASE, "base": Layer.BASE, "curing": Layer.BASE,
    "base_repair": Layer.BASE, "backfill": Layer.ROADBED, "earthworks": Layer.LOWER_FILL,
}  # fmt: skip


def usual_layer(structure: Structure, process: str) -> Layer:
    """Return the layer that a process builds, as the form suggests it."""
    by_code = _LAYERS_BY_CODE.get(process, Layer.STRUCTURE)
    return _LAYERS.get((structure, process), by_code)


def testers_of(roles: Collection[Role]) -> tuple[Tester, ...]:
    """Return as whom people of these roles may enter a test: nobody writes for another party."""
    own = {
        Role.CONTRACTOR: Tester.CONTRACTOR,
        Role.SUPERVISOR: Tester.SUPERVISOR,
        Role.QUALITY_STATION: Tester.STATION,
    }
    found = [tester for role, tester in own.items() if role in roles]
    return (*found, Tester.LABORATORY) if found else tuple(Tester)
