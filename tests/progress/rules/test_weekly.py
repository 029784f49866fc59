from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.rules.weekly import (
    CellKey,
    Design,
    Entry,
    EntrySource,
    Report,
    cell_problems,
    figures_of,
    percent_from_quantity,
    problems_with,
    quantity_from_percent,
    read_number,
)
from app.progress.rules.weights import UnitOfWork
from app.shared.calendar import Week

WEEK = Week(2020, 23)
MONDAY_AFTER = date(2020, 6, 8)
BASE, SURFACE = CellKey(1, "base"), CellKey(1, "surface")
DESIGN = {
    BASE: Design("Fuli East Road", "Base", Decimal("1.091")),
    SURFACE: Design("Fuli East Road", "Surface", Decimal("1.091")),
}
BEFORE = {BASE: Decimal("0.696"), SURFACE: Decimal("0.518")}


def said(entries, today=MONDAY_AFTER, **more):
    report = Report(more.pop("week", WEEK), entries)
    return [s.english for s in problems_with(report, BEFORE, DESIGN, today, **more)]


def test_figures_that_grow_within_the_design_are_taken():
    assert said([Entry(BASE, "0.777"), Entry(SURFACE, "54.9", EntrySource.PERCENT)]) == []


@pytest.mark.parametrize(
    "typed, source, sentence",
    [
        ("0.695", "quantity", "0.695 km is less than the 0.696 of the week before; a fall needs a"
                              " reversal record."),
        ("1.092", "quantity", "1.092 km is above the design quantity of 1.091; more needs a change"
                              " order."),
        ("100.1", "percent", "1.092 km is above the design quantity of 1.091; more needs a change"
                             " order."),
        ("-1", "quantity", "below zero."),
        ("half", "quantity", "“half” is not a number."),
        ("NaN", "quantity", "“NaN” is not a number."),
        ("inf", "percent", "“inf” is not a number."),
        ("1e3", "quantity", "“1e3” is not a number."),
        ("0.7771", "quantity", "more than 3 decimals."),
        ("71.234", "percent", "more than 2 decimals."),
        ("9" * 60, "quantity", "far too large."),
        ("x" * 10_000, "quantity", "“xxxxxxxxxxxxxxxxxxxx” is not a number."),
    ],
)  # fmt: skip
def test_a_refused_cell_names_row_column_and_reason(typed, source, sentence):
    assert said([Entry(BASE, typed, EntrySource(source))]) == [f"Fuli East Road, Base: {sentence}"]


@pytest.mark.parametrize(
    "typed", ["0.696", "1.091", "１．０９１", " 0.70 ", ""]
)  # same as before; exactly the design; full width; spaces; nothing done
def test_figures_on_the_boundary_are_taken(typed):
    assert said([Entry(BASE, typed)]) == []


def test_everything_that_is_wrong_is_said_at_once():
    assert (
        len(said([Entry(BASE, "0.1"), Entry(SURFACE, "two")], date(2020, 6, 7), frozen=True)) == 4
    )


@pytest.mark.parametrize(
    "today, frozen, sentence",
    [
        (date(2020, 6, 8), False, None),  # the Monday after
        (date(2020, 6, 7), False, "Week 2020-W23 is not over: it ends on 2020-06-07."),
        (date(2020, 6, 1), False, "Week 2020-W23 is not over: it ends on 2020-06-07."),
        (date(2020, 5, 31), False, "Week 2020-W23 lies in the future."),
        (date(2020, 6, 9), True, "Week 2020-W23 is frozen; ask for a correction instead."),
    ],
)
def test_a_week_is_taken_when_it_is_over_and_not_frozen(today, frozen, sentence):
    assert said([], today, frozen=frozen) == ([sentence] if sentence else [])


def test_a_reversal_record_lets_progress_fall_by_so_much_and_no_more():
    by = {BASE: Decimal("0.100")}
    assert said([Entry(BASE, "0.596")], reversed_by=by) == []
    assert len(said([Entry(BASE, "0.595")], reversed_by=by)) == 1


def test_a_change_order_raises_the_design_and_so_the_limit():
    raised = {BASE: Design("Fuli East Road", "Base", Decimal("1.2"))}
    report = Report(WEEK, [Entry(BASE, "1.2")])
    assert problems_with(report, BEFORE, raised, MONDAY_AFTER) == []


def test_a_cell_outside_the_report_is_refused():
    assert len(said([Entry(CellKey(99, "base"), "1")])) == 1


def test_a_leap_in_one_week_is_taken_but_shown_as_unusual():
    problems = cell_problems([Entry(BASE, "1.091")], BEFORE, DESIGN)
    assert [problem.is_refusal for problem in problems] == [False]
    assert "unusual" in problems[0].sentence.english


def test_an_empty_cell_keeps_the_figure_of_the_week_before():
    figures = figures_of([Entry(BASE, " "), Entry(SURFACE, "0.6")], BEFORE, DESIGN)
    assert [figures[key].quantity for key in (BASE, SURFACE)] == [Decimal("0.696"), Decimal("0.6")]


@pytest.mark.parametrize(
    "quantity, percent",
    [
        ("0.874", "80.1"),
        ("0.696", "63.8"),
        ("0.518", "47.5"),
        ("0.340", "31.2"),
        ("1.091", "100.0"),
    ],
)  # the first road of week 22 of 2020
def test_percent_is_computed_as_the_bureaus_sheet_does(quantity, percent):
    assert percent_from_quantity(Decimal(quantity), Decimal("1.091")) == Decimal(percent)


@pytest.mark.parametrize(
    "percent, places, quantity",
    [("50", 3, "0.546"), ("33.3", 3, "0.363"), ("0", 3, "0.000"), ("100", 0, "1")],
)
def test_a_quantity_is_computed_from_percent_rounded_half_up(percent, places, quantity):
    computed = quantity_from_percent(Decimal(percent), Decimal("1.091"), places)
    assert computed == Decimal(quantity)


@given(
    quantity=st.decimals(min_value=0, max_value=50, places=3),
    design=st.decimals(min_value="0.3", max_value=50, places=3),
)
def test_a_percent_typed_back_gives_the_quantity_within_half_a_step(quantity, design):
    percent = percent_from_quantity(quantity, design, places=2)
    again = quantity_from_percent(percent, design, places=3)
    assert abs(again - quantity) <= design * Decimal("0.00005") + Decimal("0.0005")


@given(st.text(max_size=200))
def test_any_text_is_a_number_or_not_but_never_an_error(text):
    number = read_number(text)
    assert number is None or number.is_finite()


@given(st.text(max_size=30), st.sampled_from(list(EntrySource)), st.sampled_from(list(UnitOfWork)))
def test_any_typed_cell_is_answered_with_sentences(text, source, unit):
    design = {BASE: Design("Road", "Base", Decimal(3), unit)}
    for problem in cell_problems([Entry(BASE, text, source)], {}, design):
        assert problem.sentence.english.startswith("Road, Base: ")
