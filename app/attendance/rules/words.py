"""The closed lists of leave, replacement and absence at key posts. Source: domain.md R17, R32, R33, 2.10."""

from app.shared.sentences import LabelledEnum, say


class CaseKind(LabelledEnum):
    """What was found at a key post; the contract may have a rate for each."""

    ABSENT = "absent", say("Absent")
    STAND_IN = "stand_in", say("Another person without approval")


class CaseState(LabelledEnum):
    """Where an absence stands between being found and being excused or criticised (R33)."""

    AWAITING = "awaiting", say("Evidence awaited")
    HANDED_IN = "handed_in", say("Evidence handed in")
    REFUSED = "refused", say("Evidence refused")
    EXCUSED = "excused", say("Excused")
    CRITICISED = "criticised", say("Criticised")


class RequestState(LabelledEnum):
    """Where a request for leave or replacement stands."""

    ASKED = "asked", say("Waiting for approval")
    APPROVED = "approved", say("Approved")
    REFUSED = "refused", say("Not granted")
