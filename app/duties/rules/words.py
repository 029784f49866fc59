"""The closed lists of duties. Sources: domain.md R05-R08, R15, R21, R22, R34, Appendix B."""

from collections.abc import Mapping

from app.shared.sentences import LabelledEnum, say


class Cadence(LabelledEnum):
    """For which periods a duty asks for records."""

    DAY = "day", say("calendar day")
    WORKING_DAY = "working_day", say("working day")
    WEEK = "week", say("week")
    MONTH = "month", say("month")
    MONTH_END = "month_end", say("end of the month")
    QUARTER = "quarter", say("quarter")
    YEAR = "year", say("year")


class ObjectKind(LabelledEnum):
    """What a duty is owed for: each such object that is active has periods of its own."""

    BUREAU = "bureau", say("The bureau as a whole")
    PROJECT = "project", say("Project")
    SECTION = "section", say("Section")


class Standing(LabelledEnum):
    """How a period of a duty stands on a day."""

    MET = "met", say("Met")
    MET_LATE = "met_late", say("Met late")
    DUE = "due", say("Due")
    LATE = "late", say("Late")
    EXCUSED = "excused", say("Nothing owed")


class Why(LabelledEnum):
    """Why a period was not kept, or need not be."""

    ON_HOLD = "on_hold", say("Project on hold")
    HOLIDAY = "holiday", say("Holiday")
    STOPPED = "stopped", say("Works stopped by order")
    BLOCKED = "blocked", say("Blocked by an obstacle")
    LEAVE = "leave", say("On leave, without cover")
    OUT_OF_SEASON = "out_of_season", say("Out of season")
    CUT = "cut", say("Active for less than half of the period")
    LATE_ENTRY = "late_entry", say("Entered after its day")
    HELD_LATE = "held_late", say("Held in the days after the month")


class Who(LabelledEnum):
    """Whose records satisfy a duty."""

    ANYBODY = "anybody", say("Anybody")
    ROLE = "role", say("Everybody with a role")
    ORGANISATION = "organisation", say("Everybody of an organisation")
    PERSON = "person", say("One person")
    AREA = "area", say("The engineers of the area")
    TEAM = "team", say("The supervision team")
    DEPARTMENTS = "departments", say("Departments of the project office")


class Department(LabelledEnum):
    """The four departments of a project office (R10)."""

    TECHNICAL = "technical", say("Technical department")
    GENERAL = "general", say("General department")
    FINANCE = "finance", say("Finance department")
    DISCIPLINE = "discipline", say("Discipline and audit department")


class DutyKind(LabelledEnum):
    """Which record of the work satisfies a duty."""

    SITE_LOG = "site_log", say("Site log with a place or photo")
    DAILY_REPORT = "daily_report", say("Daily report with text and photo")
    INSPECTION = "inspection", say("Inspection")
    WEEKLY_REPORT = "weekly_report", say("Weekly report confirmed")
    DISPATCH_DISTRICT = "dispatch_district", say("Dispatch meeting of the district")
    DISPATCH_OFFICE = "dispatch_office", say("Dispatch meeting of the project office")
    SUPERVISION_MEETING = "supervision_meeting", say("Supervision meeting")
    PUSH_MEETING = "push_meeting", say("Push meeting")


OBJECT_OF: Mapping[DutyKind, ObjectKind] = {
    DutyKind.SITE_LOG: ObjectKind.PROJECT,
    DutyKind.DAILY_REPORT: ObjectKind.SECTION,
    DutyKind.INSPECTION: ObjectKind.SECTION,
    DutyKind.WEEKLY_REPORT: ObjectKind.SECTION,
    DutyKind.DISPATCH_DISTRICT: ObjectKind.PROJECT,
    DutyKind.DISPATCH_OFFICE: ObjectKind.PROJECT,
    DutyKind.SUPERVISION_MEETING: ObjectKind.PROJECT,
    DutyKind.PUSH_MEETING: ObjectKind.BUREAU,
}
#: What may take a duty away; the others only explain.
MAY_EXCUSE = (Why.ON_HOLD, Why.HOLIDAY, Why.STOPPED, Why.BLOCKED, Why.LEAVE)
#: Always taken away by these: nothing was active.
ALWAYS_EXCUSED = frozenset({Why.OUT_OF_SEASON, Why.CUT})
