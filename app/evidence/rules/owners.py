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
    RECHECK = "recheck", say("Re-check")


#: A visit shows its photos with itself and with its findings: that is one showing.
ONE_VISIT = frozenset({OwnerKind.INSPECTION, OwnerKind.FINDING})


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
        """Return whether both are one record, or parts of one visit."""
        if (self.kind, self.id) == (other.kind, other.id):
            return True
        is_one_visit = {self.kind, other.kind} <= ONE_VISIT
        return is_one_visit and (self.section_id, self.shown_on) == (
            other.section_id,
            other.shown_on,
        )
