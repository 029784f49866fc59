"""What a dimension scores, and which sentence says what it cost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.ranking.rules.assess import Assessed, assess, percent
from app.ranking.rules.figures import (
    CountFigures,
    RecordKind,
    Reference,
    SectionFigures,
    Severity,
    StopCause,
    StopFigures,
    Topic,
    VisitFigures,
    WageFigures,
)
from app.ranking.rules.policy import Dimension, Policy
from tests.makers.ranking import finding_figures, progress_figures, section_figures


def assessed(figures: SectionFigures, dimension: Dimension) -> Assessed:
    return next(a for a in assess(figures, Policy()) if a.dimension == dimension)


def points(figures: SectionFigures, dimension: Dimension) -> Fraction | None:
    return assessed(figures, dimension).points


def sentences(figures: SectionFigures, dimension: Dimension) -> list[str]:
    return [str(r.text) for r in assessed(figures, dimension).reasons]


def test_a_section_without_fault_has_full_marks_and_no_sentence():
    for one in assess(section_figures(), Policy()):
        assert one.points == one.weight
        assert one.reasons == ()


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, "40"),  # exactly as planned
        ({"month_done_share": "0.05"}, "27.5"),  # half the month: 12.5 + 15
        ({"month_done_share": "0"}, "15"),  # nothing in the month
        ({"month_done_share": "0.20"}, "40"),  # twice the plan gives no more than all
        ({"month_done_share": "-0.02"}, "15"),  # a reversal does not go below nothing
        ({"done_share": "0.25"}, "32.5"),  # half of elapsed: 25 + 7.5
        ({"done_share": "0.60"}, "40"),  # ahead of time gives no more than all
        ({"blocked_share": "0.5"}, "40"),  # the weeks have taken it out of the plan already
        ({"month_planned_share": "0", "month_done_share": "0"}, "40"),  # cumulative decides
        ({"month_planned_share": "0", "month_done_share": "0", "done_share": "0.25"}, "20"),  # 40/2
        ({"month_planned_share": "0", "month_done_share": "0.01"}, "40"),  # work beyond the plan
        ({"elapsed_share": "0"}, "40"),  # first day: the month decides
        ({"elapsed_days": 100, "blocked_days": 50, "done_share": "0.25"}, "40"),  # 50 days excused
        ({"elapsed_days": 100, "blocked_days": 100, "done_share": "0"}, "40"),  # all days excused
    ],
)
def test_progress_is_month_against_plan_and_cumulative_against_elapsed(
    changes: dict[str, Any], expected: str
):
    facts = {k: Decimal(v) if isinstance(v, str) else v for k, v in changes.items()}
    figures = section_figures(progress=progress_figures(**facts))
    assert points(figures, Dimension.PROGRESS) == Fraction(Decimal(expected))


def test_a_third_of_the_plan_is_an_exact_third():
    figures = section_figures(
        progress=progress_figures(
            month_planned_share=Decimal("0.3"), month_done_share=Decimal("0.1")
        )
    )
    assert points(figures, Dimension.PROGRESS) == 15 + Fraction(25, 3)


def test_nothing_planned_done_or_elapsed_is_no_record_of_progress():
    nothing = progress_figures(
        month_planned_share=Decimal(0), month_done_share=Decimal(0), elapsed_share=Decimal(0)
    )
    assert points(section_figures(progress=nothing), Dimension.PROGRESS) is None


def test_progress_says_what_was_planned_done_and_taken_out():
    figures = section_figures(
        progress=progress_figures(
            month_done_share=Decimal("0.02"),
            blocked_share=Decimal("0.5"),
            elapsed_days=100,
            blocked_days=3,
            plan_by_time=True,
        )
    )
    assert sentences(figures, Dimension.PROGRESS) == [
        "Done in the month 2.0 % of the contract, planned 10.0 %.",
        "50.0 % of the month's plan is taken out: obstacles that the owner must clear.",
        "3 days lost to the owner's obstacles are not counted as elapsed.",
        "There is no plan baseline: the plan is proportional to the contract period.",
    ]


def test_a_stop_by_the_contractor_s_own_cause_leaves_no_points_for_progress():
    stop = StopFigures(StopCause.CONTRACTOR, date(2020, 5, 20))
    assert points(section_figures(stop=stop), Dimension.PROGRESS) == 0


@pytest.mark.parametrize(
    "passed, expected",
    [
        (100, "25"),  # all
        (95, "25"),  # the floor itself costs nothing
        (94, "24"),  # one percent below: one point
        (93, "23"),
        (50, "0"),  # 45 points would be taken; never below zero
    ],
)
def test_quality_loses_a_point_for_each_percent_below_the_first_pass_floor(
    passed: int, expected: str
):
    figures = section_figures(processes=CountFigures(100, passed))
    assert points(figures, Dimension.QUALITY) == Fraction(expected)


@pytest.mark.parametrize(
    "changes, dimension, cost",
    [
        ({"topic": Topic.QUALITY}, Dimension.QUALITY, 0),  # general, in time: nothing
        ({"topic": Topic.QUALITY, "is_overdue": True}, Dimension.QUALITY, 2),
        ({"topic": Topic.QUALITY, "severity": Severity.SERIOUS}, Dimension.QUALITY, 3),
        (
            {"topic": Topic.QUALITY, "severity": Severity.CRITICAL, "is_overdue": True},
            Dimension.QUALITY,
            5,
        ),
        (  # found earlier, still overdue: the finding was counted in its own month
            {
                "topic": Topic.QUALITY,
                "severity": Severity.SERIOUS,
                "is_overdue": True,
                "found_in_period": False,
            },
            Dimension.QUALITY,
            2,
        ),
        ({}, Dimension.SAFETY, 0),  # general, in time
        ({"is_overdue": True}, Dimension.SAFETY, 1),
        ({"severity": Severity.SERIOUS, "is_overdue": True}, Dimension.SAFETY, 3),  # once only
        ({"topic": Topic.ENVIRONMENT}, Dimension.ENVIRONMENT, 1),
        ({"topic": Topic.ENVIRONMENT, "found_in_period": False}, Dimension.ENVIRONMENT, 0),
    ],
)
def test_a_finding_costs_what_its_topic_and_severity_say(
    changes: dict[str, Any], dimension: Dimension, cost: int
):
    figures = section_figures(findings=(finding_figures(**changes),))
    assert points(figures, dimension) == Policy().weight(dimension) - cost


def test_a_deduction_names_the_finding_it_came_from():
    figures = section_figures(findings=(finding_figures(finding_id=31, is_overdue=True),))
    (reason,) = assessed(figures, Dimension.SAFETY).reasons
    assert reason.reference == Reference(RecordKind.FINDING, 31)
    assert str(reason.text) == "The hazard found on 2020-06-03 is overdue."


def test_many_findings_never_cost_more_than_the_dimension_weighs():
    findings = tuple(finding_figures(finding_id=n, topic=Topic.ENVIRONMENT) for n in range(9))
    assert points(section_figures(findings=findings), Dimension.ENVIRONMENT) == 0


def test_failed_key_items_cost_three_points_each():
    assert points(section_figures(failed_key_items=2), Dimension.QUALITY) == 19


@pytest.mark.parametrize(
    "posts, equipment, expected",
    [
        ((60, 60), (10, 10), "10"),
        ((60, 45), (10, 10), "8.25"),  # 7 x 3/4 + 3
        ((60, 60), (10, 5), "8.5"),  # 7 + 3 x 1/2
        ((60, 45), None, "7.5"),  # presence counts for both: 10 x 3/4
        (None, (10, 5), "5"),  # equipment counts for both
        ((0, 0), (10, 5), "5"),  # nobody was due: no record
        ((60, 70), (10, 10), "10"),  # more than due is not more than all
    ],
)
def test_staff_is_presence_and_equipment(
    posts: tuple[int, int] | None, equipment: tuple[int, int] | None, expected: str
):
    figures = section_figures(
        posts=CountFigures(*posts) if posts else None,
        equipment=CountFigures(*equipment) if equipment else None,
    )
    assert points(figures, Dimension.STAFF) == Fraction(Decimal(expected))


@pytest.mark.parametrize(
    "opened, paid, expected",
    [(True, True, 5), (True, False, 0), (False, True, 0), (False, False, 0)],
)
def test_wages_are_all_or_nothing(opened: bool, paid: bool, expected: int):
    figures = section_figures(wages=WageFigures(opened, paid))
    assert points(figures, Dimension.WAGES) == expected


@pytest.mark.parametrize("met, expected", [(4, "5"), (3, "3.75"), (0, "0")])
def test_paperwork_is_the_rate_of_reports_in_time(met: int, expected: str):
    figures = section_figures(reports=CountFigures(4, met))
    assert points(figures, Dimension.PAPERWORK) == Fraction(Decimal(expected))


def test_a_dimension_without_records_has_no_points_rather_than_full_marks():
    bare = replace(
        section_figures(),
        progress=None,
        processes=None,
        visits=VisitFigures(),
        posts=None,
        equipment=None,
        wages=None,
        reports=None,
    )
    assert [a.points for a in assess(bare, Policy())] == [None] * 7


@pytest.mark.parametrize(
    "share, text",
    [
        ("0.5414", "54.1 %"),
        ("0.0005", "0.1 %"),
        ("1", "100.0 %"),
        ("0", "0.0 %"),
        ("-0.0123", "−1.2 %"),
    ],
)
def test_a_share_is_shown_in_percent_rounded_half_up(share: str, text: str):
    assert percent(Decimal(share)) == text
