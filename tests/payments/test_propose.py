"""The proposal as tables of cases: each figure with the reason beside it."""

from datetime import date
from decimal import Decimal

import pytest

from app.payments.rules.entitlement import Confirmation
from app.payments.rules.policy import Policy
from app.payments.rules.propose import Coverage, ratio_reached
from app.payments.rules.reasons import reasons_for
from app.ranking.rules.canonical import plain, sentence_from
from app.ranking.rules.policy import Band
from app.shared.sentences import say
from tests.makers.payments import CONFIRMED_ON, TODAY, WAN, a_proposal, an_account


@pytest.mark.parametrize(
    "band, proposed_wan",
    [
        (Band.REAR, 50),  # the floor: 80 % of 500 less 350 (A16)
        (Band.MIDDLE, 75),  # 85 %
        (Band.FRONT, 100),  # 90 %
        (None, 75),  # without a place: like the middle
    ],
)
def test_the_band_sets_the_ratio_between_floor_and_contract(
    band: Band | None, proposed_wan: int
) -> None:
    (line,) = a_proposal(an_account(band=band)).lines
    assert line.proposed_fen == proposed_wan * WAN
    assert line.deferred_fen == (100 - proposed_wan) * WAN


@pytest.mark.parametrize(
    "terms, due_wan, floor_wan, proposed_wan",
    [
        # the contract owes 80 %: no band can defer anything nor pay more
        ({"contract_share": Decimal("0.80"), "band": Band.FRONT}, 50, 50, 50),
        # signed before August 2022: the contract ratio is the floor
        ({"signed_on": date(2020, 3, 1), "band": Band.REAR}, 100, 100, 100),
        # the contract owes 70 % only, but the law says 80 %
        ({"contract_share": Decimal("0.70"), "band": Band.REAR}, 50, 50, 50),
        # more was paid than is due: nothing, and nothing back
        ({"paid_fen": 480 * WAN, "wages_paid_fen": 480 * WAN}, 0, 0, 0),
        # wages are unpaid although the rest was overpaid: the wage part lifts floor and ceiling
        ({"paid_fen": 450 * WAN, "wages_paid_fen": 70 * WAN, "band": Band.REAR}, 30, 30, 30),
        # ... but never beyond the completed value
        ({"paid_fen": 480 * WAN, "wages_paid_fen": 0, "band": Band.REAR}, 20, 20, 20),
        # a stop-work order holds 100: only 400 are measured, 360 owed
        ({"held_fen": 100 * WAN, "band": Band.FRONT}, 10, 0, 10),
        # everything is held
        ({"held_fen": 600 * WAN, "band": Band.FRONT}, 0, 0, 0),
    ],
)
def test_floor_and_ceiling_bound_the_band(
    terms: dict[str, object], due_wan: int, floor_wan: int, proposed_wan: int
) -> None:
    (line,) = a_proposal(an_account(**terms)).lines
    entitlement = line.entitlement
    figures = (entitlement.due_fen, entitlement.floor_fen, line.proposed_fen)
    assert figures == (due_wan * WAN, floor_wan * WAN, proposed_wan * WAN)


def test_a_block_takes_no_labour_cost() -> None:
    held = an_account(held_fen=500 * WAN, paid_fen=0, wages_paid_fen=0)
    (line,) = a_proposal(held).lines
    assert line.entitlement.completed_fen == 0
    assert line.proposed_fen == line.entitlement.wage_fen == 100 * WAN  # a fifth of five million


def test_a_block_takes_nothing_that_had_to_be_paid_before() -> None:
    old, new = date(2026, 3, 25), CONFIRMED_ON
    confirmed = (Confirmation(old, 300 * WAN), Confirmation(new, 500 * WAN))
    account = an_account(confirmed=confirmed, held_fen=450 * WAN, paid_fen=0, wages_paid_fen=0)
    (line,) = a_proposal(account).lines
    assert line.entitlement.completed_fen == 300 * WAN
    assert line.entitlement.held_fen == 200 * WAN
    assert line.proposed_fen == line.entitlement.matured_fen == 270 * WAN  # 90 % of three million
    said = " ".join(reason.english for reason in reasons_for(line, Policy()))
    assert "Works worth 2,500,000.00 yuan on blocked stretches stay measured" in said


def test_nothing_confirmed_means_nothing_due() -> None:
    (line,) = a_proposal(an_account(confirmed=(), paid_fen=0, wages_paid_fen=0)).lines
    assert (line.entitlement.due_fen, line.entitlement.latest_on) == (0, None)
    assert "no completed value" in reasons_for(line, Policy())[0].english


