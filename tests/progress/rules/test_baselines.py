from decimal import Decimal

import pytest

from app.progress.rules.baselines import (
    WHOLE,
    PlanColumn,
    PlanKey,
    missing_columns,
    plan_problems,
    weighted_points,
)
from app.shared.calendar import Week

W23, W24, W25 = Week(2020, 23), Week(2020, 24), Week(2020, 25)
BASE = PlanColumn("base", "Base", Decimal("0.4"))
SURFACE = PlanColumn("surface", "Surface", Decimal("0.6"))
SECTION = PlanColumn(WHOLE, "Plan", Decimal(1))


def shares(code: str, **weeks: str) -> dict[PlanKey, Decimal]:
    return {PlanKey(Week(2020, int(w[1:])), code): Decimal(s) for w, s in weeks.items()}


def test_the_plan_of_the_section_is_the_weighted_sum_and_an_empty_cell_keeps_what_stands_above():
    typed = shares("base", w23="0.5", w25="1") | shares("surface", w24="0.2", w25="1")
    points = weighted_points([BASE, SURFACE], typed)
    assert [(point.week, point.planned_share) for point in points] == [
        (W23, Decimal("0.2")),  # 0.4 × 0.5, the surface has not begun
        (W24, Decimal("0.32")),  # the base stays at 0.5
        (W25, Decimal(1)),
    ]


def test_weeks_without_any_figure_have_no_point():
    points = weighted_points([SECTION], shares(WHOLE, w23="0.3", w25="1"))
    assert [point.week for point in points] == [W23, W25]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"w23": "0.5", "w24": "0.4", "w25": "1"}, "2020-W24, Base: less than the week before"),
        ({"w23": "1.01"}, "2020-W23, Base: the plan is a share from 0 to 100"),
        ({"w23": "-0.01", "w25": "1"}, "2020-W23, Base: the plan is a share from 0 to 100"),
        ({"w23": "0.9", "w24": "0.999999"}, "2020-W24, Base: the last week must reach 100"),
    ],
)
def test_a_cell_that_cannot_stand_is_named_with_its_reason(typed: dict[str, str], sentence: str):
    [problem] = plan_problems([BASE], shares("base", **typed))
    assert sentence in problem.sentence.english


def test_a_sound_grid_has_no_problems():
    typed = shares("base", w23="0", w24="1", w25="1")
    assert plan_problems([BASE], typed) == []


def test_once_one_item_is_planned_every_item_with_weight_must_be():
    said = missing_columns([BASE, SURFACE], shares("base", w25="1"))
    assert [sentence.english for sentence in said] == ["Surface has no plan yet."]
    assert missing_columns([BASE, SURFACE], {}) == []
