"""Freezing weeks, and new versions of frozen ones."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.progress.models import WeeklyRemark, WeeklyReport, WeeklyRollup, WorkProgress
from app.progress.queries.blocks import blocked_by_owner
from app.progress.queries.overview import is_reporting
from app.progress.queries.plans import extents_of, plan_of, section_price_fen
from app.progress.queries.rollups import (
    cut_off_of,
    find_rollup,
    find_rollup_after,
    find_rollup_before,
    list_frozen_section_ids,
)
from app.progress.queries.sheet import (
    Sheet,
    find_last_confirmed,
    find_report,
    get_sheet,
    quantities_of,
    week_quantities_of,
)
from app.progress.rules.chain import ReportState
from app.progress.rules.names import week_name
from app.progress.rules.plan import Plan
from app.progress.rules.relief import blocked_share
from app.progress.rules.rollup import (
    Frame,
    RollupFigures,
    WeekBefore,
    WeekDone,
    is_on_time,
    roll_up,
)
from app.shared.audit import Actor, record
from app.shared.calendar import Week, now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Section
from app.works.rules import Status

FOLLOWS = "follows the correction of %s"


@dataclass(frozen=True)
class FrozenWeek:
    """A week of all sections, as the audit trail names it."""

    name: str
    __tablename__ = "week"


def freeze_week(week: Week, by: Actor) -> int:
    """Freeze the week of every section under construction; return how many were not frozen before.

    It may be run again: what is frozen stays. Raises RuleBroken before the cut-off.
    """
    due_at = cut_off_of(week)
    if now() < due_at:
        raise RuleBroken(
            [say("Week %(week)s can be frozen once its cut-off has passed.", week=week_name(week))]
        )
    frozen = list_frozen_section_ids(week)
    count = 0
    for section in _sections_to_freeze(week):
        if section.id not in frozen:
            _insert(section, week, _figures(section, week), by, "")
            count += 1
    if count:
        record(by, "progress.week_frozen", FrozenWeek(str(week)), {"sections": count})
    return count


def roll_up_again(section: Section, week: Week, by: Actor, reason: str) -> WeeklyRollup | None:
    """Write a new version of the week, and of the weeks after it that change with it.

    Returns None when the figures are the same as those that count now. A week that was not frozen yet
    gets its first version.
    """
    current = find_rollup(section.id, week)
    written = _write_if_changed(section, week, current, by, reason)
    if written is None:
        return None
    after = find_rollup_after(section.id, week)
    while after is not None:
        if _write_if_changed(section, after.week, after, by, FOLLOWS % week) is None:
            break
        after = find_rollup_after(section.id, after.week)
    return written


def refresh_work_progress(section: Section) -> None:
    """Write down how far each work is by the section's last confirmed report."""
    report = find_last_confirmed(section.id)
    week = report.week if report else Week.of(today())
    sheet = get_sheet(section, week)
    quantities = quantities_of(report.id) if report else {}
    for work in sheet.works:
        row = db.session.get(WorkProgress, work.id)
        if row is None:
            row = WorkProgress(work_id=work.id)
            db.session.add(row)
        row.week, row.physical_share = week, sheet.physical_share_of(work, quantities)
    db.session.flush()


def _write_if_changed(
    section: Section, week: Week, current: WeeklyRollup | None, by: Actor, reason: str
) -> WeeklyRollup | None:
    figures = _figures(section, week)
    if current is not None and all(
        getattr(current, name) == value for name, value in asdict(figures).items()
    ):
        return None
    return _insert(section, week, figures, by, reason if current else "", current)


def _insert(
    section: Section,
    week: Week,
    figures: RollupFigures,
    by: Actor,
    reason: str,
    replaced: WeeklyRollup | None = None,
) -> WeeklyRollup:
    report = _confirmed(section.id, week)
    rollup = WeeklyRollup(
        section_id=section.id,
        week=week,
        number=replaced.number + 1 if replaced else 1,
        replaces_id=replaced.id if replaced else None,
        report_id=report.id if report else None,
        is_on_time=_on_time(section.id, week),
        frozen_by_id=by.id,
        reason=reason,
        **asdict(figures),
    )
    db.session.add(rollup)
    if replaced is not None:
        record(by, "progress.week_corrected", rollup, _difference(replaced, rollup), reason=reason)
    db.session.flush()
    return rollup


def _difference(before: WeeklyRollup, after: WeeklyRollup) -> dict[str, list[object]]:
    names = ("physical_share", "week_share", "planned_share", "value_fen")
    return {name: [getattr(before, name), getattr(after, name)] for name in names}


def _figures(section: Section, week: Week) -> RollupFigures:
    sheet = get_sheet(section, week)
    report = _confirmed(section.id, week)
    before = find_rollup_before(section.id, week)
    return roll_up(
        _frame(section, week, sheet),
        _done(sheet, report) if report else None,
        WeekBefore(before.physical_share, before.investment_fen) if before else None,
    )


def _frame(section: Section, week: Week, sheet: Sheet) -> Frame:
    plan = plan_of(section.id)
    extents = extents_of(sheet.works)
    start = min(_plan_start(plan, week), week.start)
    blocks = blocked_by_owner(section.id, extents, start, week.end)
    return Frame(
        week,
        plan,
        section_price_fen(section),
        blocked_share(blocks, extents, week.start, week.end),
        blocked_share(blocks, extents, start, week.end),
    )


def _plan_start(plan: Plan, week: Week) -> date:
    if plan.points:
        return plan.points[0].week.start
    return plan.start or week.start


def _done(sheet: Sheet, report: WeeklyReport) -> WeekDone:
    own = week_quantities_of(report.id)
    investments = [
        fen
        for fen in db.session.scalars(
            select(WeeklyRemark.investment_fen).where(WeeklyRemark.report_id == report.id)
        )
        if fen is not None
    ]
    return WeekDone(
        physical_share=sheet.physical_share(quantities_of(report.id)),
        own_week_share=sheet.physical_share(own) if own else None,
        investment_fen=sum(investments) if investments else None,
        reported_share=report.reported_share,
    )


def _confirmed(section_id: int, week: Week) -> WeeklyReport | None:
    report = find_report(section_id, week)
    return report if report and report.state is ReportState.CONFIRMED else None


def _on_time(section_id: int, week: Week) -> bool | None:
    report = find_report(section_id, week)
    if report is not None and report.batch_id is not None:
        return None
    return is_on_time(report.first_submitted_at if report else None, cut_off_of(week))


def _sections_to_freeze(week: Week) -> Sequence[Section]:
    """Return the sections under construction that had begun by the end of the week."""
    sections = db.session.scalars(
        select(Section)
        .where(Section.status == Status.UNDER_CONSTRUCTION)
        .options(joinedload(Section.contract), joinedload(Section.project))
        .order_by(Section.id)
    ).all()
    return [section for section in sections if is_reporting(section, week)]
