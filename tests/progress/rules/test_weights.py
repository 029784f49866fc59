from decimal import Decimal

import pytest

from app.progress.rules.weights import (
    TEMPLATE_NAMES,
    TEMPLATES,
    TemplateKind,
    WeightEntry,
    total_share,
    weight_problems,
)


def entries(*percents: str) -> list[WeightEntry]:
    return [
        WeightEntry(f"Item {n}", Decimal(percent) / 100) for n, percent in enumerate(percents, 1)
    ]


@pytest.mark.parametrize("kind", list(TemplateKind))
def test_every_kind_of_work_has_a_template_that_totals_one_hundred(kind):
    assert total_share(item.weight_share for item in TEMPLATES[kind]) == 1


def test_a_code_means_the_same_item_in_every_template():
    names = {(item.code, item.name) for items in TEMPLATES.values() for item in items}
    assert len(names) == len(TEMPLATE_NAMES)


def test_a_rural_road_weighs_as_the_weekly_sheets_of_2020_do():
    weights = {item.code: item.weight_share * 100 for item in TEMPLATES[TemplateKind.RURAL_ROAD]}
    assert weights == {"subgrade": 25, "base": 30, "surface": 35, "ancillary": 10}


@pytest.mark.parametrize(
    "percents, said",
    [
        (["25", "30", "35", "10"], []),
        (["33.33", "33.33", "33.34"], []),  # two decimals are enough for thirds
        (["100"], []),
        (["50", "49.99"], ["The weights total 99.99; they must total exactly 100."]),
        (["50", "50.01"], ["The weights total 100.01; they must total exactly 100."]),
        (["99.995", "0.005"], ["Item 1: a weight has at most two decimals.",
                               "Item 2: a weight has at most two decimals."]),
        (["120", "-20"], ["Item 1: a weight is more than 0 and at most 100.",
                          "Item 2: a weight is more than 0 and at most 100."]),
        (["100", "0"], ["Item 2: a weight is more than 0 and at most 100."]),
        ([], ["A section needs at least one work item."]),
    ],
)  # fmt: skip
def test_weights_must_total_exactly_one_hundred(percents, said):
    assert [s.english for s in weight_problems(entries(*percents))] == said


def test_all_problems_are_said_at_once():
    problems = weight_problems(
        [
            WeightEntry("Base", None),
            WeightEntry("Surface", Decimal("0.5")),
            WeightEntry("Surface", Decimal("0.5")),
            WeightEntry("  ", Decimal("0.1")),
        ]
    )
    assert [s.english for s in problems] == [
        "Base: the weight is not a number.",
        "An item without a name cannot be kept.",
        "Surface: the item stands in the list twice.",
    ]


def test_an_item_with_recorded_progress_cannot_be_taken_out():
    problems = weight_problems(entries("100"), used_names=frozenset({"Base"}))
    assert [s.english for s in problems] == [
        "Base: progress is already recorded, so the item cannot be taken out."
    ]
