"""What photos are evidence of, what is known of their capture, and what makes them doubtful."""

from app.evidence.rules.capture import Capture, Unfinished, read_capture, read_captures
from app.evidence.rules.owners import ONE_VISIT, Owner, OwnerKind

__all__ = [
    "ONE_VISIT",
    "Capture",
    "Owner",
    "OwnerKind",
    "Unfinished",
    "read_capture",
    "read_captures",
]
