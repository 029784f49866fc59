"""Freezing weeks, and new versions of frozen ones."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.progress.models import WeeklyReport, WeeklyRollup, WorkProgress
from app.progress.queries.overview import is_reporting
from app.progress.queries.rolling import RolledWeek, rolled_weeks
from app.progress.queries.rollups import (
    cut_off_of,
    find_rollup,
    find_rollup_after,
    list_frozen_section_ids,
)
from app.progress.queries.sheet import (
    find_last_confirmed,
    get_sheet,
    quantities_of,
    reversed_between,
)
from app.progress.rules.names import week_name
from app.progress.rules.rollup import is_on_time
from app.progress.rules.weekly import lowered
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
    sections = [section for section in _sections_to_freeze(week) if section.id not in frozen]
    rolled = rolled_weeks(sections, week)
    for section in sections:
        db.session.add(_new(section.id, week, rolled[section.id], by))
    db.session.flush()
    count = len(sections)
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
    """Write down how far each work is by the section's last confirmed report, less reversals since."""
    report = find_last_confirmed(section.id)
    week = report.week if report else Week.of(today())
    sheet = get_sheet(section, week)
    quantities = quantities_of(report.id) if report else {}
    since = reversed_between(section.id, week, Week.of(today())) if report else {}
    quantities = lowered(quantities, since)
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
    rolled = rolled_weeks([section], week)[section.id]
    if current is not None and all(
        getattr(current, name) == value for name, value in asdict(rolled.figures).items()
    ):
        return None
    rollup = _new(section.id, week, rolled, by)
    db.session.add(rollup)
    if current is not None:
        rollup.number, rollup.replaces_id = current.number + 1, current.id
        rollup.reason = reason
        record(by, "progress.week_corrected", rollup, _difference(current, rollup), reason=reason)
    db.session.flush()
    return rollup


def _new(section_id: int, week: Week, rolled: RolledWeek, by: Actor) -> WeeklyRollup:
    return WeeklyRollup(
        section_id=section_id,
        week=week,
        number=1,
        report_id=rolled.confirmed_report_id,
        is_on_time=_on_time(rolled.report, week),
        frozen_by_id=by.id,
        reason="",
        **asdict(rolled.figures),
    )


def _difference(before: WeeklyRollup, after: WeeklyRollup) -> dict[str, list[object]]:
    names = ("physical_share", "week_share", "planned_share", "value_fen")
    return {name: [getattr(before, name), getattr(after, name)] for name in names}


def _on_time(report: WeeklyReport | None, week: Week) -> bool | None:
    """Return whether the report was handed in by the cut-off; None for an imported one."""
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
