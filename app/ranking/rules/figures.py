"""What is known of a section's month: numbers and dates, each with where it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.ranking.rules.policy import WorkGroup
from app.shared.sentences import LabelledEnum, say


class RecordKind(LabelledEnum):
    """The kind of record a figure was read from; the page makes a link of it."""

    WEEKLY_REPORTS = "weekly_reports", say("Weekly reports")
    BASELINE = "baseline", say("Plan baseline")
    CONTRACT = "contract", say("Contract")
    INSPECTIONS = "inspections", say("Inspections")
    FINDING = "finding", say("Finding")
    OVERDUE = "overdue", say("Overdue findings")
    OBSTACLES = "obstacles", say("Obstacles")
    WAGES = "wages", say("Wage records")
    VETO = "veto", say("Veto record")
    SECTION = "section", say("Section")


@dataclass(frozen=True)
class Reference:
    """One record, or without `record_id` all records of the kind in the assessment period."""

    kind: RecordKind
    record_id: int | None = None


class Topic(LabelledEnum):
    """The topic of a finding that counts in the assessment."""

    QUALITY = "quality", say("Quality")
    SAFETY = "safety", say("Safety")
    ENVIRONMENT = "environment", say("Environment")


class Severity(LabelledEnum):
    """How bad a finding is."""

    GENERAL = "general", say("General")
    SERIOUS = "serious", say("Serious")
    CRITICAL = "critical", say("Critical")


class StopCause(LabelledEnum):
    """Whose a stop of works is."""

    OWNER = "owner", say("Owner's cause")
    FORCE_MAJEURE = "force_majeure", say("Force majeure")
    WINTER = "winter", say("Winter stop")
    CONTRACTOR = "contractor", say("Contractor's cause")


@dataclass(frozen=True)
class ProgressFigures:
    """Shares of the contract, from the month's frozen weeks."""

    #: Already without the part that the owner's obstacles made impossible.
    month_planned_share: Decimal
    month_done_share: Decimal
    done_share: Decimal
    #: Elapsed part of the contract period at the cut-off, 0 to 1.
    elapsed_share: Decimal
    #: How much of scope x days that part was, 0 to 1; said, not computed with again.
    blocked_share: Decimal = Decimal(0)
    #: Days of the contract period so far, and how many of them the owner's obstacles cost.
    elapsed_days: int = 0
    blocked_days: int = 0
    #: True when there is no baseline and the plan is proportional to time.
    plan_by_time: bool = False
    #: What was done counts only as far as accepted steps support it.
    is_supported: bool = False


@dataclass(frozen=True)
class FindingFigures:
    """A finding of the period, or an older one not yet put right at its end."""

    finding_id: int
    topic: Topic
    severity: Severity
    found_on: date
    due_on: date | None
    is_overdue: bool
    is_open: bool
    found_in_period: bool


@dataclass(frozen=True)
class VisitFigures:
    """How often each topic was looked at: without a look there is nothing to judge."""

    quality: int = 0
    safety: int = 0
    environment: int = 0


@dataclass(frozen=True)
class CountFigures:
    """So many were due, so many were there: posts present, machines present, reports in time."""

    due: int
    met: int


@dataclass(frozen=True)
class WageFigures:
    """Whether wages went through the wage account in the period."""

    account_opened: bool
    paid_monthly: bool


@dataclass(frozen=True)
class VetoFigures:
    """A confirmed veto; its evidence is on the record."""

    veto_id: int
    kind: str
    day: date


@dataclass(frozen=True)
class StopFigures:
    """A stop of the whole section that covers the whole period."""

    cause: StopCause
    since: date


@dataclass(frozen=True)
class SectionNames:
    """Whom the bulletin names, as they were called when the month was drafted."""

    project: str = ""
    contractor: str = ""
    manager: str = ""
    supervision_firm: str = ""


@dataclass(frozen=True)
class SectionFigures:
    """One section's month, as the records had it when the ranking was drafted."""

    section_id: int
    code: str
    contract_no: str
    group: WorkGroup
    started_on: date | None
    handed_over_on: date | None = None
    stop: StopFigures | None = None
    progress: ProgressFigures | None = None
    processes: CountFigures | None = None
    failed_key_items: int = 0
    visits: VisitFigures = VisitFigures()
    findings: tuple[FindingFigures, ...] = ()
    posts: CountFigures | None = None
    equipment: CountFigures | None = None
    wages: WageFigures | None = None
    reports: CountFigures | None = None
    vetoes: tuple[VetoFigures, ...] = ()
    previous_place: int | None = None
    names: SectionNames = SectionNames()


@dataclass(frozen=True)
class MonthFigures:
    """All sections of one group for one assessment period, start <= day < end."""

    month: str
    group: WorkGroup
    start: date
    end: date
    sections: tuple[SectionFigures, ...]
