"""The points of one section in each dimension, and what cost it points. Source: domain.md 2.9.

Ratios are exact fractions; nothing is rounded before a number leaves this package.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from app.ranking.rules.figures import (
    CountFigures,
    FindingFigures,
    ProgressFigures,
    RecordKind,
    Reference,
    SectionFigures,
    Severity,
    StopCause,
    Topic,
)
from app.ranking.rules.policy import Dimension, Policy
from app.shared.sentences import Sentence, say

ZERO = Fraction(0)
ONE = Fraction(1)


@dataclass(frozen=True)
class Reason:
    """A sentence about a score: what it cost (0 for a mere note) and the record it came from."""

    points: Fraction
    text: Sentence
    reference: Reference | None = None


@dataclass(frozen=True)
class Assessed:
    """Points of one dimension, None when the section has no records for it."""

    dimension: Dimension
    weight: Decimal
    points: Fraction | None
    reasons: tuple[Reason, ...] = ()


@functools.cache
def exact(number: Decimal) -> Fraction:
    """Return the decimal as a fraction; a policy has few of them, so they are kept."""
    return Fraction(number)


def assess(figures: SectionFigures, policy: Policy) -> tuple[Assessed, ...]:
    """Return the dimensions in their fixed order."""
    return tuple(_ASSESSORS[dimension](figures, policy) for dimension in Dimension)


def percent(share: Fraction | Decimal) -> str:
    """Return 0.5414 as 54.1 %, rounded half up for a reader; never used to compute on."""
    if isinstance(share, Decimal):
        tenths = int((abs(share) * 1000).to_integral_value(ROUND_HALF_UP))
    else:
        tenths = floor(abs(share) * 1000 + Fraction(1, 2))
    sign = "−" if share < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10} %"


def assess_progress(figures: SectionFigures, policy: Policy) -> Assessed:
    """Month done against plan, cumulative against elapsed, without what the owner blocked."""
    weight = policy.weight(Dimension.PROGRESS)
    if figures.stop and figures.stop.cause == StopCause.CONTRACTOR:
        text = say("Works were stopped for the whole period by the contractor's own cause.")
        reason = Reason(exact(weight), text, Reference(RecordKind.SECTION))
        return Assessed(Dimension.PROGRESS, weight, ZERO, (reason,))
    if figures.progress is None:
        return Assessed(Dimension.PROGRESS, weight, None)
    month = _month_ratio(figures.progress)
    total = _total_ratio(figures.progress)
    month_weight, total_weight = _split(
        exact(weight), exact(policy.rates.month_share), month is not None, total is not None
    )
    if month is None and total is None:
        return Assessed(Dimension.PROGRESS, weight, None, _progress_notes(figures.progress))
    points = _share_of(month_weight, month) + _share_of(total_weight, total)
    reasons = _progress_costs(figures.progress, (month, month_weight), (total, total_weight))
    return Assessed(Dimension.PROGRESS, weight, points, reasons + _progress_notes(figures.progress))


def _share_of(weight: Fraction, ratio: Fraction | None) -> Fraction:
    if not ratio:
        return ZERO
    return weight if ratio == 1 else weight * ratio


def _month_ratio(progress: ProgressFigures) -> Fraction | None:
    if progress.month_planned_share <= 0:
        return ONE if progress.month_done_share > 0 else None
    return _ratio(progress.month_done_share, progress.month_planned_share)


def _ratio(done: Decimal, due: Decimal | Fraction) -> Fraction:
    """Return done of due, 0 to 1."""
    if done <= 0:
        return ZERO
    # Decimals are compared as they are: most sections are where the plan wants them.
    if isinstance(due, Decimal):
        return ONE if done >= due else Fraction(done) / Fraction(due)
    return ONE if done >= due else Fraction(done) / due


def _total_ratio(progress: ProgressFigures) -> Fraction | None:
    elapsed = _elapsed(progress)
    if elapsed <= 0:
        return None
    return _ratio(progress.done_share, elapsed)


def _elapsed(progress: ProgressFigures) -> Decimal | Fraction:
    elapsed = min(Decimal(1), progress.elapsed_share)
    if not progress.blocked_days or not progress.elapsed_days:
        return elapsed
    worked = max(0, progress.elapsed_days - progress.blocked_days)
    return Fraction(elapsed) * Fraction(worked, progress.elapsed_days)


def _split(
    weight: Fraction, first_share: Fraction, has_first: bool, has_second: bool
) -> tuple[Fraction, Fraction]:
    """Return the weights of two parts; one without records leaves all to the other."""
    if has_first and has_second:
        return weight * first_share, weight * (1 - first_share)
    return (weight, ZERO) if has_first else (ZERO, weight)


def _progress_costs(
    progress: ProgressFigures,
    month: tuple[Fraction | None, Fraction],
    total: tuple[Fraction | None, Fraction],
) -> tuple[Reason, ...]:
    reasons = []
    if month[0] is not None and month[0] != 1:
        text = say(
            "Done in the month %(done)s of the contract, planned %(planned)s.",
            done=percent(progress.month_done_share),
            planned=percent(progress.month_planned_share),
        )
        cost = month[1] * (1 - month[0])
        reasons.append(Reason(cost, text, Reference(RecordKind.WEEKLY_REPORTS)))
    if total[0] is not None and total[0] != 1:
        text = say(
            "Done in all %(done)s of the contract, time elapsed %(elapsed)s.",
            done=percent(progress.done_share),
            elapsed=percent(_elapsed(progress)),
        )
        cost = total[1] * (1 - total[0])
        reasons.append(Reason(cost, text, Reference(RecordKind.WEEKLY_REPORTS)))
    return tuple(reasons)


def _progress_notes(progress: ProgressFigures) -> tuple[Reason, ...]:
    notes = []
    if progress.is_supported:
        text = say("Only what accepted steps support counts as done here.")
        notes.append(Reason(ZERO, text, Reference(RecordKind.WEEKLY_REPORTS)))
    if progress.blocked_share > 0:
        text = say(
            "%(share)s of the month's plan is taken out: obstacles that the owner must clear.",
            share=percent(progress.blocked_share),
        )
        notes.append(Reason(ZERO, text, Reference(RecordKind.OBSTACLES)))
    if progress.blocked_days > 0:
        text = say(
            "%(days)s days lost to the owner's obstacles are not counted as elapsed.",
            days=progress.blocked_days,
        )
        notes.append(Reason(ZERO, text, Reference(RecordKind.OBSTACLES)))
    if progress.plan_by_time:
        text = say("There is no plan baseline: the plan is proportional to the contract period.")
        notes.append(Reason(ZERO, text, Reference(RecordKind.CONTRACT)))
    return tuple(notes)


def _less(
    dimension: Dimension, weight: Decimal, reasons: list[Reason], notes: tuple[Reason, ...] = ()
) -> Assessed:
    """Return the weight less what the reasons cost, never below zero."""
    points = exact(weight)
    if reasons:
        points = max(ZERO, points - sum((r.points for r in reasons), ZERO))
    return Assessed(dimension, weight, points, (*reasons, *notes))


def assess_quality(figures: SectionFigures, policy: Policy) -> Assessed:
    """Take points for failed processes, failed key items and overdue rectifications."""
    weight, rates = policy.weight(Dimension.QUALITY), policy.rates
    findings = [f for f in figures.findings if f.topic == Topic.QUALITY]
    if not (findings or figures.visits.quality or figures.processes or figures.failed_key_items):
        return Assessed(Dimension.QUALITY, weight, None)
    reasons = _first_pass(figures.processes, policy)
    if figures.failed_key_items:
        text = say("Key items that failed their test: %(count)s.", count=figures.failed_key_items)
        cost = exact(rates.failed_key_item) * figures.failed_key_items
        reasons.append(Reason(cost, text, Reference(RecordKind.INSPECTIONS)))
    for finding in findings:
        at = Reference(RecordKind.FINDING, finding.finding_id)
        if finding.found_in_period and finding.severity != Severity.GENERAL:
            # ASSUMPTION: a serious quality finding costs what a failed key item costs.
            text = say("%(severity)s quality finding of %(day)s.", **_words(finding))
            reasons.append(Reason(exact(rates.failed_key_item), text, at))
        if finding.is_overdue:
            text = say("Rectification of the finding of %(day)s is overdue.", day=finding.found_on)
            reasons.append(Reason(exact(rates.overdue_rectification), text, at))
    return _less(Dimension.QUALITY, weight, reasons)


def _words(finding: FindingFigures) -> dict[str, object]:
    return {"severity": finding.severity.label, "day": finding.found_on}


def _first_pass(processes: CountFigures | None, policy: Policy) -> list[Reason]:
    if processes is None or not processes.due:
        return []
    rate = Fraction(processes.met, processes.due)
    short = exact(policy.rates.first_pass_floor_share) - rate
    if short <= 0:
        return []
    text = say(
        "%(met)s of %(due)s processes passed at first, %(rate)s.",
        met=processes.met,
        due=processes.due,
        rate=percent(rate),
    )
    cost = short * 100 * exact(policy.rates.first_pass_per_point)
    return [Reason(cost, text, Reference(RecordKind.INSPECTIONS))]


def assess_safety(figures: SectionFigures, policy: Policy) -> Assessed:
    """Take points for each serious hazard and for each general hazard that is overdue."""
    weight, rates = policy.weight(Dimension.SAFETY), policy.rates
    findings = [f for f in figures.findings if f.topic == Topic.SAFETY]
    if not (findings or figures.visits.safety):
        return Assessed(Dimension.SAFETY, weight, None)
    reasons = []
    for finding in findings:
        at = Reference(RecordKind.FINDING, finding.finding_id)
        if finding.severity != Severity.GENERAL:
            text = say("%(severity)s hazard found on %(day)s.", **_words(finding))
            reasons.append(Reason(exact(rates.hazard_serious), text, at))
        elif finding.is_overdue:
            text = say("The hazard found on %(day)s is overdue.", day=finding.found_on)
            reasons.append(Reason(exact(rates.hazard_overdue), text, at))
    return _less(Dimension.SAFETY, weight, reasons)


def assess_environment(figures: SectionFigures, policy: Policy) -> Assessed:
    """Take points for each finding of the period."""
    weight, rates = policy.weight(Dimension.ENVIRONMENT), policy.rates
    findings = [f for f in figures.findings if f.topic == Topic.ENVIRONMENT]
    if not (findings or figures.visits.environment):
        return Assessed(Dimension.ENVIRONMENT, weight, None)
    reasons = [
        Reason(
            exact(rates.environment_finding),
            say("%(severity)s environmental finding of %(day)s.", **_words(finding)),
            Reference(RecordKind.FINDING, finding.finding_id),
        )
        for finding in findings
        if finding.found_in_period
    ]
    return _less(Dimension.ENVIRONMENT, weight, reasons)


def assess_staff(figures: SectionFigures, policy: Policy) -> Assessed:
    """Weigh the presence of key posts and of the equipment of the contract."""
    weight = policy.weight(Dimension.STAFF)
    posts, machines = _rate(figures.posts), _rate(figures.equipment)
    if posts is None and machines is None:
        return Assessed(Dimension.STAFF, weight, None)
    presence_share = exact(policy.rates.presence_share)
    parts = _split(exact(weight), presence_share, posts is not None, machines is not None)
    reasons, at = [], Reference(RecordKind.INSPECTIONS)
    if figures.posts and posts is not None and posts != 1:
        text = say("Key posts were present %(met)s of %(due)s times.", **_counts(figures.posts))
        reasons.append(Reason(parts[0] * (1 - posts), text, at))
    if figures.equipment and machines is not None and machines != 1:
        text = say("%(met)s of %(due)s machines were on site.", **_counts(figures.equipment))
        reasons.append(Reason(parts[1] * (1 - machines), text, at))
    notes: tuple[Reason, ...] = ()
    if posts is None or machines is None:
        text = say("Only one of presence and equipment has records: it counts for both.")
        notes = (Reason(ZERO, text, at),)
    return _less(Dimension.STAFF, weight, reasons, notes)


def _rate(counted: CountFigures | None) -> Fraction | None:
    if counted is None or not counted.due:
        return None
    return ONE if counted.met >= counted.due else Fraction(counted.met, counted.due)


def _counts(counted: CountFigures) -> dict[str, object]:
    return {"met": counted.met, "due": counted.due}


def assess_wages(figures: SectionFigures, policy: Policy) -> Assessed:
    """All points if the wage account is open and wages went through it monthly, else none."""
    weight = policy.weight(Dimension.WAGES)
    if figures.wages is None:
        return Assessed(Dimension.WAGES, weight, None)
    if not figures.wages.account_opened:
        text = say("The wage account is not open.")
    elif not figures.wages.paid_monthly:
        text = say("Wages were not paid through the wage account in the month.")
    else:
        return Assessed(Dimension.WAGES, weight, exact(weight))
    reason = Reason(exact(weight), text, Reference(RecordKind.WAGES))
    return Assessed(Dimension.WAGES, weight, ZERO, (reason,))


def assess_paperwork(figures: SectionFigures, policy: Policy) -> Assessed:
    """Weigh the reports that came in time against those due."""
    weight = policy.weight(Dimension.PAPERWORK)
    rate = _rate(figures.reports)
    if figures.reports is None or rate is None:
        return Assessed(Dimension.PAPERWORK, weight, None)
    reasons = []
    if rate != 1:
        text = say("%(met)s of %(due)s reports came in time.", **_counts(figures.reports))
        cost = exact(weight) * (1 - rate)
        reasons.append(Reason(cost, text, Reference(RecordKind.WEEKLY_REPORTS)))
    return _less(Dimension.PAPERWORK, weight, reasons)


_ASSESSORS: dict[Dimension, Callable[[SectionFigures, Policy], Assessed]] = {
    Dimension.PROGRESS: assess_progress,
    Dimension.QUALITY: assess_quality,
    Dimension.SAFETY: assess_safety,
    Dimension.ENVIRONMENT: assess_environment,
    Dimension.STAFF: assess_staff,
    Dimension.WAGES: assess_wages,
    Dimension.PAPERWORK: assess_paperwork,
}
