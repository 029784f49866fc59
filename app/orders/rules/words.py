"""The closed lists of rectification notices, stop orders and reported problems. Source: domain.md 3.6, 3.7, R14."""

from app.shared.sentences import LabelledEnum, say


class NoticeState(LabelledEnum):
    """Where a notice stands; it follows from where its items stand."""

    OPEN = "open", say("To be put right")
    ANSWERED = "answered", say("Waiting for the check")
    RETURNED = "returned", say("Sent back")
    CLOSED = "closed", say("Rectified")


class LookBackOutcome(LabelledEnum):
    """回头看: what was found when somebody came back after the closing."""

    HELD = "held", say("It held")
    RELAPSED = "relapsed", say("It came back")


class StopState(LabelledEnum):
    """Where a stop order stands on its way to being lifted."""

    STANDING = "standing", say("Works stopped")
    ASKED = "asked", say("Resumption asked for")
    CHECKED = "checked", say("Checked, waiting for the order of resumption")
    LIFTED = "lifted", say("Works resumed")


class ReportState(LabelledEnum):
    """What became of a reported problem (R14)."""

    REPORTED = "reported", say("Not yet looked at")
    TAKEN_UP = "taken_up", say("Taken up")
    UNTRUE = "untrue", say("Not true")
    DUPLICATE = "duplicate", say("Reported before")


class NoteState(LabelledEnum):
    """What became of a record that came back to a phone and was handed to the office."""

    WAITING = "waiting", say("Waiting for the office")
    ENTERED = "entered", say("Entered by the office")
    NOT_ENTERED = "not_entered", say("Not entered")


class BlockKind(LabelledEnum):
    """Why a stretch is not measured (R30)."""

    STOP_ORDER = "stop_order", say("Stop order")
    OVERDUE_NOTICE = "overdue_notice", say("Overdue rectification")
    NONCONFORMITY = "nonconformity", say("Failed key item")
    #: Holds the whole section, not a stretch (R19).
    START_UP = "start_up", say("Start-up not complete")
