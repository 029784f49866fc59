"""Processes and their acceptance, side stations, tests and what failed."""

from app.quality.models.acceptance import (
    AcceptanceOverride,
    AcceptanceRequest,
    AcceptanceReversal,
    DrawnSignature,
    SignOff,
)
from app.quality.models.processes import ProcessLine, ProcessList
from app.quality.models.side_stations import SideStation

__all__ = [
    "AcceptanceOverride",
    "AcceptanceRequest",
    "AcceptanceReversal",
    "DrawnSignature",
    "ProcessLine",
    "ProcessList",
    "SideStation",
    "SignOff",
]
