"""The policy of a month: what is weighed, what bars, where the bands lie. Source: domain.md 2.9."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.ranking.rules.canonical import canonical_text, decimal_text, plain, read_as
from app.shared.sentences import LabelledEnum, Sentence, say

HUNDRED = Decimal(100)
ONE = Decimal(1)


class Dimension(LabelledEnum):
    """What a section is judged by; R35's four topics and the conduct of its contract."""

    PROGRESS = "progress", say("Progress")
    QUALITY = "quality", say("Quality")
    SAFETY = "safety", say("Safety")
    ENVIRONMENT = "environment", say("Environment")
    STAFF = "staff", say("Staff and equipment")
    WAGES = "wages", say("Workers' wages")
    PAPERWORK = "paperwork", say("Paperwork and reports")


class Band(LabelledEnum):
    """The part of the order a section stands in; payments follow it (R37)."""

    FRONT = "front", say("Front")
    MIDDLE = "middle", say("Middle")
    REAR = "rear", say("Rear")


class MissingRule(LabelledEnum):
    """What a dimension counts when a section has no records for it; never full marks silently."""

    REDISTRIBUTE = "redistribute", say("Share its weight out over the dimensions with records")
    ZERO = "zero", say("Count it as zero")
    GROUP_MEDIAN = "group_median", say("Count the median of the group")


class VetoKind(LabelledEnum):
    """The vetoes of the first policy; a later one may drop some and add others in its own words."""

    ACCIDENT = "accident", say("Quality or safety accident with liability")
    DEMOLITION = "demolition", say("Work demolished and rebuilt in the month")
    CONCEALED = "concealed", say("Concealed work covered without sign-off")
    WAGE_ARREARS = "wage_arrears", say("Wage arrears confirmed")
    FORGERY = "forgery", say("Forged test data or signature")
    STOP_REFUSED = "stop_refused", say("Stop order refused")
    SUBCONTRACT = "subcontract", say("Illegal subcontract")


class WorkGroup(LabelledEnum):
    """Sections are compared with their like only."""

    ROADS = "roads", say("Roads")
    TRUNK_ROADS = "trunk_roads", say("Trunk roads")
    BRIDGES = "bridges", say("Bridges")
    SAFETY_WORKS = "safety_works", say("Safety works")
    OTHER = "other", say("Other works")


@dataclass(frozen=True)
class ScoreBand:
    """Scores from `start` up to `end`; the end belongs to the next band, 100 to the last one."""

    band: Band
    start: Decimal
    end: Decimal

    def holds(self, score: Decimal) -> bool:
        """Return True if the score lies in the band."""
        return self.start <= score < self.end or score == self.end == HUNDRED


@dataclass(frozen=True)
class Rates:
    """Points taken for each record, and how a dimension is split into its parts."""

    #: Of the progress weight: the month against its plan; the rest is cumulative against elapsed.
    month_share: Decimal = Decimal("0.625")
    #: Of the staff weight: presence of key posts; the rest is equipment.
    presence_share: Decimal = Decimal("0.7")
    first_pass_floor_share: Decimal = Decimal("0.95")
    first_pass_per_point: Decimal = Decimal(1)
    failed_key_item: Decimal = Decimal(3)
    overdue_rectification: Decimal = Decimal(2)
    hazard_overdue: Decimal = Decimal(1)
    hazard_serious: Decimal = Decimal(3)
    environment_finding: Decimal = Decimal(1)


def _default_weights() -> dict[Dimension, Decimal]:
    points = (40, 25, 10, 5, 10, 5, 5)
    return {dimension: Decimal(w) for dimension, w in zip(Dimension, points, strict=True)}


def _default_groups() -> dict[str, WorkGroup]:
    return {
        "reconstruction": WorkGroup.ROADS,
        "maintenance": WorkGroup.ROADS,
        "trunk_road": WorkGroup.TRUNK_ROADS,
        "bridge": WorkGroup.BRIDGES,
        "safety": WorkGroup.SAFETY_WORKS,
    }


@dataclass(frozen=True)
class Policy:
    """All that turns a month's figures into places; dated and versioned where it is stored."""

    weights: Mapping[Dimension, Decimal] = field(default_factory=_default_weights)
    rates: Rates = Rates()
    vetoes: tuple[str, ...] = tuple(kind.value for kind in VetoKind)
    #: A section with a confirmed veto scores no more than this and cannot stand in front.
    veto_cap: Decimal = Decimal(59)
    front_share: Decimal = Decimal("0.30")
    rear_share: Decimal = Decimal("0.20")
    #: Nobody is in the rear merely because somebody must be last.
    rear_below: Decimal = Decimal(75)
    #: A group with fewer ranked sections is banded by `score_bands`, not by places.
    small_group: int = 4
    score_bands: tuple[ScoreBand, ...] = (
        ScoreBand(Band.FRONT, Decimal(85), HUNDRED),
        ScoreBand(Band.MIDDLE, Decimal(70), Decimal(85)),
        ScoreBand(Band.REAR, Decimal(0), Decimal(70)),
    )
    #: Where equal scores need a strict order (order of payment); then contract number.
    tie_order: tuple[Dimension, ...] = (Dimension.QUALITY, Dimension.PROGRESS, Dimension.SAFETY)
    #: A section started fewer days before the cut-off is listed, not ranked.
    new_days: int = 15
    #: With less weight than this behind its score a section is listed, not ranked; 40 is progress alone.
    least_recorded_weight: Decimal = Decimal(40)
    missing: MissingRule = MissingRule.REDISTRIBUTE
    #: Kind of programme -> group; kinds that are not named go to OTHER.
    groups: Mapping[str, WorkGroup] = field(default_factory=_default_groups)

    def weight(self, dimension: Dimension) -> Decimal:
        """Return the points of the dimension."""
        return self.weights.get(dimension, Decimal(0))

    def group_of(self, kind: str) -> WorkGroup:
        """Return the group in which works of this kind are compared."""
        return self.groups.get(kind, WorkGroup.OTHER)


