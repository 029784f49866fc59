"""What kinds of works, states and contracts there are, and what makes one acceptable (domain.md 0.2, 2.0, 2.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any

from app.shared.sentences import LabelledEnum, Sentence, say


class WorksKind(LabelledEnum):
    """The kind of a programme or project; sections are ranked among their own kind."""

    RECONSTRUCTION = "reconstruction", say("Rural road reconstruction")
    SAFETY = "safety", say("Road safety works")
    MAINTENANCE = "maintenance", say("Maintenance upgrade")
    BRIDGE = "bridge", say("Dangerous-bridge renovation")
    TRUNK_ROAD = "trunk_road", say("Trunk road")
    LOGISTICS = "logistics", say("Logistics yard or port")
    OTHER = "other", say("Other works")


class FundKind(LabelledEnum):
    """Whose money it is; what is not bound to a source is unrestricted."""

    CENTRAL = "central", say("Central funds")
    PROVINCIAL = "provincial", say("Provincial funds")
    DISTRICT = "district", say("District funds")
    SELF_RAISED = "self_raised", say("Self-raised funds")
    OTHER = "other", say("Other funds")
    UNRESTRICTED = "unrestricted", say("Unrestricted money")


#: The sources that a programme names.
BOUND = tuple(kind for kind in FundKind if kind is not FundKind.UNRESTRICTED)

_WORDS = (
    (FundKind.SELF_RAISED, ("self", "自筹", "自有")),
    (FundKind.CENTRAL, ("central", "中央", "国家", "部补")),
    (FundKind.PROVINCIAL, ("provinc", "省")),
    (FundKind.DISTRICT, ("district", "county", "区", "县")),
)


def fund_kind_of(name: str) -> FundKind:
    """Return the source that a programme's own words name: `省级补助` is provincial."""
    said = name.casefold()
    return next((k for k, words in _WORDS if any(word in said for word in words)), FundKind.OTHER)


class WorkKind(LabelledEnum):
    """What a single work is built as."""

    ROAD = "road", say("Road")
    BRIDGE = "bridge", say("Bridge")
    YARD = "yard", say("Yard")


class Nature(LabelledEnum):
    """建设性质."""

    NEW = "new", say("New construction")
    REBUILD = "rebuild", say("Reconstruction")
    UPGRADE = "upgrade", say("Upgrading")
    MAJOR_REPAIR = "major_repair", say("Major repair")
    MEDIUM_REPAIR = "medium_repair", say("Medium repair")
    STRENGTHEN = "strengthen", say("Strengthening")


class Status(LabelledEnum):
    """Where a project or section stands in its life."""

    PRELIMINARY = "preliminary", say("Preliminary")
    ON_HOLD = "on_hold", say("On hold")
    UNDER_CONSTRUCTION = "under_construction", say("Under construction")
    HANDED_OVER = "handed_over", say("Handed over")
    FINISHED = "finished", say("Finished")


class WorkStatus(LabelledEnum):
    """Whether a single work is being built."""

    NOT_STARTED = "not_started", say("Not started")
    IN_PROGRESS = "in_progress", say("In progress")
    FINISHED = "finished", say("Finished")


class Cause(LabelledEnum):
    """Who answers for a suspension or an obstacle."""

    OWNER = "owner", say("Owner")
    CONTRACTOR = "contractor", say("Contractor")
    FORCE_MAJEURE = "force_majeure", say("Force majeure")
    WINTER = "winter", say("Winter stop")


class TechnicalClass(LabelledEnum):
    """技术等级."""

    MOTORWAY = "motorway", say("Motorway")
    CLASS_1 = "class_1", say("Class 1")
    CLASS_2 = "class_2", say("Class 2")
    CLASS_3 = "class_3", say("Class 3")
    CLASS_4 = "class_4", say("Class 4")
    BELOW = "below", say("Below class")


class MilestoneKind(LabelledEnum):
    """The steps of the preliminary stage (R45)."""

    MASTER_PLAN = "master_plan", say("Master plan")
    DETAILED_PLAN = "detailed_plan", say("Detailed plan")
    APPROVAL = "approval", say("Project approval")
    FEASIBILITY = "feasibility", say("Feasibility study")
    PRELIMINARY_DESIGN = "preliminary_design", say("Preliminary design")
    WORKING_DRAWINGS = "working_drawings", say("Working drawings")
    ENVIRONMENTAL_REPORT = "environmental_report", say("Environmental impact report")
    INVESTOR = "investor", say("Investor chosen")
    START = "start", say("Start of works")
    FINISH = "finish", say("Completion")
    OTHER = "other", say("Other milestone")


class LocationSource(LabelledEnum):
    """Where a position comes from, which says how far to trust it."""

    SURVEY = "survey", say("Surveyed alignment")
    IMPORT = "import", say("Imported file")
    MAP = "map", say("Marked on the map")
    GPS = "gps", say("GPS of a phone")
    APPROXIMATE = "approximate", say("Approximate position")


#: Contracts signed from this day on: at least this share of completed value is paid as progress payment
#: by public bodies (财建〔2022〕183号).
PROGRESS_PAYMENT_LAW_FROM = date(2022, 8, 1)
LEAST_PROGRESS_PAYMENT = Decimal("0.80")
LONGEST_SME_PAYMENT_DAYS = 60


