"""A frozen month is recomputed by the rules it was frozen under, and nobody changes those unnoticed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from flask import Flask

from app.extensions import db
from app.ranking import actions, queries
from app.ranking.rules import versions
from app.ranking.rules.canonical import sha256_of
from app.ranking.rules.figures import (
    CountFigures,
    MonthFigures,
    Severity,
    StopCause,
    StopFigures,
    Topic,
    VetoFigures,
    VisitFigures,
    WageFigures,
)
from app.ranking.rules.month import Line, rank_month
from app.ranking.rules.policy import MissingRule, Policy, policy_content
from app.ranking.rules.snapshot import snapshot
from app.ranking.rules.versions import Rules
from app.shared.audit import Program
from app.shared.calendar import Month
from tests.makers.ranking import (
    a_draft,
    a_frozen_ranking,
    finding_figures,
    month_figures,
    progress_figures,
    section_figures,
)

#: What each version makes of the figures below. These never change: when this test fails, keep the
#: rules that gave the number under their version, and give the new ones the next (decision 0009).
OF_RECORD = {
    1: "8f07977c1e3558bdf98af7b73accba8d6026bdb06f97fbfd81b7b75cce3b7b80",
    # The same where progress is counted as typed; supported progress came with this version.
    2: "8f07977c1e3558bdf98af7b73accba8d6026bdb06f97fbfd81b7b75cce3b7b80",
}

VETOES = (VetoFigures(1, "forgery", date(2020, 6, 1)), VetoFigures(2, "other", date(2020, 6, 2)))
ODD_SECTIONS: tuple[dict[str, Any], ...] = (
    {"progress": None},
    {"progress": progress_figures(month_planned_share=Decimal(0))},
    {"progress": progress_figures(month_planned_share=Decimal(0), month_done_share=Decimal(0))},
    {"progress": progress_figures(done_share=Decimal("0.123456"), elapsed_share=Decimal("1.2"))},
    {"progress": progress_figures(elapsed_share=Decimal(0), plan_by_time=True)},
    {
        "progress": progress_figures(
            month_done_share=Decimal("0.0333"), blocked_share=Decimal("0.25"),
            elapsed_days=97, blocked_days=13,
        )
    },
    {"stop": StopFigures(StopCause.CONTRACTOR, date(2020, 5, 1))},
    {"stop": StopFigures(StopCause.OWNER, date(2020, 5, 1))},
    {"stop": StopFigures(StopCause.WINTER, date(2020, 5, 1)), "progress": None},
    {"processes": CountFigures(20, 17), "failed_key_items": 1},
    {"processes": CountFigures(3, 1)},
    {"processes": None, "visits": VisitFigures()},
    {"visits": VisitFigures(0, 3, 0), "processes": None},
    {"posts": CountFigures(60, 41)},
    {"posts": None, "equipment": CountFigures(9, 4)},
    {"posts": None, "equipment": None},
    {"posts": CountFigures(0, 0), "equipment": CountFigures(3, 5)},
    {"wages": None},
    {"wages": WageFigures(account_opened=False, paid_monthly=False)},
    {"wages": WageFigures(account_opened=True, paid_monthly=False)},
    {"reports": CountFigures(5, 3)},
    {"reports": None},
    {"vetoes": VETOES[:1]},
    {"vetoes": VETOES},
    {"started_on": None},
    {"started_on": date(2020, 6, 20)},
    {"handed_over_on": date(2020, 6, 10)},
    {"previous_place": 3},
    {"progress": None, "visits": VisitFigures(), "processes": None, "posts": None, "equipment": None,
     "wages": None, "reports": None},
)  # fmt: skip


def figures_of_record() -> MonthFigures:
    """Return sections with everything that the rules look at, alone and together."""
    odd = [section_figures(number, **facts) for number, facts in enumerate(ODD_SECTIONS, start=1)]
    found = [
        section_figures(100 + number, findings=(finding, finding_figures(topic=Topic.QUALITY)))
        for number, finding in enumerate(_findings())
    ]
    mixed = [
        replace(one, section_id=200 + one.section_id, reports=CountFigures(4, 2), posts=None)
        for one in (*odd[::3], *found[::5])
    ]
    return month_figures(*odd, *found, *mixed)


def _findings() -> list[Any]:
    return [
        finding_figures(
            finding_id=number, topic=topic, severity=severity,
            is_overdue=overdue, is_open=is_open, found_in_period=in_period,
        )
        for number, (topic, severity, overdue, is_open, in_period) in enumerate(
            product(Topic, Severity, (True, False), (True, False), (True, False))
        )
    ]  # fmt: skip


def lines_of(rules: Rules) -> str:
    """Return the SHA-256 over the lines that the rules make under each way with missing records."""
    return sha256_of(
        [
            snapshot(figures_of_record(), policy_content(Policy(missing=missing)), rules)["lines"]
            for missing in MissingRule
        ]
    )


@pytest.mark.parametrize("version", sorted(versions.RULES))
def test_the_rules_of_a_version_still_give_what_they_gave(version: int) -> None:
    assert lines_of(versions.RULES[version]) == OF_RECORD[version]


def test_every_version_that_ever_froze_a_month_is_still_there() -> None:
    assert sorted(versions.RULES) == sorted(OF_RECORD) == list(range(1, len(OF_RECORD) + 1))


@pytest.mark.parametrize("change", ["score", "word"])
def test_the_guard_notices_another_point_and_another_word(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if change == "score":
        monkeypatch.setattr("app.ranking.rules.month.total_score", lambda *_: Decimal(50))
    else:
        monkeypatch.setattr("app.ranking.rules.assess.percent", lambda share: f"{share}")
    assert lines_of(versions.RULES[1]) != OF_RECORD[1]


def _half_points(figures: MonthFigures, policy: Policy) -> tuple[Line, ...]:
    """Return what rules of another mind would make: everybody gets half."""
    return tuple(
        replace(line, score=line.score and line.score / 2) for line in rank_month(figures, policy)
    )


def test_a_month_frozen_under_older_rules_still_verifies(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        before = a_frozen_ranking(sections=4)
        monkeypatch.setitem(versions.RULES, 3, Rules(3, _half_points))
        after = a_draft(sections=4, month="2020-07")
        assert (before.rules_version, after.rules_version) == (2, 3)
        assert queries.verify(before) == queries.verify(after) == []


def test_a_version_that_the_program_does_not_have_is_named(app: Flask) -> None:
    with app.app_context():
        draft = a_draft(sections=2)
        draft.rules_version = 9
        db.session.flush()
        (problem,) = queries.verify(draft)
        assert str(problem) == "This program does not have version 9 of the rules."


def test_fields_that_came_later_are_not_asked_of_what_was_kept_before() -> None:
    section = section_figures(1)
    older = Rules(1, rank_month, frozenset({"failed_key_items", "strict"}))
    kept = snapshot(month_figures(section), policy_content(Policy()), older)
    assert "failed_key_items" not in kept["figures"]["sections"][0]
    assert "reports" in kept["figures"]["sections"][0]


def test_supported_progress_is_said_from_the_second_version_on_and_not_before() -> None:
    section = section_figures(1, progress=progress_figures(is_supported=True))
    kept = {
        version: snapshot(month_figures(section), policy_content(Policy()), rules)
        for version, rules in versions.RULES.items()
    }
    said = {
        version: content["figures"]["sections"][0]["progress"] for version, content in kept.items()
    }
    assert "is_supported" not in said[1]
    assert said[2]["is_supported"] is True


def test_drafting_again_after_new_rules_takes_the_new_version(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        draft = a_draft(sections=3)
        monkeypatch.setitem(versions.RULES, 3, Rules(3, _half_points))
        (again,) = actions.draft_month(Month(2020, 6), by=Program(), on=date(2020, 7, 1))
        assert again is draft
        assert again.rules_version == 3
        assert queries.verify(again) == []
