"""The kinds and states of certificates, and the kinds of their entries. Source: domain.md 2.4.5, 3.9."""

from app.shared.sentences import LabelledEnum, say


class CertificateKind(LabelledEnum):
    """What a certificate is for."""

    ADVANCE = "advance", say("Mobilisation advance")
    INTERIM = "interim", say("Interim certificate")
    FINAL = "final", say("Final certificate")
    RETENTION = "retention", say("Release of retention")


class CertificateState(LabelledEnum):
    """Where a certificate stands. Approved, it is frozen."""

    DRAFTED = "drafted", say("Being drafted")
    IN_APPROVAL = "in_approval", say("Being approved")
    RETURNED = "returned", say("Returned for correction")
    APPROVED = "approved", say("Certified")


class EntryKind(LabelledEnum):
    """What stands on a certificate beside the measured works."""

    PRICE = "price", say("Price adjustment")
    CLAIM = "claim", say("Contractor's claim")
    PENALTY = "penalty", say("Penalty")
    INTEREST = "interest", say("Interest on late payment")
    ADVANCE = "advance", say("Advance paid")
    #: The value of materials delivered, approved and well stored; a share of it is advanced.
    MATERIAL = "material", say("Materials delivered")
    #: The value of such materials that went into the works.
    MATERIAL_USED = "material_used", say("Materials used")


#: States in which figures and entries may still change.
OPEN_TO_CHANGE = (CertificateState.DRAFTED, CertificateState.RETURNED)
