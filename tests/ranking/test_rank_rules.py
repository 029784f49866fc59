"""Places, bands, eligibility, and what happens without records."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranking.rules.eligibility import Eligibility
from app.ranking.rules.figures import (
    SectionFigures,
    Severity,
    StopCause,
    StopFigures,
    Topic,
    VetoFigures,
    VisitFigures,
)
from app.ranking.rules.month import Line, rank_month
from app.ranking.rules.policy import Band, Dimension, MissingRule, Policy
from app.ranking.rules.rank import Candidate, rank
from tests.makers.ranking import finding_figures, month_figures, section_figures

F, M, R = Band.FRONT, Band.MIDDLE, Band.REAR


def candidates(*scores: str, barred: tuple[int, ...] = ()) -> list[Candidate]:
    return [
        Candidate(n, Decimal(score), f"C{n:02d}", {}, is_barred=n in barred)
        for n, score in enumerate(scores, start=1)
    ]


def places(*scores: str) -> list[int]:
    standings = rank(candidates(*scores), Policy())
    return [standings[n].place for n in range(1, len(scores) + 1)]


def bands(*scores: str, barred: tuple[int, ...] = ()) -> list[Band]:
    standings = rank(candidates(*scores, barred=barred), Policy())
    return [standings[n].band for n in range(1, len(scores) + 1)]


def line_of(figures: SectionFigures, policy: Policy | None = None) -> Line:
    return rank_month(month_figures(figures), policy or Policy())[0]


@pytest.mark.parametrize(
    "scores, expected",
    [
        (("92.40", "90.10", "90.10", "88.00"), [1, 2, 2, 4]),  # A10
        (("90", "90", "50"), [1, 1, 3]),  # a shared first place
        (("90", "90", "90"), [1, 1, 1]),  # all alike
        (("70", "80"), [2, 1]),  # order of entry does not matter
        (("90.00", "90"), [1, 1]),  # the same number written twice
        (("90.01", "90.00"), [1, 2]),  # a hundredth is enough
        ((), []),  # nobody
    ],
)
def test_sections_with_equal_scores_share_a_place(scores: tuple[str, ...], expected: list[int]):
    assert places(*scores) == expected


def test_where_a_strict_order_is_needed_quality_then_progress_then_safety_then_contract_decide():
    def tied(n: int, contract: str, **points: str) -> Candidate:
        known = {Dimension(k): Decimal(v) for k, v in points.items()}
        return Candidate(n, Decimal(90), contract, known)

    tied_ones = [
        tied(1, "C9", quality="20", progress="30", safety="9"),
        tied(2, "C2", quality="20", progress="30", safety="10"),
        tied(3, "C3", quality="20", progress="31"),
        tied(4, "C4", quality="21"),
        tied(5, "C1", quality="20", progress="30", safety="9"),
    ]
    standings = rank(tied_ones, Policy())
    assert [n for n, s in sorted(standings.items(), key=lambda kv: kv[1].order)] == [4, 3, 2, 5, 1]
    assert {s.place for s in standings.values()} == {1}


@pytest.mark.parametrize(
    "scores, expected",
    [
        (("90", "80", "76", "60"), [F, M, M, M]),  # 4: one in front, a fifth of 4 is nobody
        (("90", "80", "76", "75.5", "60"), [F, M, M, M, R]),  # 5: one in the rear
        (("90", "80", "79", "78", "75"), [F, M, M, M, M]),  # last with 75 is not in the rear
        (("90", "80", "79", "78", "74.99"), [F, M, M, M, R]),  # a hundredth below is
        (("90", "90", "70", "70", "70"), [F, F, M, M, M]),  # ties at both edges: the better band
        (("90", "80", "80", "60", "60", "60", "60", "60", "60", "60"), [F, F, F] + [M] * 7),
        (
            ("90", "89", "88", "88", "70", "69", "68", "67", "66", "65"),
            [F, F, F, F, M, M, M, M, R, R],  # 10: three in front, the tie makes four
        ),
    ],
)
def test_front_is_the_best_three_in_ten_and_rear_the_weak_of_the_last_two(
    scores: tuple[str, ...], expected: list[Band]
):
    assert bands(*scores) == expected


@pytest.mark.parametrize(
    "scores, expected",
    [
        (("85", "84.99", "70"), [F, M, M]),  # edges belong to the better band
        (("69.99",), [R]),  # one section alone may stand in the rear
        (("100",), [F]),  # the full score has a band
        (("60", "50"), [R, R]),  # nobody is in front merely because somebody must be first
    ],
)
def test_a_group_of_fewer_than_four_is_banded_by_score(
    scores: tuple[str, ...], expected: list[Band]
):
    assert bands(*scores) == expected


def test_a_barred_section_keeps_its_place_but_the_next_one_stands_in_front():
    assert bands("95", "90", "80", "76", barred=(1,)) == [M, F, M, M]
    assert bands("95", "90", barred=(1,)) == [M, F]


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, Eligibility.RANKED),
        ({"started_on": None}, Eligibility.NOT_STARTED),
        ({"started_on": date(2020, 6, 26)}, Eligibility.NOT_STARTED),  # the day after the cut-off
        ({"started_on": date(2020, 6, 11)}, Eligibility.NEW),  # 14 days before
        ({"started_on": date(2020, 6, 10)}, Eligibility.RANKED),  # 15 days before
        ({"handed_over_on": date(2020, 6, 25)}, Eligibility.FINISHED),  # on the cut-off day
        ({"handed_over_on": date(2020, 6, 26)}, Eligibility.RANKED),  # the day after
        ({"stop": StopFigures(StopCause.OWNER, date(2020, 5, 1))}, Eligibility.SUSPENDED),
        ({"stop": StopFigures(StopCause.WINTER, date(2020, 5, 1))}, Eligibility.SUSPENDED),
        ({"stop": StopFigures(StopCause.FORCE_MAJEURE, date(2020, 5, 1))}, Eligibility.SUSPENDED),
        ({"stop": StopFigures(StopCause.CONTRACTOR, date(2020, 5, 1))}, Eligibility.RANKED),
        (  # 20 of 100 points recorded
            {"progress": None, "visits": VisitFigures(), "processes": None},
            Eligibility.FEW_RECORDS,
        ),
    ],
)
def test_who_is_ranked_and_who_is_only_listed(changes: dict[str, Any], expected: Eligibility):
    line = line_of(section_figures(**changes))
    assert line.eligibility == expected
    assert (line.place is None) == (expected != Eligibility.RANKED)
    assert (line.eligibility_reason is None) == (expected == Eligibility.RANKED)


def test_a_contractor_caused_stop_is_ranked_without_progress():
    stop = StopFigures(StopCause.CONTRACTOR, date(2020, 5, 1))
    assert line_of(section_figures(stop=stop)).score == Decimal("60.00")


def test_a_veto_caps_the_score_and_bars_the_front():
    veto = VetoFigures(3, "forgery", date(2020, 6, 5))
    line = line_of(section_figures(vetoes=(veto,)))
    assert (line.score, line.band, line.vetoes) == (Decimal(59), R, ("forgery",))


def test_a_veto_that_the_policy_does_not_name_has_no_effect():
    veto = VetoFigures(3, "forgery", date(2020, 6, 5))
    line = line_of(section_figures(vetoes=(veto,)), replace(Policy(), vetoes=("accident",)))
    assert (line.score, line.vetoes) == (Decimal(100), ())


def test_a_veto_does_not_lift_a_score_below_the_cap():
    figures = section_figures(
        vetoes=(VetoFigures(3, "accident", date(2020, 6, 5)),),
        stop=StopFigures(StopCause.CONTRACTOR, date(2020, 5, 1)),
        failed_key_items=3,
    )
    assert line_of(figures).score == Decimal(51)


def test_an_open_critical_quality_finding_bars_the_front_and_says_so():
    finding = finding_figures(topic=Topic.QUALITY, severity=Severity.CRITICAL)
    line = line_of(section_figures(findings=(finding,)))
    assert (line.score, line.band) == (Decimal(97), M)
    assert (
        str(line.barred_reason) == "A critical quality finding is open: the front band is barred."
    )


@pytest.mark.parametrize(
    "rule, expected",
    [
        (MissingRule.REDISTRIBUTE, "100.00"),  # 95 of 95
        (MissingRule.ZERO, "95.00"),
        (MissingRule.GROUP_MEDIAN, "97.00"),  # the others have 4, 2 and 1
    ],
)
def test_the_policy_says_what_a_dimension_without_records_counts(rule: MissingRule, expected: str):
    def dusty(n: int, findings: int) -> SectionFigures:
        found = tuple(
            finding_figures(finding_id=i, topic=Topic.ENVIRONMENT) for i in range(findings)
        )
        return section_figures(n, findings=found)

    unseen = section_figures(1, visits=VisitFigures(quality=4, safety=4))
    month = month_figures(unseen, dusty(2, 1), dusty(3, 3), dusty(4, 4))
    line = next(x for x in rank_month(month, replace(Policy(), missing=rule)) if x.section_id == 1)
    shown = next(d for d in line.dimensions if d.dimension == Dimension.ENVIRONMENT)
    assert line.score == Decimal(expected)
    assert shown.missing == rule


def test_without_anybody_s_records_there_is_no_median_and_the_weight_is_shared_out():
    policy = replace(Policy(), missing=MissingRule.GROUP_MEDIAN)
    line = line_of(section_figures(wages=None), policy)
    wages = next(d for d in line.dimensions if d.dimension == Dimension.WAGES)
    assert (line.score, wages.points) == (Decimal(100), None)
    assert wages.missing == MissingRule.REDISTRIBUTE


def test_change_is_the_number_of_places_gained():
    assert line_of(section_figures(previous_place=4)).change == 3
    assert line_of(section_figures()).change is None


def test_those_only_listed_come_after_the_ranked_in_order_of_their_code():
    new = {"started_on": date(2020, 6, 20)}
    lines = rank_month(
        month_figures(section_figures(3, **new), section_figures(2, **new), section_figures(9)),
        Policy(),
    )
    assert [line.section_id for line in lines] == [9, 2, 3]


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60))
def test_a_place_is_one_more_than_the_number_of_better_sections(drawn: list[tuple[int, bool]]):
    """Also the front: its sections are those with too few better ones among the not barred."""
    sections = [
        Candidate(number, Decimal(score), "", {}, barred)
        for number, (score, barred) in enumerate(drawn)
    ]
    policy = Policy()
    standings = rank(sections, policy)
    for one in sections:
        better = [other for other in sections if other.score > one.score]
        assert standings[one.section_id].place == 1 + len(better)
        if len(sections) >= policy.small_group and not one.is_barred:
            front = max(1, int(policy.front_share * len(sections)))
            is_front = sum(not other.is_barred for other in better) < front
            assert (standings[one.section_id].band == Band.FRONT) == is_front
