"""Places and bands within one group. Source: domain.md 2.9, R36, R37; A10 is the golden case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.ranking.rules.policy import Band, Dimension, Policy


@dataclass(frozen=True)
class Candidate:
    """A section that is ranked: its score as shown and what a strict order may need."""

    section_id: int
    score: Decimal
    contract_no: str
    points: Mapping[Dimension, Decimal]
    #: A confirmed veto or an open critical finding bars the front band, whatever the score.
    is_barred: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a section stands: shared place, strict order for payments, band."""

    place: int
    order: int
    band: Band


def rank(candidates: Sequence[Candidate], policy: Policy) -> dict[int, Standing]:
    """Return the standing of each section; equal scores share a place (1, 2, 2, 4)."""
    ordered = sorted(candidates, key=lambda c: _strict_order(c, policy))
    better = _better_than(candidates)
    places = {c.section_id: 1 + better[c.score] for c in candidates}
    bands = bands_of(candidates, places, policy)
    return {
        c.section_id: Standing(places[c.section_id], order, bands[c.section_id])
        for order, c in enumerate(ordered, start=1)
    }


def _better_than(candidates: Iterable[Candidate]) -> dict[Decimal, int]:
    """Return for each score how many candidates have a higher one."""
    better: dict[Decimal, int] = {}
    for number, score in enumerate(sorted((c.score for c in candidates), reverse=True)):
        better.setdefault(score, number)
    return better


def _strict_order(candidate: Candidate, policy: Policy) -> tuple[object, ...]:
    better = tuple(-candidate.points.get(d, Decimal(0)) for d in policy.tie_order)
    return (-candidate.score, better, candidate.contract_no, candidate.section_id)


def bands_of(
    candidates: Sequence[Candidate], places: Mapping[int, int], policy: Policy
) -> dict[int, Band]:
    """Return the band of each section: by score in a small group, else by place."""
    if len(candidates) < policy.small_group:
        return {c.section_id: _band_by_score(c, policy) for c in candidates}
    return _bands_by_place(candidates, places, policy)


def _band_by_score(candidate: Candidate, policy: Policy) -> Band:
    band = next(b.band for b in policy.score_bands if b.holds(candidate.score))
    return Band.MIDDLE if band == Band.FRONT and candidate.is_barred else band


def _bands_by_place(
    candidates: Sequence[Candidate], places: Mapping[int, int], policy: Policy
) -> dict[int, Band]:
    """A tie at an edge takes the better band: its shared place is its best one.

    Front places are counted among those not barred, so a barred leader never empties the front.
    """
    number = len(candidates)
    front = max(1, int(Fraction(policy.front_share) * number))
    last_safe_place = number - int(Fraction(policy.rear_share) * number)
    better = _better_than([c for c in candidates if not c.is_barred])
    bands = {}
    for c in candidates:
        if not c.is_barred and better[c.score] < front:
            bands[c.section_id] = Band.FRONT
        elif places[c.section_id] > last_safe_place and c.score < policy.rear_below:
            bands[c.section_id] = Band.REAR
        else:
            bands[c.section_id] = Band.MIDDLE
    return bands
