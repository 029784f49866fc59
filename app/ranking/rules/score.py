"""From the points of the dimensions to one score per section; the only place that rounds."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from app.ranking.rules.assess import ZERO, Assessed, exact
from app.ranking.rules.figures import Reference
from app.ranking.rules.policy import HUNDRED, Dimension, MissingRule, Policy
from app.shared.sentences import Sentence


@dataclass(frozen=True)
class Deduction:
    """What cost points (or a note, at 0 points), in a sentence, and the record it came from."""

    points: Decimal
    text: Sentence
    reference: Reference | None


@dataclass(frozen=True)
class DimensionScore:
    """What one dimension counts for; `missing` tells the rule used when there were no records."""

    dimension: Dimension
    weight: Decimal
    #: None when there were no records and the weight went to the other dimensions.
    points: Decimal | None
    missing: MissingRule | None
    deductions: tuple[Deduction, ...]


def rounded(points: Fraction) -> Decimal:
    """Return the points with two decimals, HALF_UP; points are never negative."""
    n, d = points.as_integer_ratio()
    return _hundredths((200 * n + d) // (2 * d))


@functools.cache
def _hundredths(count: int) -> Decimal:
    """Return the count as hundredths; a score has ten thousand of them at most."""
    return Decimal(count).scaleb(-2)


def recorded_weight(assessed: Sequence[Assessed]) -> Decimal:
    """Return the weight of the dimensions that have records."""
    return sum((a.weight for a in assessed if a.points is not None), Decimal(0))


def medians(group: Sequence[Sequence[Assessed]]) -> dict[Dimension, Fraction]:
    """Return the median points of each dimension over the sections that have records for it."""
    known: dict[Dimension, list[Fraction]] = {}
    for assessed in group:
        for one in assessed:
            if one.points is not None:
                known.setdefault(one.dimension, []).append(one.points)
    return {dimension: Fraction(median(points)) for dimension, points in known.items()}


def counted_points(
    assessed: Sequence[Assessed], policy: Policy, typical: Mapping[Dimension, Fraction]
) -> dict[Dimension, Fraction | None]:
    """Return what each dimension counts; None where its weight goes to the others."""
    return {a.dimension: _counted(a, policy, typical) for a in assessed}


def _counted(
    assessed: Assessed, policy: Policy, typical: Mapping[Dimension, Fraction]
) -> Fraction | None:
    if assessed.points is not None:
        return assessed.points
    if policy.missing == MissingRule.ZERO:
        return ZERO
    if policy.missing == MissingRule.GROUP_MEDIAN:
        # When nobody in the group has records there is no median: the weight is shared out.
        return typical.get(assessed.dimension)
    return None


def total_score(counted: Mapping[Dimension, Fraction | None], policy: Policy) -> Decimal | None:
    """Return the score of 0 to 100 with two decimals, None when nothing at all is recorded."""
    weight = exact(sum((policy.weight(d) for d, p in counted.items() if p is not None), Decimal(0)))
    if weight <= 0:
        return None
    points = sum((p for p in counted.values() if p is not None), ZERO)
    return rounded(points if weight == HUNDRED else points * 100 / weight)


def dimension_scores(
    assessed: Sequence[Assessed], counted: Mapping[Dimension, Fraction | None], policy: Policy
) -> tuple[DimensionScore, ...]:
    """Return the dimensions as they are shown and kept."""
    return tuple(_shown(a, counted[a.dimension], policy) for a in assessed)


def _shown(assessed: Assessed, counted: Fraction | None, policy: Policy) -> DimensionScore:
    rule = policy.missing if assessed.points is None else None
    if rule and counted is None:
        rule = MissingRule.REDISTRIBUTE
    return DimensionScore(
        dimension=assessed.dimension,
        weight=assessed.weight,
        points=None if counted is None else rounded(counted),
        missing=rule,
        deductions=tuple(
            Deduction(rounded(r.points), r.text, r.reference) for r in assessed.reasons
        ),
    )
