"""What a month of records says of many sections at once: one grouped query per source."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import case, func, select, union_all

from app.attendance.models import AbsenceCase
from app.attendance.rules import CaseState
from app.extensions import db
from app.inspections.models import Finding, Inspection, KeyPostCheck, SiteLog, SiteLogSection
from app.inspections.rules import FindingFacts, FindingLine, MonthConduct, Topic, is_overdue


def month_conduct(section_ids: Collection[int], start: date, end: date) -> dict[int, MonthConduct]:
    """Return each section's conduct from start up to, not including, end.

    A section without any record is there too, with nothing in it.
    """
    visits = _visits(section_ids, start, end)
    for section_id, number in _excused(section_ids, start, end).items():
        visits[section_id]["posts_required"] -= number
    findings = _findings(section_ids, start, end)
    logs = _site_logs(section_ids, start, end)
    return {
        section_id: MonthConduct(
            section_id,
            start,
            end,
            site_logs=logs.get(section_id, 0),
            findings=tuple(findings[section_id]),
            **visits.get(section_id, {}),
        )
        for section_id in section_ids
    }


def _visits(section_ids: Collection[int], start: date, end: date) -> dict[int, dict[str, Any]]:
    short = case((Inspection.roads_open < Inspection.roads_required, 1), else_=0)
    looks = [
        func.sum(case((getattr(Inspection, f"looked_at_{topic.value}"), 1), else_=0))
        for topic in Topic
    ]
    rows = db.session.execute(
        select(
            Inspection.section_id,
            func.count(),
            func.sum(Inspection.posts_required),
            func.sum(Inspection.posts_present),
            func.sum(Inspection.equipment_required),
            func.sum(Inspection.equipment_present),
            func.sum(short),
            *looks,
        )
        .where(
            Inspection.section_id.in_(section_ids),
            Inspection.inspected_on >= start,
            Inspection.inspected_on < end,
        )
        .group_by(Inspection.section_id)
    )
    return {
        row[0]: {
            "inspections": row[1],
            "posts_required": int(row[2]),
            "posts_present": int(row[3]),
            "equipment_required": int(row[4]),
            "equipment_present": int(row[5]),
            "road_shortfalls": int(row[6]),
            "looks": {topic: int(n) for topic, n in zip(Topic, row[7:], strict=True)},
        }
        for row in rows
    }


def _excused(section_ids: Collection[int], start: date, end: date) -> dict[int, int]:
    """Return how many posts were found without their person whose absence was excused since (R33).

    Like approved leave, they are not asked for.
    """
    return dict(
        db.session.execute(
            select(Inspection.section_id, func.count())
            .join(KeyPostCheck, KeyPostCheck.inspection_id == Inspection.id)
            .join(AbsenceCase, AbsenceCase.id == KeyPostCheck.absence_case_id)
            .where(
                Inspection.section_id.in_(section_ids),
                Inspection.inspected_on >= start,
                Inspection.inspected_on < end,
                AbsenceCase.state == CaseState.EXCUSED,
            )
            .group_by(Inspection.section_id)
        )
        .tuples()
        .all()
    )


def _findings(section_ids: Collection[int], start: date, end: date) -> dict[int, list[FindingLine]]:
    """Return the findings of the period and the older ones that were still open at its end."""
    columns = select(
        Finding.section_id,
        Finding.id,
        Finding.topic,
        Finding.severity,
        Finding.found_on,
        Finding.due_on,
        Finding.proved_on,
        Finding.closed_on,
    ).where(Finding.section_id.in_(section_ids))
    # Three parts, each with an index of its own; joined by "or" they would read all findings.
    parts = union_all(
        columns.where(Finding.found_on >= start, Finding.found_on < end),
        columns.where(Finding.closed_on.is_(None), Finding.found_on < start),
        columns.where(Finding.closed_on >= end, Finding.found_on < start),
    )
    rows = db.session.execute(parts.order_by("found_on", "id"))
    found: dict[int, list[FindingLine]] = defaultdict(list)
    for row in rows:
        facts = FindingFacts(row.due_on, row.proved_on, row.closed_on)
        found[row.section_id].append(
            FindingLine(
                row.id,
                row.topic,
                row.severity,
                row.found_on,
                row.due_on,
                found_in_period=row.found_on >= start,
                is_open=row.closed_on is None or row.closed_on >= end,
                is_overdue=is_overdue(facts, end),
            )
        )
    return found


def _site_logs(section_ids: Collection[int], start: date, end: date) -> dict[int, int]:
    return dict(
        db.session.execute(
            select(SiteLogSection.section_id, func.count())
            .join(SiteLog, SiteLog.id == SiteLogSection.site_log_id)
            .where(
                SiteLogSection.section_id.in_(section_ids),
                SiteLog.log_on >= start,
                SiteLog.log_on < end,
            )
            .group_by(SiteLogSection.section_id)
        )
        .tuples()
        .all()
    )
