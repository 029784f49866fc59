"""What duties with a cadence ask for, and how they stand."""

from app.duties.rules.coverage import Coverage, RoadInScope, coverage_of, total
from app.duties.rules.judging import (
    Hindrance,
    Limit,
    Outcome,
    Record,
    Span,
    is_in_season,
    judge,
    limit_problems,
    standing_now,
)
from app.duties.rules.periods import Period, is_cut, periods_of
from app.duties.rules.words import (
    ALWAYS_EXCUSED,
    MAY_EXCUSE,
    OBJECT_OF,
    Cadence,
    Department,
    DutyKind,
    ObjectKind,
    Standing,
    Who,
    Why,
)

__all__ = [
    "ALWAYS_EXCUSED",
    "MAY_EXCUSE",
    "OBJECT_OF",
    "Cadence",
    "Coverage",
    "Department",
    "DutyKind",
    "Hindrance",
    "Limit",
    "ObjectKind",
    "Outcome",
    "Period",
    "Record",
    "RoadInScope",
    "Span",
    "Standing",
    "Who",
    "Why",
    "coverage_of",
    "is_cut",
    "is_in_season",
    "judge",
    "limit_problems",
    "periods_of",
    "standing_now",
    "total",
]
