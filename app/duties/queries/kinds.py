"""The table of kinds: which records of the lower rooms satisfy a duty, each read by one statement.

A statement returns (object, day, entered late, author, number), half-open between two days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, literal, or_, select, union_all

from app.duties.rules import DutyKind
from app.evidence.models import PhotoUse
from app.evidence.rules import OwnerKind
from app.inspections.models import Inspection, SiteLog, SiteLogSection
from app.meetings.models import Meeting, MeetingScope
from app.meetings.rules import ChairLevel, MeetingKind
from app.meetings.rules.kinds import DISPATCH, HELD
from app.progress.models import WeeklyReport
from app.shared.calendar import Week

#: A record of the whole bureau counts for each of its projects.
EVERY_OBJECT = 0


@dataclass(frozen=True)
class KindOfRecord:
    """How the records of a kind are read, and where one of them is shown."""

    statement: Callable[[date, date], Any]
    #: (endpoint, its arguments) of a record, by object, day and number.
    page: Callable[[int, date, int], tuple[str, dict[str, Any]]]
    #: Where a statement returns weeks instead of days.
    first_day_of: Callable[[Any], date] | None = None


def _site_logs(start: date, end: date) -> Select[Any]:
    return select(
        SiteLog.project_id, SiteLog.log_on, SiteLog.is_late, SiteLog.author_id, SiteLog.id
    ).where(
        SiteLog.log_on >= start, SiteLog.log_on < end,
        or_(SiteLog.location != "", _has_photo(OwnerKind.SITE_LOG, SiteLog.id)),
    )  # fmt: skip


def _daily_reports(start: date, end: date) -> Any:
    """Words and a photo of the section on the day: a site log that names it, or an inspection (R15)."""
    logs = (
        select(
            SiteLogSection.section_id, SiteLog.log_on, SiteLog.is_late, SiteLog.author_id,
            SiteLog.id,
        )
        .join(SiteLog, SiteLog.id == SiteLogSection.site_log_id)
        .where(
            SiteLog.log_on >= start, SiteLog.log_on < end, SiteLog.content != "",
            _has_photo(OwnerKind.SITE_LOG, SiteLog.id),
        )
    )  # fmt: skip
    return union_all(
        logs, _inspections(start, end).where(_has_photo(OwnerKind.INSPECTION, Inspection.id))
    )


def _inspections(start: date, end: date) -> Select[Any]:
    return select(
        Inspection.section_id, Inspection.inspected_on, Inspection.is_late,
        Inspection.inspector_id, Inspection.id,
    ).where(Inspection.inspected_on >= start, Inspection.inspected_on < end)  # fmt: skip


def _weekly_reports(start: date, end: date) -> Select[Any]:
    """The report counts for its week, whenever it was confirmed."""
    return select(
        WeeklyReport.section_id, WeeklyReport.week, false(), WeeklyReport.confirmed_by_id,
        WeeklyReport.id,
    ).where(
        WeeklyReport.week >= Week.of(start), WeeklyReport.week <= Week.of(end),
        WeeklyReport.confirmed_at.is_not(None),
    )  # fmt: skip


def _meetings(*conditions: ColumnElement[bool]) -> Callable[[date, date], Any]:
    """Return the meetings held, once for each of their projects; 0 for those about the whole bureau."""

    def statement(start: date, end: date) -> Any:
        return (
            select(
                func.coalesce(MeetingScope.project_id, EVERY_OBJECT), Meeting.held_on, false(),
                Meeting.chair_id, Meeting.id,
            )
            .outerjoin(MeetingScope, MeetingScope.meeting_id == Meeting.id)
            .where(
                Meeting.held_on >= start, Meeting.held_on < end, Meeting.state.in_(HELD),
                *conditions,
            )
            .distinct()
        )  # fmt: skip

    return statement


def _push_meetings(start: date, end: date) -> Select[Any]:
    """The bureau's own, whatever projects it was about (R34)."""
    return select(
        literal(EVERY_OBJECT), Meeting.held_on, false(), Meeting.chair_id, Meeting.id
    ).where(
        Meeting.held_on >= start, Meeting.held_on < end, Meeting.state.in_(HELD),
        Meeting.kind == MeetingKind.DAILY_PUSH,
    )  # fmt: skip


def _has_photo(kind: OwnerKind, number: Any) -> ColumnElement[bool]:
    return exists().where(PhotoUse.owner_kind == kind, PhotoUse.owner_id == number)


def _meeting_page(_object: int, _on: date, number: int) -> tuple[str, dict[str, Any]]:
    return "meetings.meeting_page", {"meeting_id": number}


KINDS: Mapping[DutyKind, KindOfRecord] = {
    DutyKind.SITE_LOG: KindOfRecord(
        _site_logs,
        lambda _object, _on, number: ("inspections.site_log_page", {"site_log_id": number}),
    ),
    DutyKind.DAILY_REPORT: KindOfRecord(
        _daily_reports,
        lambda section, on, _number: (
            "inspections.section_day",
            {"section_id": section, "day": on.isoformat()},
        ),
    ),
    DutyKind.INSPECTION: KindOfRecord(
        _inspections,
        lambda _object, _on, number: ("inspections.inspection_page", {"inspection_id": number}),
    ),
    DutyKind.WEEKLY_REPORT: KindOfRecord(
        _weekly_reports,
        lambda section, on, _number: (
            "progress.report",
            {"section_id": section, "week": str(Week.of(on))},
        ),
        first_day_of=lambda week: week.start,
    ),
    DutyKind.DISPATCH_DISTRICT: KindOfRecord(
        _meetings(Meeting.kind.in_(DISPATCH), Meeting.chair_level == ChairLevel.DISTRICT),
        _meeting_page,
    ),
    DutyKind.DISPATCH_OFFICE: KindOfRecord(
        _meetings(Meeting.kind.in_(DISPATCH), Meeting.chair_level == ChairLevel.PROJECT_OFFICE),
        _meeting_page,
    ),
    DutyKind.SUPERVISION_MEETING: KindOfRecord(
        _meetings(Meeting.kind == MeetingKind.SUPERVISION), _meeting_page
    ),
    DutyKind.PUSH_MEETING: KindOfRecord(_push_meetings, _meeting_page),
}
