"""What may be said of works, contracts, posts and states (domain.md 2.0, 2.7, R17, R51)."""

from datetime import date
from decimal import Decimal

import pytest

from app.works.rules import (
    Cause,
    ContractTerms,
    FundKind,
    Status,
    WorkFigures,
    WorkKind,
    WorkStatus,
    contract_problems,
    differences,
    fund_kind_of,
    length_problem,
    post_problems,
    status_problems,
    work_problems,
)

TODAY = date(2020, 6, 15)


def terms(**changes: object) -> ContractTerms:
    given = {
        "price_fen": 100, "signed_on": date(2022, 8, 1), "start_on": date(2022, 9, 1),
        "planned_finish_on": date(2023, 1, 1), "contractor_is_sme": True,
        "labour_cost_share": Decimal("0.2"), "payment_share": Decimal("0.80"),
        "payment_days": 60,
    }  # fmt: skip
    return ContractTerms(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),  # exactly the law's limits
        ({"payment_share": Decimal("0.79")}, "at least 80 percent"),
        ({"payment_share": Decimal("0.79"), "signed_on": date(2022, 7, 31)}, None),  # a day before
        ({"payment_share": Decimal("0.79"), "signed_on": None}, None),  # not known when
        ({"payment_days": 61}, "within 60 days"),
        ({"payment_days": 61, "contractor_is_sme": False}, None),
        ({"price_fen": 0}, "more than zero"),
        ({"labour_cost_share": Decimal("1.01")}, "between 0 and 100 %"),
        ({"planned_finish_on": date(2022, 8, 31)}, "before the start"),
    ],
)
def test_the_law_limits_contract_terms(changes: dict[str, object], sentence: str | None) -> None:
    problems = [str(problem) for problem in contract_problems(terms(**changes))]
    assert len(problems) == (0 if sentence is None else 1)
    assert sentence is None or sentence in problems[0]


def work(**changes: object) -> WorkFigures:
    return WorkFigures(**({"name": "李庄路", "kind": WorkKind.ROAD} | changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"name": "  "}, "Enter the name"),
        ({"length_m": Decimal(-1)}, "length cannot be negative"),
        ({"amount_fen": -1}, "amount cannot be negative"),
        ({"start_m": Decimal(5), "end_m": Decimal(5)}, "ends where it begins"),
        ({"start_m": Decimal(5)}, None),  # a bridge has only its centre
        ({"start_m": Decimal(9), "end_m": Decimal(5)}, None),  # counted downwards
        ({"started_on": TODAY}, None),  # today is not to come
        ({"started_on": date(2020, 6, 16)}, "a day to come"),
        ({"started_on": TODAY, "finished_on": date(2020, 6, 14)}, "before it was started"),
        ({"planned_start_on": TODAY, "planned_finish_on": date(2020, 6, 14)}, "planned finish"),
        ({"finished_on": TODAY, "status": WorkStatus.IN_PROGRESS}, "change its state"),
    ],
)
def test_works_that_cannot_be_are_refused(changes: dict[str, object], sentence: str | None) -> None:
    problems = [str(problem) for problem in work_problems(work(**changes), TODAY)]
    assert len(problems) == (0 if sentence is None else 1)
    assert sentence is None or sentence in problems[0]


def test_a_hold_needs_its_reason_and_who_answers_for_it() -> None:
    assert len(status_problems(Status.ON_HOLD, " ", None)) == 2
    assert status_problems(Status.ON_HOLD, "压覆矿", Cause.OWNER) == []
    assert status_problems(Status.FINISHED, "", None) == []


@pytest.mark.parametrize(
    ("since", "until", "is_refused"),
    [
        (TODAY, None, False),
        (None, None, True),
        (date(2020, 6, 16), None, True),  # tomorrow
        (TODAY, TODAY, False),  # one day
        (TODAY, date(2020, 6, 14), True),
    ],
)
def test_a_post_is_held_from_a_day_that_has_come(
    since: date | None, until: date | None, is_refused: bool
) -> None:
    assert bool(post_problems("王五", since, until, TODAY)) is is_refused


@pytest.mark.parametrize(
    ("length", "is_warned"), [(1090, False), (1091, False), (1092, False), (1093, True)]
)
def test_a_length_may_differ_from_the_chainages_by_the_tolerance(
    length: int, is_warned: bool
) -> None:
    warning = length_problem(Decimal(0), Decimal(1091), Decimal(length), Decimal(1))
    assert (warning is not None) is is_warned


def test_differences_name_only_what_changes() -> None:
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": [2, 3]}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("中央专项", FundKind.CENTRAL),
        ("省级补助", FundKind.PROVINCIAL),
        ("区级配套", FundKind.DISTRICT),
        ("企业自筹", FundKind.SELF_RAISED),
        ("central", FundKind.CENTRAL),
        ("其他", FundKind.OTHER),
        ("市级补助", FundKind.OTHER),
    ],
)
def test_a_programmes_own_words_propose_whose_money_it_is(name: str, kind: FundKind) -> None:
    assert fund_kind_of(name) is kind
