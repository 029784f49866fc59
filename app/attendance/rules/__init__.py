"""Who must be at the key posts, and what follows when somebody is not."""

from app.attendance.rules.cases import (
    LONGEST_TEXT,
    OTHER_POSTS,
    Penalty,
    criticism_problems,
    evidence_problems,
    is_late,
    judging_problems,
    may_be_criticised,
    penalty_fen,
    raised_fen,
    rise_problems,
    text_problems,
)
from app.attendance.rules.requests import (
    deciding_problems,
    leave_problems,
    overlap_problems,
    replacement_problems,
)
from app.attendance.rules.words import CaseKind, CaseState, RequestState

__all__ = [
    "LONGEST_TEXT",
    "OTHER_POSTS",
    "Penalty",
    "CaseKind",
    "CaseState",
    "RequestState",
    "criticism_problems",
    "deciding_problems",
    "evidence_problems",
    "is_late",
    "judging_problems",
    "leave_problems",
    "may_be_criticised",
    "overlap_problems",
    "penalty_fen",
    "raised_fen",
    "rise_problems",
    "replacement_problems",
    "text_problems",
]
