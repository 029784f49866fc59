"""What people enter, as the actions take it: shaped by the forms, judged by the other rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.inspections.rules.posts import EquipmentLine, PostLine
from app.inspections.rules.words import (
    Condition,
    Diligence,
    Handling,
    InspectionKind,
    Severity,
    Topic,
)


@dataclass(frozen=True)
class FindingEntry:
    """One finding of the form; the place is along its own work, or along the visit's."""

    topic: Topic
    severity: Severity
    description: str
    due_on: date | None = None
    solved_on_spot: bool = False
    work_id: int | None = None
    start_m: Decimal | None = None
    end_m: Decimal | None = None


@dataclass(frozen=True)
class InspectionEntry:
    """One visit as the form gives it."""

    client_uuid: str
    inspected_at: datetime
    kind: InspectionKind
    topics: frozenset[Topic]
    handling: Handling
    notes: Mapping[Topic, str] = field(default_factory=dict)
    weather: str = ""
    companions: str = ""
    signed_by: str = ""
    site_environment: Condition | None = None
    diligence: Diligence | None = None
    late_reason: str = ""
    work_id: int | None = None
    start_m: Decimal | None = None
    end_m: Decimal | None = None
    posts: tuple[PostLine, ...] = ()
    equipment: tuple[EquipmentLine, ...] = ()
    open_work_ids: frozenset[int] = frozenset()
    findings: tuple[FindingEntry, ...] = ()


@dataclass(frozen=True)
class SiteLogEntry:
    """One site log as the form gives it."""

    client_uuid: str
    log_on: date
    content: str = ""
    weather: str = ""
    location: str = ""
    people_present: str = ""
    problems: str = ""
    advice: str = ""
    requirements: str = ""
    due_on: date | None = None
    is_stopped: bool = False
    stop_reason: str = ""
    late_reason: str = ""
