"""Processes and their acceptance, side stations, tests and what failed."""

from app.quality.models.acceptance import (
    AcceptanceOverride,
    AcceptanceRequest,
    AcceptanceReversal,
    DrawnSignature,
    SignOff,
)
from app.quality.models.lots import SampleLot, SampleValue
from app.quality.models.nonconformities import Nonconformity
from app.quality.models.processes import ProcessLine, ProcessList
from app.quality.models.side_stations import SideStation
from app.quality.models.standards import StandardVersion

__all__ = [
    "AcceptanceOverride",
    "AcceptanceRequest",
    "AcceptanceReversal",
    "DrawnSignature",
    "Nonconformity",
    "ProcessLine",
    "ProcessList",
    "SampleLot",
    "SampleValue",
    "SideStation",
    "SignOff",
    "StandardVersion",
]
