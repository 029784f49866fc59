from decimal import Decimal

from app.payments.rules.entitlement import Confirmation
from app.payments.rules.explain import Source, steps_of
from app.payments.rules.figures import figures_of
from app.ranking.rules.policy import Band
from app.works.rules import FundKind
from tests.makers.payments import CONFIRMED_ON, WAN, a_proposal, an_account


def explained(**terms: object) -> dict[str, tuple[int | None, str]]:
    """Return label -> (amount, sum) of the one line of a proposal."""
    (line,) = a_proposal(an_account(**terms)).lines
    steps = steps_of(figures_of(line, price_fen=1000 * WAN, done_share=Decimal("0.5")))
    return {step.label.english: (step.amount_fen, step.sum.english) for step in steps}


def test_each_figure_stands_with_the_sum_it_came_from() -> None:
    steps = explained(band=Band.REAR)
    assert steps["Completed value"] == (
        500 * WAN,
        "10,000,000.00 contract price × 50% confirmed",
    )
    assert steps["Due now"] == (
        100 * WAN,
        "5,000,000.00 × 90% − 3,500,000.00, never below the unpaid labour cost",
    )
    assert steps["Floor"][0] == 50 * WAN
    assert steps["Ratio of the band"][1] == "80% for the band “Rear”, between 80% and 90%"
    assert steps["Proposed"] == (
        50 * WAN,
        "500,000.00 − 0.00 that the month's funds do not reach",
    )
    assert steps["Deferred, stays due"] == (
        50 * WAN,
        "500,000.00 by the band + 0.00 for lack of funds",
    )


def test_works_that_are_not_measured_are_taken_off_in_the_sum() -> None:
    (_amount, text) = explained(held_fen=WAN)["Completed value"]
    assert text == "10,000,000.00 contract price × 50% confirmed − 10,000.00 not measured"


def test_a_section_without_a_place_is_explained_too() -> None:
    assert "as for a section without a place" in explained()["Ratio of the band"][1]


def test_contract_progress_ledger_ranking_and_policy_are_all_linked() -> None:
    (line,) = a_proposal(an_account()).lines
    steps = steps_of(figures_of(line, 1000 * WAN, Decimal("0.5")))
    sources = {step.source for step in steps if step.source}
    assert sources == set(Source) - {Source.CERTIFICATE, Source.FUNDS}


def test_certificates_stand_in_the_place_of_progress_and_bound_what_is_due() -> None:
    certified = (Confirmation(CONFIRMED_ON, 400 * WAN),)
    account = an_account(payable=certified, received_fen=380 * WAN)
    (line,) = a_proposal(account).lines
    steps = steps_of(figures_of(line, 1000 * WAN, Decimal("0.5")), account)
    amounts = {step.label.english: step.amount_fen for step in steps}
    assert amounts["Due now"] == amounts["Left payable by certificates"] == 20 * WAN
    assert Source.PROGRESS not in {step.source for step in steps}


def test_what_the_programme_has_left_of_each_source_stands_in_the_sum() -> None:
    account = an_account(programme_id=1, programme_left={FundKind.CENTRAL: 30 * WAN})
    (line,) = a_proposal(account).lines
    steps = steps_of(figures_of(line, 1000 * WAN, Decimal("0.5")), account)
    [left] = [step for step in steps if step.source is Source.FUNDS]
    assert (str(left.label), left.amount_fen) == ("Left of the programme: Central funds", 30 * WAN)
