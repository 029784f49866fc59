from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.contracts import rules
from app.contracts.rules import ChangeLevel, ChangeState, RetentionMode, Terms

LAWFUL = Terms()
FIFTY_WAN_FEN = 50_000_000


def problems(signed_on=date(2026, 3, 1), has_security=False, **changes):
    found = rules.terms_problems(replace(LAWFUL, **changes), signed_on, has_security=has_security)
    return [sentence.english for sentence in found]


@pytest.mark.parametrize(
    "quantity, price, fen",
    [
        ("1.005", 100, 101),  # half a fen goes up
        ("1.004", 100, 100),
        ("0.001", 499, 0),
        ("-1.005", 100, -101),  # away from zero, as in accounts
        ("12345.678", 98_765, 1_219_320_888),
    ],
)
def test_an_amount_is_rounded_once_half_up(quantity, price, fen):
    assert rules.amount_of(Decimal(quantity), price) == fen


def test_usual_terms_are_lawful():
    assert problems() == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"retention_share": Decimal("0.0300")}, None),
        ({"retention_share": Decimal("0.030001")}, "at most 3 %"),
        ({"retention_cap_share": Decimal("0.05")}, "at most 3 %"),
        ({"advance_share": Decimal(0)}, None),
        ({"advance_share": Decimal("0.099999")}, "10 to 30 %"),
        ({"advance_share": Decimal("0.30")}, None),
        ({"advance_share": Decimal("0.31")}, "10 to 30 %"),
        ({"material_share": Decimal("0.75")}, None),
        ({"material_share": Decimal("0.59")}, "60 to 75 %"),
        ({"material_months": 4}, "1 to 3 months"),
        ({"is_sme": True, "payment_days": 60}, None),
        ({"is_sme": True, "payment_days": 61}, "within 60 days"),
        ({"is_sme": False, "payment_days": 90}, None),
        ({"defects_months": 24}, None),
        ({"defects_months": 25}, "24 months"),
        ({"advance_start_share": Decimal("0.80")}, "begin before it ends"),
        ({"cut_off_day": 29}, "from 1 to 28"),
        ({"minimum_certificate_fen": -1}, "not a sensible amount"),
        ({"measurement_limit_share": Decimal("1.01")}, "between 0 and 100 %"),
        ({"labour_cost_share": Decimal("-0.01")}, "between 0 and 100 %"),
    ],
)
def test_the_caps_of_the_law_hold_to_the_last_place(changes, words):
    found = problems(**changes)
    assert (found == []) if words is None else any(words in sentence for sentence in found)


def test_eighty_percent_binds_contracts_signed_since_august_2022():
    assert problems(payment_share=Decimal("0.79"))
    assert not problems(date(2022, 7, 31), payment_share=Decimal("0.70"))
    assert problems(date(2022, 8, 1), payment_share=Decimal("0.79"))


def test_nothing_is_retained_each_period_beside_a_performance_security():
    assert problems(has_security=True, retention_mode=RetentionMode.EACH_PERIOD)
    assert not problems(has_security=True, retention_mode=RetentionMode.AT_HANDOVER)


def test_a_quantity_is_shared_out_by_length_and_sums_up_exactly():
    shares = rules.share_out(Decimal("10.000"), {1: Decimal(1), 2: Decimal(1), 3: Decimal(1)})
    assert sum(shares.values()) == Decimal(10)
    assert sorted(shares.values()) == [Decimal("3.333"), Decimal("3.333"), Decimal("3.334")]
    assert rules.share_out(Decimal("0.001"), {1: Decimal(0), 2: Decimal(0)}) == {
        1: Decimal("0.001"),
        2: Decimal("0.000"),
    }
    assert rules.share_out(Decimal(5), {}) == {}


@pytest.mark.parametrize("quantity", ["-0.001", "NaN", "Infinity", "1.0001", "1000000001"])
def test_an_item_refuses_senseless_quantities(quantity):
    assert rules.item_problems("203-1-a", "挖土方", Decimal(quantity), 100)


def test_an_item_refuses_endless_texts_and_negative_prices():
    assert rules.item_problems("2" * 10_000, "挖土方", Decimal(1), 100)
    assert rules.item_problems("203-1-a", "挖" * 10_000, Decimal(1), 100)
    assert rules.item_problems("203-1-a", "挖土方", Decimal(1), -1)
    assert rules.item_problems("203-1-a", "挖土方", Decimal(1), 100) == []


@pytest.mark.parametrize(
    "fen, touches_design, level",
    [
        (FIFTY_WAN_FEN - 1, False, ChangeLevel.OWNER),
        (FIFTY_WAN_FEN, False, ChangeLevel.CITY),
        (-FIFTY_WAN_FEN, False, ChangeLevel.CITY),  # taking away is a change too
        (1, True, ChangeLevel.CITY),
    ],
)
def test_large_changes_and_those_of_the_design_go_to_the_city(fen, touches_design, level):
    assert rules.level_of(fen, touches_design, FIFTY_WAN_FEN) is level


def test_a_change_takes_away_no_more_than_there_is():
    bill = {1: Decimal(10)}
    assert not rules.change_problems("软基换填", {1: Decimal(-10)}, bill)
    assert rules.change_problems("软基换填", {1: Decimal("-10.001")}, bill)
    assert rules.change_problems("软基换填", {2: Decimal(1)}, bill)
    assert rules.change_problems("软基换填", {1: Decimal(0)}, bill)
    assert rules.change_problems(" ", {1: Decimal(1)}, bill)
    assert rules.change_problems("软基换填", {1: Decimal("NaN")}, bill)


def test_nobody_decides_on_the_own_change_and_the_city_leaves_a_paper():
    def refused(level=ChangeLevel.OWNER, decider="b", paper="", state=ChangeState.DRAFTED):
        return bool(rules.approval_problems(state, level, "a", decider, paper))

    assert refused(decider="a")
    assert not refused()
    assert refused(ChangeLevel.CITY)
    assert not refused(ChangeLevel.CITY, paper="宿交建〔2026〕12号")
    assert refused(state=ChangeState.APPROVED)
