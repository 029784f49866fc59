"""The closed lists of the meetings. Sources: domain.md R02-R08, R34, 3.10."""

from collections.abc import Mapping

from app.shared.sentences import LabelledEnum, say


class MeetingKind(LabelledEnum):
    """Which of the bureau's meetings it is."""

    DAILY_PUSH = "daily_push", say("Daily push meeting")
    WEEKLY = "weekly", say("Weekly dispatch of the project office")
    SUPERVISION = "supervision", say("Month-end supervision meeting")
    DISTRICT = "district", say("Monthly dispatch of the district")
    AD_HOC = "ad_hoc", say("Special dispatch")


class ChairLevel(LabelledEnum):
    """At which level a meeting is chaired."""

    DISTRICT = "district", say("Deputy district head")
    BUREAU = "bureau", say("Transport bureau")
    PROJECT_OFFICE = "project_office", say("Project office")
    SUPERVISOR = "supervisor", say("Supervisor")


class MeetingState(LabelledEnum):
    """How far a meeting is."""

    PLANNED = "planned", say("Planned")
    IN_PROGRESS = "in_progress", say("Being held")
    CLOSED = "closed", say("Meeting closed")
    CANCELLED = "cancelled", say("Cancelled")
    MERGED = "merged", say("Merged into another")


class Category(LabelledEnum):
    """The six groups that attend a dispatch meeting, and the others (R03)."""

    DISTRICT_LEADER = "district_leader", say("District leader in charge")
    DEPARTMENT = "department", say("District departments")
    TOWNSHIP = "township", say("Townships along the works")
    SUB_DISTRICT = "sub_district", say("Sub-districts")
    CONTRACTOR = "contractor", say("Heads of contractors")
    SUPERVISOR = "supervisor", say("Heads of supervision firms")
    OTHER = "other", say("Others")


class Attendance(LabelledEnum):
    """Whether somebody who was invited came."""

    INVITED = "invited", say("Invited")
    PRESENT = "present", say("Came")
    LEAVE = "leave", say("On leave")
    SUBSTITUTE = "substitute", say("Sent a substitute")
    ABSENT = "absent", say("Absent without leave")


class Source(LabelledEnum):
    """Where an item of an agenda comes from; in the order in which they are called."""

    DECISION = "decision", say("Decision not done")
    OBSTACLE = "obstacle", say("Open obstacle")
    FINDING = "finding", say("Overdue rectification")
    SECTION = "section", say("Section behind plan")
    TOPIC = "topic", say("Agenda topic")


class OutcomeKind(LabelledEnum):
    """What came out of an item."""

    INFORMATION = "information", say("Information")
    DECISION = "decision", say("Decision of the meeting")
    ACTION = "action", say("Action")


class OutcomeState(LabelledEnum):
    """How far a decision is: 完成情况 of the minutes."""

    NOTED = "noted", say("Taken note of")
    UNDER_WAY = "under_way", say("Under way")
    LATE = "late", say("Late")
    DONE = "done", say("Done")


class Part(LabelledEnum):
    """The parts of minutes: three for the daily push meeting (R34), three others for the rest (3.10)."""

    CONTRACTOR = "contractor", say("Contractors: progress and plan")
    SUPERVISION = "supervision", say("Supervisors: problems found")
    BUREAU = "bureau", say("Bureau: opinions and suggestions")
    PROGRESS = "progress", say("Report on progress")
    PROBLEMS = "problems", say("Existing problems")
    DEMANDS = "demands", say("Demands of the leaders")


#: Meetings that count as dispatch (R02, R05, R06).
DISPATCH = frozenset({MeetingKind.WEEKLY, MeetingKind.DISTRICT, MeetingKind.AD_HOC})
#: Meetings that follow what is open: they close with an owner and a day on every open item.
FOLLOWING = DISPATCH | {MeetingKind.SUPERVISION}
#: States of a meeting that took place; those cancelled or merged never count (R02).
HELD = frozenset({MeetingState.IN_PROGRESS, MeetingState.CLOSED})
REQUIRED_CATEGORIES = tuple(one for one in Category if one is not Category.OTHER)
PUSH_PARTS = (Part.CONTRACTOR, Part.SUPERVISION, Part.BUREAU)
PARTS = (Part.PROGRESS, Part.PROBLEMS, Part.DEMANDS)
USUAL_CHAIR: Mapping[MeetingKind, ChairLevel] = {
    MeetingKind.DAILY_PUSH: ChairLevel.BUREAU,
    MeetingKind.WEEKLY: ChairLevel.PROJECT_OFFICE,
    MeetingKind.SUPERVISION: ChairLevel.SUPERVISOR,
    MeetingKind.DISTRICT: ChairLevel.DISTRICT,
    MeetingKind.AD_HOC: ChairLevel.PROJECT_OFFICE,
}


def parts_of(kind: MeetingKind) -> tuple[Part, ...]:
    """Return the parts of a meeting's minutes, in order."""
    return PUSH_PARTS if kind is MeetingKind.DAILY_PUSH else PARTS
