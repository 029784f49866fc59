"""The standard that tests are judged by: its tolerances and factors, as the bureau may edit them.

Nothing here is a number of the standard; those are the lines of a version (first_standard.py has the
first one), and the printed book rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.quality.rules.coefficients import CONFIDENCES
from app.shared.sentences import LabelledEnum, Sentence, say
from app.works.rules import TechnicalClass

ZERO: Final = Decimal(0)
LARGEST: Final = Decimal(1000)
LARGEST_FACTOR: Final = Decimal(5)


class RoadGroup(LabelledEnum):
    """The classes of road that the standard tells apart."""

    HIGH = "high", say("Motorway and class 1")
    SECOND = "second", say("Class 2")
    OTHER = "other", say("Other roads")


class Layer(LabelledEnum):
    """What is tested."""

    CONCRETE_SURFACE = "concrete_surface", say("Concrete surface")
    ASPHALT_SURFACE = "asphalt_surface", say("Asphalt surface")
    BASE = "base", say("Stabilised base")
    SUBBASE = "subbase", say("Stabilised sub-base")
    ROADBED = "roadbed", say("Roadbed, upper 0.8 m")
    UPPER_FILL = "upper_fill", say("Upper embankment, 0.8 to 1.5 m")
    LOWER_FILL = "lower_fill", say("Lower embankment, below 1.5 m")
    STRUCTURE = "structure", say("Concrete structure")


class Method(LabelledEnum):
    """How the values of a lot are judged together."""

    LOWER_BOUND = "lower_bound", say("Representative value and single values")
    SINGLE_VALUES = "single_values", say("Single values")
    UNCONFINED = "unconfined", say("Mean against the scatter")
    COMPRESSIVE = "compressive", say("Concrete strength, mean and least group")
    FLEXURAL = "flexural", say("Flexural strength, mean and least group")


class Measure(LabelledEnum):
    """What is measured."""

    THICKNESS = "thickness", say("Thickness")
    COMPACTION = "compaction", say("Degree of compaction")
    WIDTH = "width", say("Width")
    UNCONFINED_STRENGTH = "unconfined_strength", say("7-day unconfined compressive strength")
    COMPRESSIVE_STRENGTH = "compressive_strength", say("Compressive strength of concrete")
    FLEXURAL_STRENGTH = "flexural_strength", say("Flexural strength of concrete")
    FLATNESS = "flatness", say("Flatness, 3 m straightedge")
    SLAB_STEP = "slab_step", say("Step between slabs")
    JOINT_LINE = "joint_line", say("Straightness of joints")
    CENTRE_LINE = "centre_line", say("Offset of the centre line")
    ELEVATION = "elevation", say("Elevation of the long section")
    CROSS_FALL = "cross_fall", say("Cross fall")
    BROKEN_SLABS = "broken_slabs", say("Share of broken slabs")

    @property
    def method(self) -> Method:
        """How it is judged."""
        return _METHODS.get(self, Method.SINGLE_VALUES)

    @property
    def unit(self) -> str:
        """The unit in which the values are written."""
        return _UNITS.get(self, "mm")

    @property
    def is_strength(self) -> bool:
        """Whether specimens are broken for it."""
        return self.method in (Method.UNCONFINED, Method.COMPRESSIVE, Method.FLEXURAL)

    @property
    def is_deviation(self) -> bool:
        """Whether the value itself is the deviation, so that there is nothing to design."""
        return self in _DEVIATIONS


_METHODS: Final[Mapping[Measure, Method]] = {
    Measure.THICKNESS: Method.LOWER_BOUND,
    Measure.COMPACTION: Method.LOWER_BOUND,
    Measure.UNCONFINED_STRENGTH: Method.UNCONFINED,
    Measure.COMPRESSIVE_STRENGTH: Method.COMPRESSIVE,
    Measure.FLEXURAL_STRENGTH: Method.FLEXURAL,
}
_UNITS: Final[Mapping[Measure, str]] = {
    Measure.COMPACTION: "%",
    Measure.WIDTH: "m",
    Measure.UNCONFINED_STRENGTH: "MPa",
    Measure.COMPRESSIVE_STRENGTH: "MPa",
    Measure.FLEXURAL_STRENGTH: "MPa",
    Measure.CROSS_FALL: "%",
    Measure.BROKEN_SLABS: "%",
}
_DEVIATIONS: Final = frozenset(
    {
        Measure.FLATNESS,
        Measure.SLAB_STEP,
        Measure.JOINT_LINE,
        Measure.CENTRE_LINE,
        Measure.ELEVATION,
        Measure.BROKEN_SLABS,
    }
)
#: Widths are measured in metres; the standard gives their tolerance in millimetres.
_TOLERANCE_SCALES: Final[Mapping[Measure, Decimal]] = {Measure.WIDTH: Decimal("0.001")}
_GROUPS: Final[Mapping[TechnicalClass, RoadGroup]] = {
    TechnicalClass.MOTORWAY: RoadGroup.HIGH,
    TechnicalClass.CLASS_1: RoadGroup.HIGH,
    TechnicalClass.CLASS_2: RoadGroup.SECOND,
}


@dataclass(frozen=True)
class Tolerance:
    """One line of the standard. Deviations are positive and in mm, percent or percent of the design."""

    layer: Layer
    kind: Measure
    group: RoadGroup
    #: 关键项目 △: at least 95 % of the values must be good, not 80.
    is_key: bool
    #: Where the standard itself says what is required; else the design does.
    required: Decimal | None = None
    confidence: Decimal | None = None
    #: How far the representative value may lie below what is required.
    mean_below: Decimal | None = None
    #: How far a single value may lie below or above; None is not limited.
    below: Decimal | None = None
    above: Decimal | None = None
    #: How far below no single value may lie at all (规定极值).
    extreme_below: Decimal | None = None
    is_of_design: bool = False
    least_samples: int = 1
    frequency: str = ""
    source: str = ""
    #: Somebody compared the line with the printed book.
    is_checked: bool = False

    @property
    def key(self) -> str:
        """What tells the line from the others of its version."""
        return f"{self.layer.value}.{self.kind.value}.{self.group.value}"

    def deviation(self, allowed: Decimal | None, design: Decimal) -> Decimal | None:
        """Return an allowed deviation in the unit of the values."""
        if allowed is None:
            return None
        if self.is_of_design:
            return allowed * design / 100
        return allowed * _TOLERANCE_SCALES.get(self.kind, Decimal(1))


@dataclass(frozen=True)
class StrengthFactor:
    """One line of the factors of strengths: from how many groups on, and from which design on."""

    method: Method
    samples_from: int
    #: Multiplies the scatter where the method is statistical, else what is required.
    mean_factor: Decimal
    is_statistical: bool
    minimum_factor: Decimal | None = None
    #: One group of the lot may be as low as this; None where none may.
    one_minimum_factor: Decimal | None = None
    least_scatter: Decimal = ZERO
    design_from: Decimal = ZERO
    #: None counts for all roads.
    group: RoadGroup | None = None
    source: str = ""


@dataclass(frozen=True)
class Standard:
    """One version of an edition, as it counts from a day on."""

    title: str
    tolerances: tuple[Tolerance, ...]
    factors: tuple[StrengthFactor, ...]

    def find(self, layer: Layer, kind: Measure, group: RoadGroup) -> Tolerance | None:
        """Return the line for a class of road; class 2 has the one of other roads unless it has its own."""
        wanted = {
            line.group: line for line in self.tolerances if (line.layer, line.kind) == (layer, kind)
        }
        return wanted.get(group) or (
            wanted.get(RoadGroup.OTHER) if group is RoadGroup.SECOND else None
        )

    def factor(
        self, method: Method, group: RoadGroup, samples: int, design: Decimal
    ) -> StrengthFactor | None:
        """Return the line for so many groups of a strength."""
        fitting = [
            line
            for line in self.factors
            if line.method is method
            and line.group in (None, group)
            and line.samples_from <= samples
            and line.design_from <= design
        ]
        return max(
            fitting,
            key=lambda line: (line.samples_from, line.design_from, line.group is not None),
            default=None,
        )

    def kinds_of(self, layer: Layer) -> tuple[Measure, ...]:
        """Return what is tested of a layer, in the order of the standard."""
        return tuple(dict.fromkeys(line.kind for line in self.tolerances if line.layer is layer))


def group_of(technical_class: TechnicalClass | None) -> RoadGroup:
    """Return the group of a road; bridges and roads without a class count as other roads."""
    return _GROUPS.get(technical_class, RoadGroup.OTHER) if technical_class else RoadGroup.OTHER


def with_line(standard: Standard, line: Tolerance) -> Standard:
    """Return the standard with this line in the place of the one it replaces, or at the end."""
    if any(old.key == line.key for old in standard.tolerances):
        return replace(
            standard,
            tolerances=tuple(line if old.key == line.key else old for old in standard.tolerances),
        )
    return replace(standard, tolerances=(*standard.tolerances, line))


def with_factor(standard: Standard, place: int, factor: StrengthFactor) -> Standard:
    """Return the standard with this factor in the place of an old one; places begin at 0."""
    factors = [*standard.factors]
    factors[place] = factor
    return replace(standard, factors=tuple(factors))


def factor_problems(factor: StrengthFactor) -> list[Sentence]:
    """Return why a factor of a strength cannot be so."""
    problems = []
    shares = (factor.minimum_factor, factor.one_minimum_factor)
    if not ZERO < factor.mean_factor <= LARGEST_FACTOR:
        problems.append(
            say("The factor of the mean lies above 0 and up to %(most)s.", most=LARGEST_FACTOR)
        )
    if any(share is not None and not ZERO <= share <= Decimal(1) for share in shares):
        problems.append(say("The least group is a share of the design, from 0 to 1."))
    if None not in shares and (shares[1] or ZERO) > (shares[0] or ZERO):
        problems.append(say("One group cannot be asked for more than the others."))
    if (
        not 1 <= factor.samples_from <= 1000
        or factor.design_from < ZERO
        or factor.least_scatter < ZERO
    ):
        problems.append(
            say("Numbers of groups begin at 1; strengths and scatters are not below 0.")
        )
    if not factor.source.strip():
        problems.append(say("Say where the line comes from: document, page and table."))
    return problems


def line_problems(line: Tolerance) -> list[Sentence]:
    """Return why a line of the standard cannot be so."""
    problems = []
    limits = (line.mean_below, line.below, line.above, line.extreme_below, line.required)
    if any(limit is not None and not ZERO <= limit <= LARGEST for limit in limits):
        problems.append(say("A deviation lies between 0 and %(most)s.", most=LARGEST))
    if line.kind.method is Method.LOWER_BOUND and line.confidence not in CONFIDENCES:
        problems.append(say("Choose a confidence of 99, 95 or 90 %%."))
    if line.kind.method is Method.LOWER_BOUND and line.mean_below is None:
        problems.append(say("Say how far the representative value may fall short."))
    if line.kind.method is Method.SINGLE_VALUES and line.below is None and line.above is None:
        problems.append(say("Say how far a single value may lie below or above."))
    if (
        line.below is not None
        and line.extreme_below is not None
        and line.extreme_below < line.below
    ):
        problems.append(say("The extreme value is stricter than the limit of a single value."))
    if not 1 <= line.least_samples <= 100:
        problems.append(say("The least number of values lies between 1 and 100."))
    if not line.source.strip():
        problems.append(say("Say where the line comes from: document, page and table."))
    return problems
