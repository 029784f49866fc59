"""A group's month from figures and policy to ranked lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.ranking.rules.assess import Assessed, assess
from app.ranking.rules.eligibility import Eligibility, eligibility_of
from app.ranking.rules.figures import MonthFigures, SectionFigures, SectionNames, Severity, Topic
from app.ranking.rules.policy import Band, Dimension, MissingRule, Policy
from app.ranking.rules.rank import Candidate, Standing, rank
from app.ranking.rules.score import (
    DimensionScore,
    counted_points,
    dimension_scores,
    medians,
    recorded_weight,
    total_score,
)
from app.shared.memory import collector_paused
from app.shared.sentences import Sentence, say


@dataclass(frozen=True)
class Line:
    """One section in the ranking of its group; without a place when it is only listed."""

    section_id: int
    code: str
    contract_no: str
    eligibility: Eligibility
    eligibility_reason: Sentence | None
    place: int | None
    order: int | None
    previous_place: int | None
    band: Band | None
    score: Decimal | None
    recorded_weight: Decimal
    vetoes: tuple[str, ...]
    barred_reason: Sentence | None
    dimensions: tuple[DimensionScore, ...]
    names: SectionNames

    @property
    def change(self) -> int | None:
        """Places gained since last month, negative when lost; None without two places."""
        if self.place is None or self.previous_place is None:
            return None
        return self.previous_place - self.place


@dataclass(frozen=True)
class _Marked:
    """A section on its way to a line."""

    figures: SectionFigures
    assessed: tuple[Assessed, ...]
    eligibility: Eligibility
    reason: Sentence | None
    vetoes: tuple[str, ...]
    barred_reason: Sentence | None


@collector_paused()
def rank_month(figures: MonthFigures, policy: Policy) -> tuple[Line, ...]:
    """Return one line per section: ranked ones by place, then those only listed, by code."""
    marked = [_mark(section, policy, figures.end) for section in figures.sections]
    ranked = [m for m in marked if m.eligibility == Eligibility.RANKED]
    needs_medians = policy.missing == MissingRule.GROUP_MEDIAN
    typical = medians([m.assessed for m in ranked]) if needs_medians else {}
    scored = {m.figures.section_id: _scored(m, policy, typical) for m in marked}
    standings = rank(_candidates(ranked, scored), policy)
    lines = [
        _line(m, scored[m.figures.section_id], standings.get(m.figures.section_id)) for m in marked
    ]
    return tuple(
        sorted(lines, key=lambda line: (line.order or len(lines) + 1, line.code, line.section_id))
    )


def _mark(section: SectionFigures, policy: Policy, end: date) -> _Marked:
    assessed = assess(section, policy)
    eligibility, reason = eligibility_of(section, recorded_weight(assessed), policy, end)
    vetoes = tuple(sorted({v.kind for v in section.vetoes if v.kind in policy.vetoes}))
    barred_reason = _barred_reason(section, vetoes)
    return _Marked(section, assessed, eligibility, reason, vetoes, barred_reason)


def _scored(
    marked: _Marked, policy: Policy, typical: Mapping[Dimension, Fraction]
) -> tuple[Decimal | None, tuple[DimensionScore, ...]]:
    """Return the score after a veto's cap, and the dimensions."""
    counted = counted_points(marked.assessed, policy, typical)
    score = total_score(counted, policy)
    if score is not None and marked.vetoes:
        score = min(score, policy.veto_cap)
    return score, dimension_scores(marked.assessed, counted, policy)


def _barred_reason(section: SectionFigures, vetoes: Sequence[str]) -> Sentence | None:
    if vetoes:
        return say("A veto is confirmed: the score is capped and the front band barred.")
    # R36: quality comes first, so an open critical finding bars the front.
    critical = [
        f
        for f in section.findings
        if f.is_open and f.severity == Severity.CRITICAL and f.topic == Topic.QUALITY
    ]
    if critical:
        return say("A critical quality finding is open: the front band is barred.")
    return None


def _candidates(
    ranked: Sequence[_Marked],
    scored: Mapping[int, tuple[Decimal | None, tuple[DimensionScore, ...]]],
) -> list[Candidate]:
    candidates = []
    for m in ranked:
        score, dimensions = scored[m.figures.section_id]
        candidates.append(
            Candidate(
                section_id=m.figures.section_id,
                score=score or Decimal(0),
                contract_no=m.figures.contract_no,
                points={d.dimension: d.points for d in dimensions if d.points is not None},
                is_barred=m.barred_reason is not None,
            )
        )
    return candidates


def _line(
    marked: _Marked,
    scored: tuple[Decimal | None, tuple[DimensionScore, ...]],
    standing: Standing | None,
) -> Line:
    figures = marked.figures
    return Line(
        section_id=figures.section_id,
        code=figures.code,
        contract_no=figures.contract_no,
        eligibility=marked.eligibility,
        eligibility_reason=marked.reason,
        place=standing.place if standing else None,
        order=standing.order if standing else None,
        previous_place=figures.previous_place,
        band=standing.band if standing else None,
        score=(scored[0] or Decimal(0)) if standing else None,
        recorded_weight=recorded_weight(marked.assessed),
        vetoes=marked.vetoes,
        barred_reason=marked.barred_reason,
        dimensions=scored[1],
        names=figures.names,
    )
