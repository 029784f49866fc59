"""When a month may be drafted, published, objected to, frozen and corrected."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.ranking.rules.compare import compare
from app.ranking.rules.lifecycle import (
    LONGEST_TEXT,
    RankingState,
    answer_problems,
    correction_problems,
    draft_problems,
    freeze_problems,
    objection_problems,
    publish_problems,
)
from app.ranking.rules.policy import Dimension, Policy
from tests.makers.ranking import CountFigures, month_figures, section_figures

DRAFT, PUBLISHED, FROZEN = RankingState
UNTIL = date(2020, 6, 29)


@pytest.mark.parametrize(
    "today, sections, count",
    [
        (date(2020, 5, 26), 1, 0),  # the first day of the period
        (date(2020, 5, 25), 1, 1),  # the day before
        (date(2020, 7, 1), 0, 1),  # nobody to rank
    ],
)
def test_a_month_is_drafted_once_it_has_begun_and_has_sections(
    today: date, sections: int, count: int
):
    assert len(draft_problems(date(2020, 5, 26), today, sections)) == count


@pytest.mark.parametrize(
    "state, today, allowed",
    [
        (DRAFT, date(2020, 6, 26), True),  # the day after the cut-off
        (DRAFT, date(2020, 6, 25), False),  # the cut-off day itself
        (PUBLISHED, date(2020, 6, 26), False),
        (FROZEN, date(2020, 6, 26), False),
    ],
)
def test_a_draft_is_published_after_the_cut_off(state: RankingState, today: date, allowed: bool):
    assert (publish_problems(state, date(2020, 6, 25), today) == []) == allowed


@pytest.mark.parametrize(
    "changes, count",
    [
        ({}, 0),  # the day after the deadline, nothing open
        ({"today": UNTIL}, 1),  # on the last day objections may still come
        ({"today": UNTIL, "force_reason": "县里要求当日上报"}, 0),  # set aside with a reason
        ({"today": UNTIL, "force_reason": "  "}, 1),  # a blank is no reason
        ({"unanswered": 1}, 1),
        ({"unanswered": 1, "today": UNTIL, "force_reason": "急"}, 1),  # force does not answer
        ({"accepted": 1}, 1),
        ({"unanswered": 1, "accepted": 1, "today": UNTIL}, 3),  # all reasons at once
        ({"state": DRAFT, "until": None}, 1),
        ({"state": FROZEN}, 1),
    ],
)
def test_a_ranking_is_frozen_after_the_deadline_with_every_objection_answered(
    changes: dict[str, Any], count: int
):
    facts = {"state": PUBLISHED, "until": UNTIL, "today": date(2020, 6, 30), **changes}
    problems = freeze_problems(
        facts["state"],
        facts["until"],
        facts["today"],
        unanswered=facts.get("unanswered", 0),
        accepted=facts.get("accepted", 0),
        force_reason=facts.get("force_reason", ""),
    )
    assert len(problems) == count


@pytest.mark.parametrize(
    "state, today, text, waiting, count",
    [
        (PUBLISHED, UNTIL, "6月3日隐患已当日整改", 0, 0),  # the last day counts
        (PUBLISHED, date(2020, 6, 30), "迟了", 0, 1),
        (PUBLISHED, UNTIL, " ", 0, 1),
        (PUBLISHED, UNTIL, "长" * (LONGEST_TEXT + 1), 0, 1),
        (PUBLISHED, UNTIL, "再次", 1, 1),
        (DRAFT, UNTIL, "x", 0, 1),
        (FROZEN, UNTIL, "x", 0, 1),
    ],
)
def test_a_contractor_objects_in_time_in_words_and_one_at_a_time(
    state: RankingState, today: date, text: str, waiting: int, count: int
):
    assert len(objection_problems(state, UNTIL, today, text, waiting)) == count


def test_an_objection_is_answered_once_and_with_a_reason():
    assert answer_problems(False, False, "记录有误") == []
    assert len(answer_problems(False, False, "")) == 1
    assert len(answer_problems(True, False, "记录有误")) == 1
    assert len(answer_problems(False, True, "记录有误")) == 1


def test_only_a_frozen_ranking_is_corrected_with_a_reason_and_one_version_at_a_time():
    assert correction_problems(True, False, "录入错误") == []
    assert len(correction_problems(False, True, "")) == 3


def test_what_if_shows_both_places_side_by_side():
    late = section_figures(1, reports=CountFigures(4, 0))
    slow = section_figures(2, posts=CountFigures(10, 0))
    paper_counts = replace(
        Policy(),
        weights={
            **Policy().weights,
            Dimension.PAPERWORK: Decimal(15),
            Dimension.STAFF: Decimal(0),
        },
    )
    rows = compare(month_figures(late, slow), Policy(), paper_counts)
    assert [(r.now.section_id, r.now.place, r.then.place, r.change) for r in rows] == [
        (1, 1, 2, -1),
        (2, 2, 1, 1),
    ]
