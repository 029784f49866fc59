"""New plan baselines."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.extensions import db
from app.progress.models import BaselineItemPoint, BaselinePoint, PlanBaseline
from app.progress.queries.plans import next_baseline_number
from app.progress.rules.baselines import (
    WHOLE,
    PlanColumn,
    PlanKey,
    missing_columns,
    plan_problems,
    weighted_points,
)
from app.progress.rules.changes import reason_problems
from app.progress.rules.plan import PlanPoint, baseline_problems
from app.shared.audit import Actor, record
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import say
from app.works.models import Section


def write_baseline(
    section: Section,
    columns: Sequence[PlanColumn],
    shares: Mapping[PlanKey, Decimal],
    reason: str,
    seen_number: int,
    by: Actor,
) -> PlanBaseline:
    """Give the section the plan of the grid, by the section or by its work items.

    Raises RuleBroken with everything that is wrong, StaleEdit when somebody was quicker.
    """
    _next_number(section, seen_number)
    points = weighted_points(columns, shares)
    problems = [problem.sentence for problem in plan_problems(columns, shares)]
    problems = problems or missing_columns(columns, shares) or baseline_problems(points)
    if problems := problems + reason_problems(reason):
        raise RuleBroken(problems)
    baseline = add_baseline(section, points, reason, seen_number, by)
    baseline.item_points = [
        BaselineItemPoint(week=key.week, item=key.code, planned_share=share)
        for key, share in shares.items()
        if key.code != WHOLE
    ]
    db.session.flush()
    return baseline


def add_baseline(
    section: Section, points: Sequence[PlanPoint], reason: str, seen_number: int, by: Actor
) -> PlanBaseline:
    """Give the section a new plan; `seen_number` is the baseline the editor saw in force, 0 for none.

    Raises RuleBroken with everything that is wrong, StaleEdit when somebody was quicker. Weeks that are
    frozen keep the plan they were measured against.
    """
    number = _next_number(section, seen_number)
    if problems := baseline_problems(points) + reason_problems(reason):
        raise RuleBroken(problems)
    baseline = PlanBaseline(
        section_id=section.id, number=number, reason=reason.strip(), made_by_id=by.id
    )
    baseline.points = [
        BaselinePoint(week=point.week, planned_share=point.planned_share) for point in points
    ]
    db.session.add(baseline)
    record(
        by,
        "progress.baseline_added",
        baseline,
        {str(point.week): point.planned_share for point in points},
        reason=baseline.reason,
    )
    return baseline


def _next_number(section: Section, seen_number: int) -> int:
    """Return the number the new baseline gets. Raises StaleEdit when it is not the next one seen."""
    number = next_baseline_number(section.id)
    if seen_number != number - 1:
        raise StaleEdit(
            [say("Baseline %(number)s was added while you were editing.", number=number - 1)]
        )
    return number
