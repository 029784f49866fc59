"""Weights, design quantities and what changes them."""

from datetime import date
from decimal import Decimal

import pytest

from app.extensions import db
from app.progress.actions.items import (
    add_stretch,
    change_design,
    change_items,
    ensure_items,
    items_mark,
    use_template,
)
from app.progress.queries.sheet import get_sheet, list_items
from app.progress.rules.weekly import CellKey
from app.progress.rules.weights import ItemEntry, TemplateKind, UnitOfWork
from app.shared.errors import NotFound, RuleBroken, StaleEdit
from tests.makers.accounts import a_user
from tests.makers.progress import WEEK, a_confirmed_report, a_section_with_roads
from tests.makers.works import a_bridge

pytestmark = pytest.mark.usefixtures("context")


def entries(section, **weights):
    return [
        ItemEntry(item.code, "", item.unit, Decimal(weights.get(item.code, 25)) / 100)
        for item in ensure_items(section, a_user())
    ]


def mark(section):
    db.session.flush()
    return items_mark(list_items(section.id))


def test_weights_are_changed_for_one_section_only():
    section, other = a_section_with_roads(), a_section_with_roads()
    changed = entries(section)
    ensure_items(other, a_user())
    change_items(section, changed, mark(section), a_user())
    db.session.flush()
    assert [item.weight_share for item in list_items(section.id)] == [Decimal("0.25")] * 4
    assert list_items(other.id)[0].weight_share == Decimal("0.25")
    assert list_items(other.id)[1].weight_share == Decimal("0.30")


def test_weights_that_do_not_total_one_hundred_are_refused_and_nothing_changes():
    section = a_section_with_roads()
    wrong = entries(section, base=26)
    with pytest.raises(RuleBroken):
        change_items(section, wrong, mark(section), a_user())
    assert [item.weight_share for item in list_items(section.id)][1] == Decimal("0.30")


def test_the_second_of_two_editors_of_weights_is_told():
    section = a_section_with_roads()
    rows = entries(section)
    seen = mark(section)
    change_items(section, rows, seen, a_user())
    with pytest.raises(StaleEdit):
        change_items(section, rows, seen, a_user())


def test_an_item_may_be_added_and_an_unused_one_taken_out():
    section = a_section_with_roads()
    rows = [
        *entries(section)[:3],
        ItemEntry("", "李王台中桥", UnitOfWork.PERCENT, Decimal("0.25")),
    ]
    change_items(section, rows, mark(section), a_user())
    db.session.flush()
    names = [item.code for item in list_items(section.id)]
    assert names == ["subgrade", "base", "surface", "李王台中桥"]


def test_an_item_with_progress_stays():
    section = a_section_with_roads()
    a_confirmed_report(section, "10")
    rows = entries(section)[:3]
    rows[0] = ItemEntry("subgrade", "", UnitOfWork.KM, Decimal("0.5"))
    with pytest.raises(RuleBroken):
        change_items(section, rows, mark(section), a_user())
    with pytest.raises(RuleBroken):
        use_template(section, TemplateKind.BRIDGE, a_user())


def test_a_road_without_a_base_counts_without_it():
    section = a_section_with_roads("2")
    work = get_sheet(section, WEEK).works[0]
    change_design(section, {CellKey(work.id, "base"): "0"}, a_user())
    sheet = get_sheet(section, WEEK)
    assert CellKey(work.id, "base") not in sheet.design
    full = {key: design.quantity for key, design in sheet.design.items()}
    assert sheet.physical_share(full) == 1


def test_a_design_quantity_with_progress_needs_a_change_order():
    section = a_section_with_roads("2")
    a_confirmed_report(section, "10")
    work = get_sheet(section, WEEK).works[0]
    with pytest.raises(RuleBroken):
        change_design(section, {CellKey(work.id, "base"): "3"}, a_user())


def test_a_bridge_is_measured_in_percent_of_its_parts():
    section = a_section_with_roads()
    use_template(section, TemplateKind.BRIDGE, a_user())
    bridge = a_bridge(section)
    sheet = get_sheet(section, WEEK)
    assert sheet.design[CellKey(bridge.id, "deck")].quantity == 100


def test_a_done_stretch_lies_on_a_layer_of_a_road_of_the_section():
    section = a_section_with_roads("1")
    work = get_sheet(section, WEEK).works[0]
    by, day = a_user(), date(2020, 6, 1)
    add_stretch(section, CellKey(work.id, "base"), Decimal(0), Decimal(300), day, by)
    with pytest.raises(RuleBroken):
        add_stretch(section, CellKey(work.id, "base"), Decimal(0), Decimal(3000), day, by)
    with pytest.raises(NotFound):
        add_stretch(section, CellKey(work.id + 99, "base"), Decimal(0), Decimal(3), day, by)
