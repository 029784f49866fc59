"""The closed lists of the patrol form. Source: domain.md 3.5, R09, R32."""

from app.shared.sentences import LabelledEnum, say


class InspectionKind(LabelledEnum):
    """巡查类型."""

    SCHEDULED = "scheduled", say("Scheduled")
    UNSCHEDULED = "unscheduled", say("Unscheduled")
    SUPERVISION_TEAM = "supervision_team", say("Supervision team visit")
    NIGHT = "night", say("Night visit")


class Topic(LabelledEnum):
    """What an inspection looks at; the four top areas of the bureau's scoring (R09, R35)."""

    PROGRESS = "progress", say("Progress")
    QUALITY = "quality", say("Quality")
    SAFETY = "safety", say("Safety")
    ENVIRONMENT = "environment", say("Environment")


class Severity(LabelledEnum):
    """How bad a finding is."""

    GENERAL = "general", say("General")
    SERIOUS = "serious", say("Serious")
    CRITICAL = "critical", say("Critical")


class FindingState(LabelledEnum):
    """Where a finding stands. Source: domain.md 3.6."""

    OPEN = "open", say("To be put right")
    PROVED = "proved", say("Waiting for the check")
    RETURNED = "returned", say("Sent back")
    CLOSED = "closed", say("Rectified")


class Verdict(LabelledEnum):
    """What the check said of a proof."""

    ACCEPTED = "accepted", say("Passed the check")
    RETURNED = "returned", say("Sent back")


class Handling(LabelledEnum):
    """现场处理: what was done on the spot."""

    NOTHING_NEEDED = "nothing_needed", say("Nothing needed")
    SOLVED = "solved", say("Solved on the spot")
    RECTIFICATION = "rectification", say("Rectification ordered")
    STOP = "stop", say("Works stopped")


class Attendance(LabelledEnum):
    """How the person named in the contract was met at the post."""

    PRESENT = "present", say("Present")
    ABSENT = "absent", say("Absent")
    ON_LEAVE = "on_leave", say("On approved leave")
    REPLACED = "replaced", say("Another person")


class Condition(LabelledEnum):
    """施工环境: how the site looked."""

    GOOD = "good", say("Good")
    FAIR = "fair", say("Acceptable")
    POOR = "poor", say("Poor")


class Diligence(LabelledEnum):
    """是否认真工作: how the people on the site did their work (R32)."""

    GOOD = "good", say("Careful")
    FAIR = "fair", say("Ordinary")
    POOR = "poor", say("Careless")