def veto_label(code: str) -> Sentence | str:
    """Return the veto in words: ours are translated, the bureau's own stand as written."""
    kind = VetoKind.with_value(code)
    return kind.label if kind else code


def policy_text(policy: Policy) -> str:
    """Return the policy as canonical JSON."""
    return canonical_text(policy)


def policy_content(policy: Policy) -> dict[str, Any]:
    """Return the policy as plain JSON values."""
    content: dict[str, Any] = plain(policy)
    return content


def read_policy(content: Mapping[str, Any]) -> Policy:
    """Return the policy that was written. Raises ValueError or TypeError on anything else."""
    policy: Policy = read_as(Policy, content)
    return policy


def policy_problems(policy: Policy) -> list[Sentence]:
    """Return every reason why the policy cannot be used, none if it can."""
    return [
        *_weight_problems(policy),
        *_share_problems(policy),
        *_band_problems(policy.score_bands),
        *_rate_problems(policy.rates),
        *_other_problems(policy),
    ]


def _weight_problems(policy: Policy) -> list[Sentence]:
    problems = [
        say("The weight of %(dimension)s is negative.", dimension=dimension.label)
        for dimension in Dimension
        if policy.weight(dimension) < 0
    ]
    total = sum((policy.weight(d) for d in Dimension), Decimal(0))
    if total != HUNDRED:
        problems.append(
            say("The weights add up to %(total)s, not to 100.", total=decimal_text(total))
        )
    return problems


def _share_problems(policy: Policy) -> list[Sentence]:
    problems = []
    for name, share in (
        (say("The share of the front"), policy.front_share),
        (say("The share of the rear"), policy.rear_share),
        (say("The month's part of progress"), policy.rates.month_share),
        (say("The presence part of staff"), policy.rates.presence_share),
        (say("The first-pass floor"), policy.rates.first_pass_floor_share),
    ):
        if not 0 <= share <= ONE:
            problems.append(say("%(name)s must lie between 0 and 100 %%.", name=name))
    if policy.front_share + policy.rear_share > ONE:
        problems.append(say("Front and rear together are more than all sections."))
    return problems


def _band_problems(bands: tuple[ScoreBand, ...]) -> list[Sentence]:
    """Return gaps, overlaps and ends that leave a score without a band."""
    problems = [
        say("The band %(band)s ends before it begins.", band=b.band.label)
        for b in bands
        if b.end <= b.start
    ]
    if sorted(b.band for b in bands) != sorted(Band):
        problems.append(say("Each band must be given exactly once."))
    rising = sorted(bands, key=lambda b: (b.start, b.end))
    if not rising or rising[0].start != 0:
        problems.append(say("The lowest band must begin at 0."))
    if not rising or max(b.end for b in rising) != HUNDRED:
        problems.append(say("The highest band must end at 100, so that a score of 100 has a band."))
    for lower, upper in zip(rising, rising[1:], strict=False):
        if lower.end < upper.start:
            problems.append(
                say(
                    "Scores from %(start)s to %(end)s have no band.",
                    start=decimal_text(lower.end),
                    end=decimal_text(upper.start),
                )
            )
        if lower.end > upper.start:
            problems.append(
                say(
                    "The bands %(lower)s and %(upper)s overlap between %(start)s and %(end)s.",
                    lower=lower.band.label,
                    upper=upper.band.label,
                    start=decimal_text(upper.start),
                    end=decimal_text(min(lower.end, upper.end)),
                )
            )
    if not problems and [b.band for b in rising] != [Band.REAR, Band.MIDDLE, Band.FRONT]:
        problems.append(say("The bands must rise from rear over middle to front."))
    return problems


def _rate_problems(rates: Rates) -> list[Sentence]:
    taken = (
        rates.first_pass_per_point,
        rates.failed_key_item,
        rates.overdue_rectification,
        rates.hazard_overdue,
        rates.hazard_serious,
        rates.environment_finding,
    )
    return [say("Points taken cannot be negative.")] if min(taken) < 0 else []


def _other_problems(policy: Policy) -> list[Sentence]:
    problems = []
    for name, points in (
        (say("The cap of a veto"), policy.veto_cap),
        (say("The score below which a section may stand in the rear"), policy.rear_below),
        (say("The least recorded weight"), policy.least_recorded_weight),
    ):
        if not 0 <= points <= HUNDRED:
            problems.append(say("%(name)s must lie between 0 and 100.", name=name))
    if policy.small_group < 1 or policy.new_days < 0:
        problems.append(say("Days and numbers of sections cannot be negative."))
    if len(set(policy.tie_order)) != len(policy.tie_order):
        problems.append(say("A dimension stands twice in the order for equal scores."))
    if any(not code.strip() for code in policy.vetoes):
        problems.append(say("A veto needs words."))
    return problems
