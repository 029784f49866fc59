"""What other rooms say of a section's month, in the ranking's words; one query or two for each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.extensions import db
from app.inspections.queries import month_conduct
from app.inspections.rules import FindingLine, MonthConduct
from app.inspections.rules import Severity as InspectionSeverity
from app.inspections.rules import Topic as InspectionTopic
from app.obstacles.queries import owner_caused_days
from app.progress.queries.blocks import stretches_in
from app.progress.queries.plans import extents_of
from app.progress.queries.rollups import MonthProgress, month_progress
from app.progress.queries.support import SupportedMonth, supported_months
from app.progress.rules.relief import blocked_share
from app.ranking.rules.figures import (
    CountFigures,
    FindingFigures,
    ProgressFigures,
    Severity,
    Topic,
    VisitFigures,
)
from app.shared.calendar import Month, assessment_period
from app.shared.quantities import round_half_up
from app.works.models import Work

ONE_DAY = timedelta(days=1)
#: The topics that the assessment weighs; progress is weighed by the weekly reports.
TOPICS = {
    InspectionTopic.QUALITY: Topic.QUALITY,
    InspectionTopic.SAFETY: Topic.SAFETY,
    InspectionTopic.ENVIRONMENT: Topic.ENVIRONMENT,
}
SEVERITIES = {
    InspectionSeverity.GENERAL: Severity.GENERAL,
    InspectionSeverity.SERIOUS: Severity.SERIOUS,
    InspectionSeverity.CRITICAL: Severity.CRITICAL,
}


def progress_of(
    section_ids: Collection[int], month: Month, cut_off_day: int
) -> dict[int, tuple[ProgressFigures, CountFigures | None]]:
    """Return progress and reports in time, for sections that have a plan or a contract period."""
    found = month_progress(section_ids, month, cut_off_day)
    supported = supported_months(found, assessment_period(month, cut_off_day)[1] - ONE_DAY)
    return {number: _progress(one, supported.get(number)) for number, one in found.items()}


def _progress(
    month: MonthProgress, supported: SupportedMonth | None
) -> tuple[ProgressFigures, CountFigures | None]:
    figures = ProgressFigures(
        month_planned_share=month.planned_share or Decimal(0),
        month_done_share=supported.done_share if supported else month.done_share,
        done_share=supported.cumulative_share if supported else month.cumulative_share,
        is_supported=supported is not None,
        elapsed_share=month.elapsed_share or Decimal(0),
        plan_by_time=not month.baseline_used,
    )
    reports = CountFigures(month.reports_due, month.reports_on_time) if month.reports_due else None
    return figures, reports


def relieved(
    figures: ProgressFigures, relief: tuple[Decimal, Decimal], started_on: date, end: date
) -> ProgressFigures:
    """Return the figures with what the owner's obstacles took of the month and of the time so far."""
    elapsed_days = max(0, (end - started_on).days)
    blocked_days = int(round_half_up(relief[1] * elapsed_days, 0))
    return replace(
        figures, blocked_share=relief[0], elapsed_days=elapsed_days, blocked_days=blocked_days
    )


@dataclass(frozen=True)
class Conduct:
    """What the inspections of a period say of a section."""

    visits: VisitFigures = VisitFigures()
    findings: tuple[FindingFigures, ...] = ()
    posts: CountFigures | None = None
    equipment: CountFigures | None = None


def conduct_of(section_ids: Collection[int], start: date, end: date) -> dict[int, Conduct]:
    """Return looks, findings, key posts and machines from start up to, not including, end."""
    found = month_conduct(section_ids, start, end)
    return {section_id: _conduct(one) for section_id, one in found.items()}


def _conduct(month: MonthConduct) -> Conduct:
    looks = month.looks
    return Conduct(
        visits=VisitFigures(
            looks.get(InspectionTopic.QUALITY, 0),
            looks.get(InspectionTopic.SAFETY, 0),
            looks.get(InspectionTopic.ENVIRONMENT, 0),
        ),
        findings=tuple(_finding(f) for f in month.findings if f.topic in TOPICS),
        posts=_counted(month.posts_required, month.posts_present),
        equipment=_counted(month.equipment_required, month.equipment_present),
    )


def _finding(line: FindingLine) -> FindingFigures:
    return FindingFigures(
        finding_id=line.finding_id,
        topic=TOPICS[line.topic],
        severity=SEVERITIES[line.severity],
        found_on=line.found_on,
        due_on=line.due_on,
        is_overdue=line.is_overdue,
        is_open=line.is_open,
        found_in_period=line.found_in_period,
    )


def _counted(due: int, met: int) -> CountFigures | None:
    return CountFigures(due, met) if due else None


def relief_of(
    started: Mapping[int, date], start: date, end: date
) -> dict[int, tuple[Decimal, Decimal]]:
    """Return the share of scope and days that the owner's obstacles took: of the period, of all so far.

    `started` are the first days of the sections; those without an obstacle are left out.
    """
    if not started:
        return {}
    since_first = owner_caused_days(list(started), min(started.values()), end)
    blocked = {section_id: found for section_id, found in since_first.items() if found.blocked}
    works: dict[int, list[Work]] = {}
    touched = select(Work).where(Work.section_id.in_(blocked)).order_by(Work.id)
    for work in db.session.scalars(touched) if blocked else ():
        works.setdefault(work.section_id, []).append(work)
    relief = {}
    for section_id, found in blocked.items():
        extents = extents_of(works.get(section_id, ()))
        stretches = stretches_in(found, extents)
        of_month = blocked_share(stretches, extents, start, end)
        so_far = blocked_share(stretches, extents, started[section_id], end)
        if of_month or so_far:
            relief[section_id] = (round_half_up(of_month, 6), round_half_up(so_far, 6))
    return relief
