"""The first version of the standard: the values of domain.md 2.3 with their marks of source.

They are kept only until the bureau has compared them with the printed book: every line says so.
"""

from decimal import Decimal
from typing import Final

from app.quality.rules.coefficients import EDITION
from app.quality.rules.standard import (
    Layer,
    Measure,
    Method,
    RoadGroup,
    Standard,
    StrengthFactor,
    Tolerance,
)

HANDBOOK: Final = "工作手册 2.3.2，待与正式出版的标准核对"
HANDBOOK_STRENGTH: Final = "工作手册 2.3.3，待与正式出版的标准核对"
HIGH, SECOND, OTHER = RoadGroup.HIGH, RoadGroup.SECOND, RoadGroup.OTHER
_SURFACE_CONFIDENCE: Final = {HIGH: Decimal("0.95"), OTHER: Decimal("0.90")}
_BASE_CONFIDENCE: Final = {HIGH: Decimal("0.99"), OTHER: Decimal("0.95")}
#: Fewer values than this are shown as too few (domain.md 2.3.1).
_LEAST: Final = 6


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _thickness(
    layer: Layer,
    group: RoadGroup,
    mean: str,
    single: str,
    frequency: str,
    *,
    of_design: bool = False,
) -> Tolerance:
    is_surface = layer in (Layer.CONCRETE_SURFACE, Layer.ASPHALT_SURFACE)
    return Tolerance(
        layer, Measure.THICKNESS, group, is_key=True,
        confidence=(_SURFACE_CONFIDENCE if is_surface else _BASE_CONFIDENCE)[group],
        mean_below=Decimal(mean), below=Decimal(single), is_of_design=of_design,
        least_samples=_LEAST, frequency=frequency, source=HANDBOOK,
    )  # fmt: skip


def _compaction(
    layer: Layer, group: RoadGroup, required: str, single: str, extreme: str | None, frequency: str
) -> Tolerance:
    is_base = layer in (Layer.BASE, Layer.SUBBASE)
    confidences = _BASE_CONFIDENCE if is_base else _SURFACE_CONFIDENCE
    return Tolerance(
        layer, Measure.COMPACTION, group, is_key=True, required=Decimal(required),
        confidence=confidences[HIGH if group is HIGH else OTHER], mean_below=Decimal(0),
        below=Decimal(single), extreme_below=_number(extreme), least_samples=_LEAST,
        frequency=frequency, source=HANDBOOK,
    )  # fmt: skip


def _single(
    layer: Layer,
    kind: Measure,
    group: RoadGroup,
    below: str | None,
    above: str | None,
    frequency: str = "",
) -> Tolerance:
    return Tolerance(
        layer, kind, group, is_key=False, below=_number(below), above=_number(above),
        frequency=frequency, source=HANDBOOK,
    )  # fmt: skip


def _strength(
    layer: Layer, kind: Measure, group: RoadGroup, least: int, frequency: str
) -> Tolerance:
    return Tolerance(
        layer, kind, group, is_key=True, least_samples=least, frequency=frequency, source=HANDBOOK
    )


def _concrete_surface(group: RoadGroup) -> tuple[Tolerance, ...]:
    layer, is_high = Layer.CONCRETE_SURFACE, group is HIGH
    level = "10" if is_high else "15"
    fall = "0.15" if is_high else "0.25"
    return (
        _strength(layer, Measure.FLEXURAL_STRENGTH, group, 2, "每班2～4组，约200 m³ 1组"),
        _strength(layer, Measure.COMPRESSIVE_STRENGTH, group, 2, "每班2～4组，约200 m³ 1组"),
        _thickness(layer, group, "5", "10", "每200 m 2处"),
        _single(layer, Measure.WIDTH, group, "20", "20", "每200 m 4处"),
        _single(layer, Measure.SLAB_STEP, group, None, "2" if is_high else "3"),
        _single(layer, Measure.JOINT_LINE, group, None, "10"),
        _single(layer, Measure.FLATNESS, group, None, "3" if is_high else "5", "每200 m 2处×5尺"),
        _single(layer, Measure.CENTRE_LINE, group, "20", "20"),
        _single(layer, Measure.ELEVATION, group, level, level),
        _single(layer, Measure.CROSS_FALL, group, fall, fall),
        _single(layer, Measure.BROKEN_SLABS, group, None, "0.2" if is_high else "0.4"),
    )


def _asphalt_surface(group: RoadGroup) -> tuple[Tolerance, ...]:
    layer, is_high = Layer.ASPHALT_SURFACE, group is HIGH
    # The handbook gives motorways a limit for the top layer as well; here the total thickness counts.
    return (
        _compaction(layer, group, "96", "1", None, "每200 m 1处"),
        _thickness(
            layer,
            group,
            "5" if is_high else "8",
            "10" if is_high else "15",
            "每200 m 1点",
            of_design=True,
        ),
        _single(layer, Measure.WIDTH, group, "20" if is_high else "30", "20" if is_high else "30"),
    )


