"""Figures of a section's month in which nothing is wrong, to be changed where a test looks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.ranking import actions
from app.ranking.models import Ranking
from app.ranking.rules.figures import (
    CountFigures,
    FindingFigures,
    MonthFigures,
    ProgressFigures,
    SectionFigures,
    Severity,
    Topic,
    VisitFigures,
    WageFigures,
)
from app.ranking.rules.policy import Policy, WorkGroup
from app.shared.audit import Actor, Program
from app.shared.calendar import Month, assessment_period
from tests.makers.works import a_contract

START, END = date(2020, 5, 26), date(2020, 6, 26)


def progress_figures(**changes: Any) -> ProgressFigures:
    """Return a month done exactly as planned."""
    facts: dict[str, Any] = {
        "month_planned_share": Decimal("0.10"),
        "month_done_share": Decimal("0.10"),
        "done_share": Decimal("0.50"),
        "elapsed_share": Decimal("0.50"),
    }
    return ProgressFigures(**facts | changes)


def finding_figures(**changes: Any) -> FindingFigures:
    """Return a general safety finding of the period, open and not overdue."""
    facts: dict[str, Any] = {
        "finding_id": 7,
        "topic": Topic.SAFETY,
        "severity": Severity.GENERAL,
        "found_on": date(2020, 6, 3),
        "due_on": date(2020, 6, 30),
        "is_overdue": False,
        "is_open": True,
        "found_in_period": True,
    }
    return FindingFigures(**facts | changes)


def section_figures(section_id: int = 1, **changes: Any) -> SectionFigures:
    """Return a section with records for every dimension and full marks in all."""
    facts: dict[str, Any] = {
        "section_id": section_id,
        "code": f"{section_id}标",
        "contract_no": f"YQ-2020-{section_id:03d}",
        "group": WorkGroup.ROADS,
        "started_on": date(2020, 3, 1),
        "progress": progress_figures(),
        "processes": CountFigures(20, 20),
        "visits": VisitFigures(4, 4, 4),
        "posts": CountFigures(60, 60),
        "equipment": CountFigures(10, 10),
        "wages": WageFigures(account_opened=True, paid_monthly=True),
        "reports": CountFigures(4, 4),
    }
    return SectionFigures(**facts | changes)


def month_figures(*sections: SectionFigures, month: str = "2020-06") -> MonthFigures:
    """Return the month of a group of road sections, assessed from 26 May to 25 June."""
    return MonthFigures(month, WorkGroup.ROADS, START, END, tuple(sections))


def a_draft(
    *figures: SectionFigures, sections: int = 4, month: str = "2020-06", by: Actor | None = None
) -> Ranking:
    """Return a stored draft; without figures of so many new sections, each a little worse than the last."""
    if not figures:
        stored = [a_contract().section for _ in range(sections)]
        figures = tuple(
            section_figures(s.id, code=s.name, reports=CountFigures(10, 10 - n))
            for n, s in enumerate(stored)
        )
    start, end = assessment_period(Month.parse(month), 25)
    group = MonthFigures(month, WorkGroup.ROADS, start, end, figures)
    return actions.draft_group(group, Policy(), by=by or Program())


def a_published_ranking(
    *figures: SectionFigures, sections: int = 4, month: str = "2020-06", on: date | None = None
) -> Ranking:
    """Return a ranking published on the day after its cut-off, open to objections."""
    draft = a_draft(*figures, sections=sections, month=month)
    return actions.publish(draft, by=Program(), on=on or draft.end_on)


def a_frozen_ranking(
    *figures: SectionFigures, sections: int = 4, month: str = "2020-06"
) -> Ranking:
    """Return a ranking frozen on the day after its deadline for objections."""
    ranking = a_published_ranking(*figures, sections=sections, month=month)
    assert ranking.objections_until
    after = ranking.objections_until + timedelta(days=1)
    return actions.freeze_month(ranking, by=Program(), on=after)