@pytest.mark.parametrize(
    "latest_passed_on, proposed_wan",
    [
        (date(2026, 8, 23), 50),  # the day before: the rank may still defer
        (date(2026, 8, 24), 100),  # the last lawful day has come: all that is due
    ],
)
def test_money_is_released_by_itself_on_its_latest_lawful_day(
    latest_passed_on: date, proposed_wan: int
) -> None:
    (line,) = a_proposal(an_account(band=Band.REAR), today=latest_passed_on).lines
    assert line.entitlement.latest_on == date(2026, 8, 24)
    assert line.proposed_fen == proposed_wan * WAN


def test_payments_cover_the_oldest_confirmation_first() -> None:
    account = an_account(
        confirmed=(
            Confirmation(CONFIRMED_ON, 500 * WAN),
            Confirmation(date(2026, 4, 24), 400 * WAN),
        ),
        paid_fen=350 * WAN,
        band=Band.REAR,
    )
    (line,) = a_proposal(account).lines
    parcels = [(p.confirmed_on, p.unpaid_fen) for p in line.entitlement.parcels]
    assert parcels == [(date(2026, 4, 24), 10 * WAN), (CONFIRMED_ON, 90 * WAN)]
    assert line.entitlement.matured_fen == 10 * WAN  # 60 days from 24 April ended on 23 June
    assert line.deferred_until == date(2026, 8, 24)  # what stays unpaid is younger


def test_a_reversal_lowers_what_was_confirmed_before() -> None:
    account = an_account(
        confirmed=(
            Confirmation(date(2026, 4, 24), 600 * WAN),
            Confirmation(CONFIRMED_ON, 500 * WAN),
        ),
        paid_fen=350 * WAN,
    )
    (line,) = a_proposal(account).lines
    assert [p.unpaid_fen for p in line.entitlement.parcels] == [100 * WAN]
    assert line.entitlement.due_fen == 100 * WAN


def test_interest_runs_for_small_firms_only() -> None:
    late = date(2026, 9, 3)  # ten days after the latest lawful day
    small, large = a_proposal(
        an_account(1, is_sme=True), an_account(2, is_sme=False), funds_wan=0, today=late
    ).lines
    assert small.entitlement.accrued_interest_fen == 500_000  # 100 万 x 0.05 % x 10 (A15)
    assert small.interest_per_day_fen == 50_000
    assert (large.entitlement.accrued_interest_fen, large.interest_per_day_fen) == (0, 0)


def test_a_short_term_of_a_small_firm_ends_after_thirty_days() -> None:
    (line,) = a_proposal(an_account(is_sme=True, agreed_days=None)).lines
    assert line.entitlement.latest_on == date(2026, 7, 27)  # 25 July is a Saturday


def three_with_wages() -> tuple[object, ...]:
    """Rear, middle and front; each completed 100, nothing paid, 20 of it labour cost."""
    fresh = {"completed_wan": 100, "paid_fen": 0, "wages_paid_fen": 0}
    return (
        an_account(
            1,
            band=Band.REAR,
            place=3,
            confirmed=(Confirmation(date(2026, 6, 1), 100 * WAN),),
            paid_fen=0,
            wages_paid_fen=0,
        ),
        an_account(2, band=Band.MIDDLE, place=2, **fresh),
        an_account(3, band=Band.FRONT, place=1, **fresh),
    )


@pytest.mark.parametrize(
    "funds_wan, front, middle, rear, coverage",
    [
        (0, 0, 0, 0, Coverage.NOT_EVEN_WAGES),
        (30, 10, 10, 10, Coverage.NOT_EVEN_WAGES),  # the same share of the labour cost
        (60, 20, 20, 20, Coverage.WAGES),  # all labour cost, nothing else
        (120, 20, 20, 80, Coverage.WAGES),  # then the floor that is due first: the rear one
        (180, 80, 20, 80, Coverage.WAGES),  # equal dates: the better band
        (240, 80, 80, 80, Coverage.FLOORS),  # all floors
        (245, 85, 80, 80, Coverage.FLOORS),  # what is left follows the rank
        (252, 90, 82, 80, Coverage.FLOORS),
        (255, 90, 85, 80, Coverage.ALL),
        (999, 90, 85, 80, Coverage.ALL),  # more money does not pay the rear more
    ],
)
def test_too_little_money_pays_wages_then_floors_then_by_rank(
    funds_wan: int, front: int, middle: int, rear: int, coverage: Coverage
) -> None:
    proposal = a_proposal(*three_with_wages(), funds_wan=funds_wan)
    paid = {line.account.section_id: line.proposed_fen for line in proposal.lines}
    assert paid == {1: rear * WAN, 2: middle * WAN, 3: front * WAN}
    assert proposal.coverage is coverage
    assert proposal.totals.shortfall_fen == max(0, 240 - funds_wan) * WAN


