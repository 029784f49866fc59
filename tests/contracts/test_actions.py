from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.accounts.rules import Role
from app.contracts import actions, queries
from app.contracts.models import PaymentNode
from app.contracts.rules import (
    ChangeLevel,
    ChangeState,
    NodeBase,
    NodeTrigger,
    RetentionMode,
    Terms,
)
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.startup.rules import StepKind
from tests.makers.accounts import a_user
from tests.makers.contracts import a_bill, an_approved_change, an_entry
from tests.makers.startup import a_confirmed_step, a_start
from tests.makers.works import a_contract, a_road, a_section

pytestmark = pytest.mark.usefixtures("context")


def the_line(section):
    return queries.bill_of(section.id)[0]


def test_a_bill_is_read_with_its_amounts_and_shared_out_by_length():
    section = a_section()
    short = a_road(section, start_m=Decimal(0), end_m=Decimal(1000), length_m=Decimal(1000))
    long = a_road(section, start_m=Decimal(0), end_m=Decimal(3000), length_m=Decimal(3000))
    a_bill(section)
    line = the_line(section)
    assert (line.code, line.chapter, line.contract_fen, line.changed_fen) == (
        "203-1-a",
        "200",
        100_000,
        100_000,
    )
    assert line.by_work == {short.id: Decimal(25), long.id: Decimal(75)}
    assert queries.has_bill([section.id, -1]) == {section.id}
    assert queries.changed_price_fen([section.id, -1]) == {section.id: 100_000}


def test_the_same_item_does_not_stand_twice_in_a_bill():
    section = a_section()
    a_bill(section)
    with pytest.raises(RuleBroken, match="203-1-a stands in the bill already"):
        a_bill(section)
    with pytest.raises(RuleBroken, match="stands in the bill already"):
        a_bill(section, an_entry("204-1"), an_entry("204-1"))
    assert len(queries.bill_of(section.id)) == 1


def test_an_approved_change_flows_into_the_bill_and_a_drafted_one_does_not():
    section = a_section()
    (item,) = a_bill(section)
    by = a_user(Role.CONTRACTOR)
    actions.draft_change(section, {item.id: Decimal(50)}, "软基换填", by=by)
    assert the_line(section).quantity == Decimal(100)
    an_approved_change(item, "-20.5")
    line = the_line(section)
    assert (line.contract_quantity, line.quantity, line.changed_fen) == (
        Decimal(100),
        Decimal("79.5"),
        79_500,
    )
    assert queries.changed_price_fen([section.id]) == {section.id: 79_500}


def test_whoever_drafted_a_change_cannot_decide_and_nobody_decides_twice():
    section = a_section()
    (item,) = a_bill(section)
    by = a_user(Role.PROJECT_OFFICE)
    change = actions.draft_change(section, {item.id: Decimal(5)}, "软基换填", by=by)
    with pytest.raises(RuleBroken, match="cannot decide on it"):
        actions.decide_change(change, "", approves=True, by=by)
    actions.decide_change(change, "不必要", approves=False, by=a_user(Role.PROJECT_OFFICE))
    assert change.state is ChangeState.REFUSED
    with pytest.raises(RuleBroken, match="decided already"):
        actions.decide_change(change, "", approves=True, by=a_user(Role.PROJECT_OFFICE))


def test_a_change_of_half_a_million_goes_to_the_city():
    section = a_section()
    (item,) = a_bill(section, an_entry(unit_price_fen=50_000_000, quantity=Decimal(2)))
    change = actions.draft_change(
        section, {item.id: Decimal(1)}, "加长", by=a_user(Role.CONTRACTOR)
    )
    assert change.level is ChangeLevel.CITY
    with pytest.raises(RuleBroken, match="city's authority"):
        actions.decide_change(change, "", approves=True, by=a_user(Role.PROJECT_OFFICE))


def test_two_reductions_cannot_both_be_approved_when_the_bill_holds_only_one():
    section = a_section()
    (item,) = a_bill(section)
    by, office = a_user(Role.CONTRACTOR), a_user(Role.PROJECT_OFFICE)
    first, second = (
        actions.draft_change(section, {item.id: Decimal(-60)}, "减少", by=by) for _ in range(2)
    )
    actions.decide_change(first, "", approves=True, by=office)
    with pytest.raises(RuleBroken, match="more than the bill holds"):
        actions.decide_change(second, "", approves=True, by=office)


def test_terms_join_what_is_entered_with_the_contract_and_say_whether_they_are():
    section = a_section()
    a_contract(section)
    usual = queries.terms_of([section.id])[section.id]
    assert (usual.is_entered, usual.payment_share) == (False, Decimal("0.85"))
    actions.set_terms(
        section, replace(Terms(), advance_share=Decimal("0.2")), by=a_user(Role.PROJECT_OFFICE)
    )
    terms = queries.terms_of([section.id])[section.id]
    assert (terms.is_entered, terms.advance_share) == (True, Decimal("0.2"))


def test_terms_beyond_the_law_are_refused_and_a_stale_edit_too():
    section, by = a_section(), a_user(Role.PROJECT_OFFICE)
    a_contract(section)
    with pytest.raises(RuleBroken, match="at most 3 %"):
        actions.set_terms(section, replace(Terms(), retention_share=Decimal("0.05")), by=by)
    stored = actions.set_terms(section, Terms(), by=by)
    seen = stored.version
    actions.set_terms(section, replace(Terms(), defects_months=12), by=by, seen_version=seen)
    with pytest.raises(StaleEdit):
        actions.set_terms(section, replace(Terms(), defects_months=6), by=by, seen_version=seen)


def test_beside_a_security_in_force_nothing_is_retained_each_period():
    section, by = a_section(), a_user(Role.PROJECT_OFFICE)
    a_contract(section, price_fen=10_000_000_000)
    a_confirmed_step(a_start(section), StepKind.SECURITY, valid_until=today() + timedelta(days=400))
    with pytest.raises(RuleBroken, match="performance security is in force"):
        actions.set_terms(
            section, replace(Terms(), retention_mode=RetentionMode.EACH_PERIOD), by=by
        )


def test_payment_nodes_rise():
    section, by = a_section(), a_user(Role.PROJECT_OFFICE)

    def nodes(*shares):
        return [
            PaymentNode(
                trigger=NodeTrigger.HANDOVER, cumulative_share=Decimal(s), base=NodeBase.CONTRACT
            )
            for s in shares
        ]

    with pytest.raises(RuleBroken, match="more than the one before"):
        actions.set_nodes(section, nodes("0.8", "0.8"), by=by)
    actions.set_nodes(section, nodes("0.8", "0.97"), by=by)
    actions.set_nodes(section, nodes("0.3", "0.8", "1"), by=by)
    assert [node.cumulative_share for node in queries.list_nodes(section.id)] == [
        Decimal("0.3"),
        Decimal("0.8"),
        Decimal(1),
    ]


def test_the_law_of_august_2022_looks_at_the_day_of_signing():
    section = a_section()
    a_contract(section, signed_on=date(2022, 8, 1))
    terms = replace(Terms(), payment_share=Decimal("0.7"))
    with pytest.raises(RuleBroken, match="at least 80 %"):
        actions.set_terms(section, terms, by=a_user(Role.PROJECT_OFFICE))