@dataclass(frozen=True)
class ContractTerms:
    """The terms of a contract that the law limits."""

    price_fen: int | None
    signed_on: date | None
    start_on: date | None
    planned_finish_on: date | None
    contractor_is_sme: bool
    labour_cost_share: Decimal | None
    payment_share: Decimal | None
    payment_days: int | None


def contract_problems(terms: ContractTerms) -> list[Sentence]:
    """Return what the law or plain sense forbids in these terms. Source: domain.md 2.0, 2.5."""
    problems = []
    if terms.price_fen is not None and terms.price_fen <= 0:
        problems.append(say("The contract price must be more than zero."))
    if terms.start_on and terms.planned_finish_on and terms.planned_finish_on < terms.start_on:
        problems.append(say("The planned finish is before the start."))
    for name, share in (
        (say("The labour-cost ratio"), terms.labour_cost_share),
        (say("The payment ratio"), terms.payment_share),
    ):
        if share is not None and not 0 <= share <= 1:
            problems.append(say("%(name)s must be between 0 and 100 %%.", name=name))
    if (
        terms.signed_on
        and terms.signed_on >= PROGRESS_PAYMENT_LAW_FROM
        and terms.payment_share is not None
        and terms.payment_share < LEAST_PROGRESS_PAYMENT
    ):
        problems.append(
            say(
                "Contracts signed since 1 August 2022 pay at least 80 percent of the completed value: "
                "raise the payment ratio."
            )
        )
    if (
        terms.contractor_is_sme
        and terms.payment_days
        and terms.payment_days > LONGEST_SME_PAYMENT_DAYS
    ):
        problems.append(
            say("A small or medium firm must be paid within 60 days: shorten the payment term.")
        )
    return problems


def length_problem(
    start_m: Decimal | None, end_m: Decimal | None, length_m: Decimal | None, tolerance_m: Decimal
) -> Sentence | None:
    """Return a warning when the stated length is not the difference of the chainages, else None."""
    if start_m is None or end_m is None or length_m is None:
        return None
    if abs(abs(end_m - start_m) - length_m) <= tolerance_m:
        return None
    return say(
        "The length %(length)s m is not the distance between the chainages (%(distance)s m); "
        "say so if there is a chain break.",
        length=length_m,
        distance=abs(end_m - start_m),
    )


@dataclass(frozen=True)
class WorkFigures:
    """What is said of a road, bridge or yard and can be wrong."""

    name: str
    kind: WorkKind
    start_m: Decimal | None = None
    end_m: Decimal | None = None
    length_m: Decimal | None = None
    amount_fen: int | None = None
    planned_start_on: date | None = None
    planned_finish_on: date | None = None
    started_on: date | None = None
    finished_on: date | None = None
    status: WorkStatus | None = None


def work_problems(work: WorkFigures, today: date) -> list[Sentence]:
    """Return what cannot be true of a road, bridge or yard."""
    problems = []
    if not work.name.strip():
        problems.append(say("Enter the name of the road, bridge or yard."))
    if work.length_m is not None and work.length_m < 0:
        problems.append(say("The length cannot be negative."))
    if work.amount_fen is not None and work.amount_fen < 0:
        problems.append(say("The amount cannot be negative."))
    if work.start_m is not None and work.start_m == work.end_m:
        problems.append(say("The work ends where it begins."))
    if before(work.planned_finish_on, work.planned_start_on):
        problems.append(say("The planned finish is before the planned start."))
    if before(work.finished_on, work.started_on):
        problems.append(say("The work cannot have been finished before it was started."))
    if before(today, work.started_on) or before(today, work.finished_on):
        problems.append(say("A work cannot have been started or finished on a day to come."))
    if work.finished_on and work.status is not None and work.status != WorkStatus.FINISHED:
        problems.append(say("A work with a day of finishing is finished: change its state."))
    return problems


def before(first: date | None, second: date | None) -> bool:
    """Return whether both days are known and the first is earlier."""
    return first is not None and second is not None and first < second


def post_problems(
    person_name: str, since: date | None, until: date | None, today: date
) -> list[Sentence]:
    """Return why a person cannot hold a key post so."""
    problems = []
    if not person_name.strip():
        problems.append(say("Enter the name of the person."))
    if since is None:
        problems.append(say("Say from which day on."))
    elif since > today:
        problems.append(say("The person cannot hold the post since a day that has not come."))
    if before(until, since):
        problems.append(say("The person cannot leave the post before taking it."))
    return problems


def status_problems(status: Status, reason: str, suspended_by: Cause | None) -> list[Sentence]:
    """A hold needs its reason and who answers for it."""
    if status != Status.ON_HOLD:
        return []
    problems = []
    if not reason.strip():
        problems.append(say("Say why it is on hold."))
    if suspended_by is None:
        problems.append(say("Say who answers for the hold; the ranking depends on it."))
    return problems


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return {"field": [before, after]} for the fields whose value changes."""
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def reach_of(longitude: Decimal, latitude: Decimal, line: Sequence[Sequence[float]]) -> Decimal:
    """Return how many degrees, east or north, the line leads away from its point at most."""
    farthest = max(
        (max(abs(x - float(longitude)), abs(y - float(latitude))) for x, y in line), default=0.0
    )
    return Decimal(str(farthest)).quantize(Decimal("0.0000001"), ROUND_UP)
