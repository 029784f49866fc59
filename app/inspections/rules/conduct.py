"""What a month of inspections says of one section; the ranking reads it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.inspections.rules.words import Severity, Topic


@dataclass(frozen=True)
class FindingLine:
    """A finding of the period, or an older one that was still open at its end."""

    finding_id: int
    topic: Topic
    severity: Severity
    found_on: date
    due_on: date | None
    found_in_period: bool
    #: Both as things stood at the end of the period.
    is_open: bool
    is_overdue: bool


@dataclass(frozen=True)
class MonthConduct:
    """One section's conduct from start up to, not including, end."""

    section_id: int
    start: date
    end: date
    inspections: int = 0
    site_logs: int = 0
    #: How many inspections looked at each topic: without a look there is nothing to judge.
    looks: Mapping[Topic, int] = field(default_factory=dict)
    findings: tuple[FindingLine, ...] = ()
    #: Sums over the inspections: key posts due and met, machines due and there.
    posts_required: int = 0
    posts_present: int = 0
    equipment_required: int = 0
    equipment_present: int = 0
    #: Inspections that saw fewer roads under construction than R25 asks for.
    road_shortfalls: int = 0

    @property
    def found(self) -> Counter[tuple[Topic, Severity]]:
        """How many findings of each topic and severity were made in the period."""
        return Counter((f.topic, f.severity) for f in self.findings if f.found_in_period)

    @property
    def overdue(self) -> Counter[Topic]:
        """How many findings of each topic were overdue at the end of the period."""
        return Counter(f.topic for f in self.findings if f.is_overdue)
