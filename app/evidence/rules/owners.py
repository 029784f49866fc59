"""With what photos are shown."""

from dataclasses import dataclass
from datetime import date

from app.shared.sentences import LabelledEnum, say


class OwnerKind(LabelledEnum):
    """A kind of record that photos are shown with. The rooms above name themselves here."""

    INSPECTION = "inspection", say("Inspection")
    FINDING = "finding", say("Finding")
    PROOF = "proof", say("Proof of rectification")
    SITE_LOG = "site_log", say("Site log")
    OBJECTION = "objection", say("Objection to the ranking")
    ACCEPTANCE = "acceptance", say("Step acceptance")
    SIGNATURE = "signature", say("Signature of an acceptance")
    SIDE_STATION = "side_station", say("Side-station record")
    TEST = "test", say("Test")
    NONCONFORMITY = "nonconformity", say("Nonconformity")
    NOTICE = "notice", say("Rectification notice")
    REPLY = "reply", say("Reply to a notice")
    ORDER = "order", say("Stop or resume order")
    ABSENCE = "absence", say("Absence case")
    POST_CHECK = "post_check", say("Key-post check")
    PROBLEM = "problem", say("Reported problem")
    OFFICE_NOTE = "office_note", say("Note to the office")
    RECHECK = "recheck", say("Re-check")
    TASK_BEFORE = "task_before", say("Before a task")
    TASK_DONE = "task_done", say("Task done")
    OBSTACLE = "obstacle", say("Thread of an obstacle")
    START_STEP = "start_step", say("Step of the start of works")


#: A visit shows its photos with itself and with its findings: that is one showing.
ONE_VISIT = frozenset({OwnerKind.INSPECTION, OwnerKind.FINDING})
#: The photos of a report go on to the finding and the notice that come of it, on whatever day.
ONE_STORY = frozenset({OwnerKind.PROBLEM, OwnerKind.FINDING, OwnerKind.NOTICE})


@dataclass(frozen=True)
class Owner:
    """The record that a photo is shown with, and the section, work and day that it tells of."""

    kind: OwnerKind
    id: int
    shown_on: date
    #: None only for records of a whole project.
    section_id: int | None = None
    project_id: int | None = None
    work_id: int | None = None

    def is_same_showing(self, other: "Owner") -> bool:
        """Return whether both are one record, parts of one visit, or one fault that was passed on."""
        kinds = {self.kind, other.kind}
        if (self.kind, self.id) == (other.kind, other.id):
            return True
        if self.section_id != other.section_id:
            return False
        is_one_visit = OwnerKind.FINDING in kinds <= ONE_VISIT and self.shown_on == other.shown_on
        return is_one_visit or (len(kinds) > 1 and kinds <= ONE_STORY)