def _base(group: RoadGroup) -> tuple[Tolerance, ...]:
    layer, is_high = Layer.BASE, group is HIGH
    mean, single = ("8", "10") if is_high else ("10", "20")
    return (
        _compaction(layer, group, "98" if is_high else "97", "2", "4", "每200 m 2点"),
        _thickness(layer, group, mean, single, "每200 m 1点"),
        _strength(layer, Measure.UNCONFINED_STRENGTH, group, _LEAST, "每2000 m² 1组"),
        _single(layer, Measure.WIDTH, group, "0", None, "每200 m 4点"),
        _single(layer, Measure.FLATNESS, group, None, "8" if is_high else "12"),
    )


def _subbase(group: RoadGroup) -> tuple[Tolerance, ...]:
    layer, is_high = Layer.SUBBASE, group is HIGH
    mean, single = ("10", "25") if is_high else ("12", "30")
    return (
        _compaction(layer, group, "96" if is_high else "95", "2", "4", "每200 m 2点"),
        _thickness(layer, group, mean, single, "每200 m 1点"),
        _strength(layer, Measure.UNCONFINED_STRENGTH, group, _LEAST, "每2000 m² 1组"),
        _single(layer, Measure.WIDTH, group, "0", None, "每200 m 4点"),
    )


def _earth() -> tuple[Tolerance, ...]:
    # The extreme value of earth is 5 points below what is required (domain.md A3: 93 and 88).
    required = {
        Layer.ROADBED: ("96", "95", "94"),
        Layer.UPPER_FILL: ("94", "94", "93"),
        Layer.LOWER_FILL: ("93", "92", "90"),
    }
    compaction = tuple(
        _compaction(layer, group, share, "2", "5", "每200 m 每层2处")
        for layer, shares in required.items()
        for group, share in zip((HIGH, SECOND, OTHER), shares, strict=True)
    )
    widths = tuple(
        _single(Layer.ROADBED, Measure.WIDTH, group, "0", None) for group in (HIGH, OTHER)
    )
    return (*compaction, *widths)


def _structure() -> tuple[Tolerance, ...]:
    return tuple(
        _strength(Layer.STRUCTURE, Measure.COMPRESSIVE_STRENGTH, group, 1, "每工作班1组")
        for group in (HIGH, OTHER)
    )


def _concrete(samples_from: int, mean: str, least: str) -> StrengthFactor:
    return StrengthFactor(
        Method.COMPRESSIVE, samples_from, Decimal(mean), True, Decimal(least),
        least_scatter=Decimal("2.5"), source=HANDBOOK_STRENGTH,
    )  # fmt: skip


def _few_concrete(mean: str, design_from: str) -> StrengthFactor:
    return StrengthFactor(
        Method.COMPRESSIVE, 1, Decimal(mean), False, Decimal("0.95"),
        design_from=Decimal(design_from), source=HANDBOOK_STRENGTH,
    )  # fmt: skip


def _flexural(
    samples_from: int, mean: str, one: str | None, group: RoadGroup | None
) -> StrengthFactor:
    return StrengthFactor(
        Method.FLEXURAL, samples_from, Decimal(mean), samples_from > 1, Decimal("0.85"),
        one_minimum_factor=_number(one), group=group, source=HANDBOOK_STRENGTH,
    )  # fmt: skip


def _unconfined(group: RoadGroup | None, quantile: str) -> StrengthFactor:
    return StrengthFactor(
        Method.UNCONFINED, 2, Decimal(quantile), True, group=group, source=HANDBOOK_STRENGTH
    )


FIRST: Final = Standard(
    f"{EDITION} 第一册 土建工程",
    tuple(
        line
        for part in (_concrete_surface, _asphalt_surface, _base, _subbase)
        for group in (HIGH, OTHER)
        for line in part(group)
    )
    + _earth()
    + _structure(),
    (
        _few_concrete("1.15", "0"),
        _few_concrete("1.10", "60"),
        _concrete(10, "1.15", "0.90"),
        _concrete(15, "1.05", "0.85"),
        _concrete(20, "0.95", "0.85"),
        _flexural(1, "1.15", None, None),
        _flexural(11, "0.75", None, None),
        _flexural(15, "0.70", None, None),
        _flexural(20, "0.65", "0.80", None),
        _flexural(20, "0.65", None, HIGH),
        _unconfined(None, "1.282"),
        _unconfined(HIGH, "1.645"),
    ),
)