@pytest.mark.parametrize(
    "first, second",
    [
        ({"band": Band.FRONT, "place": 9}, {"band": Band.MIDDLE, "place": 1}),  # the band
        (  # the latest lawful date inside a band
            {"band": Band.FRONT, "place": 2, "agreed_days": 30},
            {"band": Band.FRONT, "place": 1},
        ),
        ({"band": Band.FRONT, "place": 1}, {"band": Band.FRONT, "place": 2}),  # the place
        ({"band": None, "place": None}, {"band": Band.REAR, "place": 1}),  # neutral before rear
        (  # the contract number between equals
            {"contract_no": "A", "place": 1},
            {"contract_no": "B", "place": 1},
        ),
    ],
)
def test_the_order_of_payment(first: dict[str, object], second: dict[str, object]) -> None:
    proposal = a_proposal(an_account(1, **second), an_account(2, **first))
    assert [line.account.section_id for line in proposal.lines] == [2, 1]
    assert [line.position for line in proposal.lines] == [1, 2]


def test_what_is_deferred_comes_back_next_month() -> None:
    (june,) = a_proposal(an_account(band=Band.REAR)).lines
    paid = 350 * WAN + june.proposed_fen
    (july,) = a_proposal(an_account(band=Band.FRONT, paid_fen=paid), today=date(2026, 8, 1)).lines
    assert june.deferred_fen == july.entitlement.due_fen == july.proposed_fen == 50 * WAN


def test_no_sections_is_an_empty_proposal() -> None:
    proposal = a_proposal(funds_wan=300)
    assert (proposal.lines, proposal.totals.left_fen) == ((), 300 * WAN)


def test_negative_funds_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="never negative"):
        a_proposal(funds_wan=-1)


def test_the_ratio_reached_counts_what_was_paid_before() -> None:
    (line,) = a_proposal(an_account(band=Band.REAR)).lines
    assert ratio_reached(line) == Decimal("0.80")


@pytest.mark.parametrize(
    "terms, funds_wan, said",
    [
        ({"band": Band.FRONT}, 999, "Paid in full: 1,000,000.00 yuan, up to 90%"),
        ({"band": Band.REAR}, 999, "500,000.00 yuan deferred: the band “Rear” has the ratio 80%"),
        ({}, 999, "250,000.00 yuan deferred: without a place in the ranking"),
        ({"band": Band.FRONT}, 60, "400,000.00 yuan wait for money: every floor is paid"),
        ({"band": Band.FRONT}, 10, "900,000.00 yuan wait for money: the funds do not cover all"),
        ({"wages_paid_fen": 0}, 1, "wait for money: the funds do not even cover the labour cost"),
        ({"wages_paid_fen": 70 * WAN}, 999, "300,000.00 yuan of it is labour cost"),
        ({"paid_fen": 500 * WAN}, 999, "Nothing is due: the 5,000,000.00 yuan paid so far"),
        (
            {"held_fen": 10 * WAN},
            999,
            "Works worth 100,000.00 yuan are not measured: they lie on blocked",
        ),
        ({"signed_on": date(2020, 1, 1)}, 999, "so the place changes only the order"),
        ({"contract_share": Decimal("0.85"), "band": Band.FRONT}, 999, "the contract limits it"),
        ({"agreed_days": 1}, 999, "can no longer be held back: the latest lawful date 2026-06-26"),
        ({"is_sme": True, "agreed_days": 1}, 0, "Late interest so far: 2,500.00 yuan"),
        ({"is_sme": True}, 0, "Each day beyond 2026-08-24 would cost 500.00 yuan"),
        ({"unranked_because": say("new section")}, 9, "Not ranked (new section): treated like"),
    ],
)
def test_a_line_says_why(terms: dict[str, object], funds_wan: int, said: str) -> None:
    (line,) = a_proposal(an_account(**terms), funds_wan=funds_wan).lines
    assert said in " ".join(reason.english for reason in reasons_for(line, Policy()))


def test_a_stored_reason_is_read_back_with_its_inner_sentences() -> None:
    (line,) = a_proposal(an_account(band=Band.REAR), today=TODAY).lines
    for reason in reasons_for(line, Policy()):
        again = sentence_from(plain(reason))
        assert again.english == reason.english
