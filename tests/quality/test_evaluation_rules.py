"""Lots of test values against the golden numbers A1, A2, A3, A6 and A7 of domain.md, and what must always hold."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quality.rules.coefficients import CONFIDENCES, LARGEST_LISTED, coefficient
from app.quality.rules.evaluation import (
    Evaluation,
    Fault,
    Lot,
    Needed,
    Sample,
    Verdict,
    evaluate,
    mean_of,
)
from app.quality.rules.first_standard import FIRST
from app.quality.rules.standard import (
    Layer,
    Measure,
    Method,
    RoadGroup,
    Tolerance,
    group_of,
    line_problems,
    with_line,
)
from app.shared.quantities import round_half_up
from app.works.rules import TechnicalClass
from tests.quality.test_stretches import PATIENT

A1 = "16.6 15.9 15.4 14.8 15.1 14.6 15.7 15.8 15.3 16.2 16.5 16.9 15.8 17.1 15.6 16.7 15.8 15.9 16.2 16.8"
A2 = "17.6 17.9 18.4 18.8 18.1 18.6 17.7 17.8 19.3 19.2 15.8 17.9"
A3 = "94.5 92.9 94.0 96.7 97.8 96.7 92.3 96.2 95.6 95.1 95.1 93.4"
A6 = "3.86 4.06 3.52 3.92 3.52 3.92 3.84 3.56 3.72 3.53 3.68 4.00"
A7 = "21.3 20.5 19.6 21.2 21.3 20.4 20.5 21.2 20.5 18.0"
NEEDED = Needed()


def a_tolerance(kind: Measure = Measure.THICKNESS, **details: object) -> Tolerance:
    """Return a key line for a base of a high road, which allows nothing below unless said otherwise."""
    values = {
        "layer": Layer.BASE, "group": RoadGroup.HIGH, "is_key": True, "confidence": Decimal("0.95"),
        "mean_below": Decimal(0), "below": Decimal(0), "least_samples": 6, "source": "p. 1",
    }  # fmt: skip
    return Tolerance(kind=kind, **(values | details))  # type: ignore[arg-type]


def judge(values: str | list[Decimal], design: str, tolerance: Tolerance) -> Evaluation:
    numbers = [Decimal(v) for v in values.split()] if isinstance(values, str) else values
    samples = [Sample(value) for value in numbers]
    return evaluate(Lot(samples, Decimal(design), tolerance), FIRST, NEEDED)


def shown(value: Decimal | None, places: int) -> str:
    assert value is not None
    return str(round_half_up(value, places))


def test_a1_a_surface_of_good_thickness_passes_whole():
    line = a_tolerance(
        layer=Layer.ASPHALT_SURFACE, mean_below=Decimal(8), below=Decimal(15), is_of_design=True
    )
    found = judge(A1, "16", line)
    assert shown(found.mean, 3) == "15.935"
    assert shown(found.scatter, 4) == "0.6961"
    assert found.coefficient == Decimal("0.387")
    assert shown(found.representative, 3) == "15.666"
    assert (found.limit, found.lowest) == (Decimal("14.72"), Decimal("13.6"))
    assert (found.pass_share, found.verdict) == (1, Verdict.PASSED)


def test_a2_one_thin_place_in_twelve_fails_a_key_item():
    line = a_tolerance(confidence=Decimal("0.99"), mean_below=Decimal("1.0"), below=Decimal("2.0"))
    found = judge(A2, "18", line)
    assert (shown(found.mean, 4), shown(found.scatter, 4)) == ("18.0917", "0.9219")
    assert found.coefficient == Decimal("0.785")
    assert shown(found.representative, 3) == "17.368"
    assert found.limit == 17
    assert [(bad.place, bad.sample.value, bad.fault) for bad in found.bad] == [
        (11, Decimal("15.8"), Fault.TOO_LOW)
    ]
    assert shown(found.pass_share, 3) == "0.917"
    assert found.verdict is Verdict.FAILED


def test_a2_as_a_general_item_would_pass():
    line = a_tolerance(
        is_key=False, confidence=Decimal("0.99"), mean_below=Decimal(1), below=Decimal(2)
    )
    assert judge(A2, "18", line).verdict is Verdict.PASSED


def test_a3_compaction_passes_by_representative_value_and_extreme():
    line = a_tolerance(
        Measure.COMPACTION, required=Decimal(93), below=Decimal(2), extreme_below=Decimal(5)
    )
    found = judge(A3, "0", line)
    assert (shown(found.mean, 3), shown(found.scatter, 3)) == ("95.025", "1.677")
    assert found.coefficient == Decimal("0.518")
    assert shown(found.representative, 3) == "94.156"
    assert (found.limit, found.extreme) == (93, 88)
    assert (found.pass_share, found.verdict) == (1, Verdict.PASSED)


@pytest.mark.parametrize(
    ("group", "limit"), [(RoadGroup.HIGH, "3.503"), (RoadGroup.OTHER, "3.432")]
)
def test_a6_unconfined_strength_asks_more_the_more_it_scatters(group, limit):
    line = a_tolerance(Measure.UNCONFINED_STRENGTH, group=group)
    found = judge(A6, "3.2", line)
    assert (shown(found.mean, 4), shown(found.scatter, 4)) == ("3.7608", "0.1980")
    assert shown(found.limit, 3) == limit
    assert found.verdict is Verdict.PASSED


def test_a7_concrete_fails_by_its_mean_and_by_its_weakest_group():
    found = judge(A7, "20.4", a_tolerance(Measure.COMPRESSIVE_STRENGTH, least_samples=2))
    assert shown(found.mean, 2) == "20.45"
    assert (shown(found.scatter, 2), found.used_scatter) == ("1.02", Decimal("2.5"))
    assert shown(found.mean - found.coefficient * found.used_scatter, 3) == "17.575"
    assert found.lowest == Decimal("18.36")
    assert [bad.sample.value for bad in found.bad] == [Decimal("18.0")]
    assert len(found.reasons) == 2
    assert found.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (["34.5"] * 9, Verdict.PASSED),  # nine groups: 1.15 times the strength, exactly
        (["34.4"] * 9, Verdict.FAILED),  # a hair below
        (["32.9"] * 10, Verdict.PASSED),  # ten: 30 + 1.15 x 2.5 = 32.875
        (["32.8"] * 10, Verdict.FAILED),
        (["32.7"] * 15, Verdict.PASSED),  # fifteen: 30 + 1.05 x 2.5 = 32.625
        (["32.4"] * 20, Verdict.PASSED),  # twenty: 30 + 0.95 x 2.5 = 32.375
        (["40"] * 8 + ["28.4"], Verdict.FAILED),  # weakest below 0.95
        (["40"] * 8 + ["28.5"], Verdict.PASSED),
    ],
)
def test_concrete_is_judged_by_how_many_groups_there_are(values, verdict):
    line = a_tolerance(Measure.COMPRESSIVE_STRENGTH, least_samples=2)
    assert judge([Decimal(v) for v in values], "30", line).verdict is verdict


def test_strong_concrete_needs_a_smaller_factor_when_groups_are_few():
    line = a_tolerance(Measure.COMPRESSIVE_STRENGTH, least_samples=2)
    assert judge("66 66 66", "60", line).verdict is Verdict.PASSED
    assert judge("66 66 66", "59", line).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("group", "weakest", "verdict"),
    [
        (RoadGroup.OTHER, "4.00", Verdict.PASSED),  # 0.80 f_r, one group of twenty
        (RoadGroup.OTHER, "3.99", Verdict.FAILED),
        (RoadGroup.HIGH, "4.00", Verdict.FAILED),  # none on motorways and class 1
        (RoadGroup.HIGH, "4.25", Verdict.PASSED),  # 0.85 f_r
    ],
)
def test_one_weak_group_of_twenty_is_borne_only_on_other_roads(group, weakest, verdict):
    line = a_tolerance(Measure.FLEXURAL_STRENGTH, group=group, least_samples=2)
    values = [Decimal("6.0")] * 19 + [Decimal(weakest)]
    assert judge(values, "5.0", line).verdict is verdict


def test_two_weak_groups_are_not_borne():
    line = a_tolerance(Measure.FLEXURAL_STRENGTH, group=RoadGroup.OTHER, least_samples=2)
    values = [Decimal("6.2")] * 20 + [Decimal("4.1")] * 2
    assert judge(values, "5.0", line).verdict is Verdict.FAILED


def test_few_flexural_groups_need_a_higher_mean():
    line = a_tolerance(Measure.FLEXURAL_STRENGTH, group=RoadGroup.OTHER, least_samples=2)
    assert judge("5.75 5.75", "5.0", line).verdict is Verdict.PASSED
    assert judge("5.74 5.75", "5.0", line).verdict is Verdict.FAILED


def test_a_representative_value_below_its_limit_lets_no_value_count():
    found = judge(
        "172 173 172 174 172 173", "180", a_tolerance(mean_below=Decimal(5), below=Decimal(10))
    )
    assert (found.bad, found.pass_share, found.verdict) == ((), 0, Verdict.FAILED)


def test_a_value_beyond_the_extreme_fails_however_good_the_others_are_and_however_few():
    line = a_tolerance(
        Measure.COMPACTION, required=Decimal(93), below=Decimal(2), extreme_below=Decimal(5)
    )
    many = judge([Decimal(98)] * 60 + [Decimal("87.9")], "0", line)
    few = judge("98 98 87.9", "0", line)
    assert many.verdict is few.verdict is Verdict.FAILED
    assert few.bad[0].fault is Fault.EXTREME


@pytest.mark.parametrize("number", range(6))
def test_fewer_values_than_the_standard_asks_for_are_named_not_judged(number):
    found = judge([Decimal(180)] * number, "180", a_tolerance())
    assert (found.verdict, found.number, found.pass_share) == (Verdict.TOO_FEW, number, None)


def test_one_value_has_no_scatter_and_no_representative_value():
    found = judge("180", "180", a_tolerance(least_samples=1))
    assert (found.scatter, found.representative, found.verdict) == (None, None, Verdict.TOO_FEW)


@pytest.mark.parametrize(
    ("good", "is_key", "verdict"),
    [
        (19, True, Verdict.PASSED),  # 95 %, exactly
        (18, True, Verdict.FAILED),
        (16, False, Verdict.PASSED),  # 80 %, exactly
        (15, False, Verdict.FAILED),
    ],
)
def test_key_items_need_95_and_general_items_80_percent(good, is_key, verdict):
    line = a_tolerance(Measure.WIDTH, is_key=is_key, below=Decimal(20), above=Decimal(20))
    values = [Decimal("4.48")] * good + [Decimal("4.53")] * (20 - good)
    found = judge(values, "4.5", line)
    assert found.verdict is verdict
    assert {bad.fault for bad in found.bad} == {Fault.TOO_HIGH}


def test_strengths_that_scatter_beyond_measure_fail():
    found = judge("1 9 1 9 1 9", "3", a_tolerance(Measure.UNCONFINED_STRENGTH))
    assert (found.limit, found.verdict) == (None, Verdict.FAILED)


def student_share(t: float, freedom: int) -> float:
    """Return the share of Student's distribution below t, by Simpson's rule."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale /= math.sqrt(freedom * math.pi)
    steps = 4000
    # x = tan(u): the long tail of few degrees of freedom becomes short.
    end = math.atan(t)

    def density(u: float) -> float:
        x = math.tan(u)
        return scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2) * (1 + x * x)

    width = end / steps
    odd = sum(density((2 * i + 1) * width) for i in range(steps // 2))
    even = sum(density(2 * i * width) for i in range(1, steps // 2))
    return 0.5 + (density(0) + density(end) + 4 * odd + 2 * even) * width / 3


@pytest.mark.parametrize("number", [2, 3, 5, 6, 10, 11, 12, 17, 20, 30, 40, 60, 100])
@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_the_printed_coefficients_are_students_quantiles(number, confidence):
    printed = float(coefficient(number, confidence))
    slack = 0.0011 if (number, confidence) == (12, Decimal("0.90")) else 0.00051
    low, high = (
        student_share((printed + step) * math.sqrt(number), number - 1) for step in (-slack, slack)
    )
    assert low <= float(confidence) <= high


def test_coefficients_never_grow_with_the_number_of_values():
    for confidence in CONFIDENCES:
        row = [coefficient(number, confidence) for number in range(2, 3 * LARGEST_LISTED)]
        assert row == sorted(row, reverse=True)


#: About as many lots of 180 by design pass as fail.
LOTS = st.lists(st.decimals(min_value=165, max_value=195, places=1), min_size=6, max_size=40)


def _other(verdict: Verdict) -> Verdict:
    return Verdict.FAILED if verdict is Verdict.PASSED else Verdict.PASSED


KINDS = st.sampled_from([kind for kind in Measure if kind is not Measure.WIDTH])


@PATIENT
@given(LOTS, KINDS, st.randoms(use_true_random=False))
def test_the_order_of_the_values_does_not_matter(values, kind, dice):
    line = a_tolerance(kind, mean_below=Decimal(8), below=Decimal(15), above=Decimal(30))
    mixed = list(values)
    dice.shuffle(mixed)
    one, other = judge(values, "180", line), judge(mixed, "180", line)
    assert (one.verdict, one.mean, one.scatter, one.limit, one.pass_share) == (
        other.verdict, other.mean, other.scatter, other.limit, other.pass_share,
    )  # fmt: skip


@PATIENT
@given(LOTS)
def test_one_more_average_value_never_fails_a_thickness(values):
    """A value far above the mean may: it widens the scatter, and the formula means it so."""
    line = a_tolerance(mean_below=Decimal(8), below=Decimal(15))
    before = judge(values, "180", line)
    after = judge([*values, mean_of(values)], "180", line)
    assert Verdict.PASSED in (after.verdict, _other(before.verdict))


@PATIENT
@given(LOTS, st.decimals(min_value=175, max_value=195, places=1))
def test_one_more_good_value_never_fails_an_item_of_single_values(values, good):
    line = a_tolerance(Measure.CROSS_FALL, is_key=False, below=Decimal(5), above=Decimal(15))
    before = judge(values, "180", line)
    after = judge([*values, good], "180", line)
    assert Verdict.PASSED in (after.verdict, _other(before.verdict))


@PATIENT
@given(LOTS, st.decimals(min_value=0, max_value=20, places=1), KINDS)
def test_a_lot_that_is_better_throughout_never_fails_where_the_other_passed(values, more, kind):
    line = a_tolerance(kind, mean_below=Decimal(8), below=Decimal(15))
    before, after = judge(values, "180", line), judge([v + more for v in values], "180", line)
    assert Verdict.PASSED in (after.verdict, _other(before.verdict))


@PATIENT
@given(LOTS)
def test_the_share_that_passes_lies_between_none_and_all(values):
    found = judge(values, "180", a_tolerance(mean_below=Decimal(8), below=Decimal(15)))
    assert found.pass_share is not None
    assert 0 <= found.pass_share <= 1
    assert (found.verdict is Verdict.PASSED) == (not found.reasons)


@pytest.mark.parametrize(
    ("technical_class", "group"),
    [
        (TechnicalClass.MOTORWAY, RoadGroup.HIGH),
        (TechnicalClass.CLASS_1, RoadGroup.HIGH),
        (TechnicalClass.CLASS_2, RoadGroup.SECOND),
        (TechnicalClass.CLASS_4, RoadGroup.OTHER),
        (None, RoadGroup.OTHER),
    ],
)
def test_roads_are_judged_by_the_group_of_their_class(technical_class, group):
    assert group_of(technical_class) is group


def test_class_2_has_its_own_line_or_that_of_other_roads():
    roadbed = FIRST.find(Layer.ROADBED, Measure.COMPACTION, RoadGroup.SECOND)
    base = FIRST.find(Layer.BASE, Measure.COMPACTION, RoadGroup.SECOND)
    assert roadbed is not None
    assert roadbed.required == 95
    assert base is not None
    assert (base.group, base.required) == (RoadGroup.OTHER, 97)
    assert FIRST.find(Layer.BASE, Measure.BROKEN_SLABS, RoadGroup.OTHER) is None


def test_every_line_of_the_first_version_is_sound_and_says_it_is_unchecked():
    assert [problem for line in FIRST.tolerances for problem in line_problems(line)] == []
    assert not any(line.is_checked for line in FIRST.tolerances)
    assert len({line.key for line in FIRST.tolerances}) == len(FIRST.tolerances)


def test_every_strength_has_a_factor_for_every_number_of_groups():
    for method in (Method.COMPRESSIVE, Method.FLEXURAL):
        for number in range(1, 30):
            assert FIRST.factor(method, RoadGroup.OTHER, number, Decimal(30)) is not None


def test_an_edited_line_takes_the_place_of_the_old_one():
    line = FIRST.tolerances[0]
    changed = with_line(FIRST, a_tolerance(line.kind, layer=line.layer, group=line.group))
    assert len(changed.tolerances) == len(FIRST.tolerances)
    assert changed.tolerances[0].source == "p. 1"


@pytest.mark.parametrize(
    "line",
    [
        a_tolerance(source=" "),
        a_tolerance(confidence=Decimal("0.5")),
        a_tolerance(mean_below=None),
        a_tolerance(below=Decimal(-1)),
        a_tolerance(below=Decimal(5), extreme_below=Decimal(4)),
        a_tolerance(least_samples=0),
        a_tolerance(Measure.FLATNESS, below=None),
    ],
)
def test_a_line_of_the_standard_that_makes_no_sense_is_refused(line):
    assert line_problems(line) != []
