"""What photos are evidence of, what is known of their capture, and what makes them doubtful."""

from app.evidence.rules.capture import Capture, Unfinished, read_capture, read_captures
from app.evidence.rules.checks import (
    UNCHECKED,
    Facts,
    Flag,
    FlagKind,
    Limits,
    Showing,
    flag_of_showings,
    flags_of,
    looking_problems,
    told,
)
from app.evidence.rules.owners import ONE_VISIT, Owner, OwnerKind
from app.evidence.rules.plan import Plan, plan_of
from app.evidence.rules.samples import Candidate, RecheckOutcome

__all__ = [
    "ONE_VISIT",
    "UNCHECKED",
    "Candidate",
    "Capture",
    "Facts",
    "Flag",
    "FlagKind",
    "Limits",
    "Owner",
    "OwnerKind",
    "Plan",
    "RecheckOutcome",
    "Showing",
    "Unfinished",
    "flag_of_showings",
    "flags_of",
    "looking_problems",
    "plan_of",
    "read_capture",
    "read_captures",
    "told",
]
