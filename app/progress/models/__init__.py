"""The tables of the progress room."""

from app.progress.models.baselines import BaselineItemPoint, BaselinePoint, PlanBaseline
from app.progress.models.demolitions import MeasurementReversal
from app.progress.models.items import (
    ChangeOrder,
    DesignQuantity,
    DoneStretch,
    ReversalRecord,
    WorkItem,
)
from app.progress.models.reports import (
    ImportedWeek,
    ReportEvent,
    WeeklyFigure,
    WeeklyRemark,
    WeeklyReport,
    WorkProgress,
)
from app.progress.models.rollups import WeeklyRollup
from app.progress.models.support import SupportRule

__all__ = [
    "BaselineItemPoint",
    "BaselinePoint",
    "ChangeOrder",
    "DesignQuantity",
    "DoneStretch",
    "ImportedWeek",
    "MeasurementReversal",
    "PlanBaseline",
    "ReportEvent",
    "ReversalRecord",
    "SupportRule",
    "WeeklyFigure",
    "WeeklyRemark",
    "WeeklyReport",
    "WeeklyRollup",
    "WorkItem",
    "WorkProgress",
]
