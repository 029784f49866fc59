"""Judging a lot of test values. Source: JTG F80/1-2017 appendices B, C, D, G, H; domain.md 2.3.

Figures are exact decimals. Full values are compared (全数值比较法, GB/T 8170); only what is shown is
rounded, half up, to one place more than the values have.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from typing import Final

from app.quality.rules.coefficients import coefficient
from app.quality.rules.standard import Method, Standard, Tolerance
from app.shared.sentences import LabelledEnum, Sentence, say

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
#: One value says nothing of the scatter.
LEAST_FOR_SCATTER: Final = 2
_EXACT: Final = Context(prec=40)


class Verdict(LabelledEnum):
    """What a lot comes to."""

    PASSED = "passed", say("Passed")
    FAILED = "failed", say("Failed")
    TOO_FEW = "too_few", say("Too few samples")


class Fault(LabelledEnum):
    """What is wrong with one value."""

    TOO_LOW = "too_low", say("below the limit of a single value")
    TOO_HIGH = "too_high", say("above the limit of a single value")
    EXTREME = "extreme", say("beyond the stated extreme")
    WEAK = "weak", say("below the least strength of a group")


@dataclass(frozen=True)
class Sample:
    """One value and where it was taken."""

    value: Decimal
    station_m: Decimal | None = None
    side: str = ""


@dataclass(frozen=True)
class BadSample:
    """A value that counts against the lot; `place` is its number in the lot, from 1."""

    place: int
    sample: Sample
    fault: Fault


@dataclass(frozen=True)
class Needed:
    """Which share of the values must be good."""

    key_share: Decimal = Decimal("0.95")
    general_share: Decimal = Decimal("0.80")

    def of(self, tolerance: Tolerance) -> Decimal:
        """Return the share that a line of the standard needs."""
        return self.key_share if tolerance.is_key else self.general_share


@dataclass(frozen=True)
class Lot:
    """The values of one stretch, one layer and one kind of test."""

    samples: Sequence[Sample]
    #: What the drawings ask for; 0 where the value itself is a deviation.
    design: Decimal
    tolerance: Tolerance

    @property
    def values(self) -> list[Decimal]:
        """The bare numbers."""
        return [sample.value for sample in self.samples]

    @property
    def required(self) -> Decimal:
        """What the lot is measured against: the standard's own figure, else the design."""
        return self.design if self.tolerance.required is None else self.tolerance.required


@dataclass(frozen=True)
class Evaluation:
    """All figures of the judgement, none of them rounded."""

    number: int
    verdict: Verdict
    required: Decimal
    needed_share: Decimal
    mean: Decimal | None = None
    #: Standard deviation of the sample, over n - 1.
    scatter: Decimal | None = None
    #: The scatter that was counted with, where the standard does not accept a smaller one.
    used_scatter: Decimal | None = None
    #: t/√n, λ, K or Z, by the method.
    coefficient: Decimal | None = None
    #: What is compared with `limit`: the lower bound of the mean, or the mean itself.
    representative: Decimal | None = None
    limit: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    extreme: Decimal | None = None
    pass_share: Decimal | None = None
    bad: tuple[BadSample, ...] = ()
    #: Why it did not pass, each a sentence.
    reasons: tuple[Sentence, ...] = ()


def evaluate(lot: Lot, standard: Standard, needed: Needed) -> Evaluation:
    """Return what the lot comes to by the standard. The order of the values does not matter."""
    with localcontext(_EXACT):
        found = _BY_METHOD[lot.tolerance.kind.method](lot, standard, _begin(lot, needed))
        return _too_few(lot, found)


def mean_of(values: Sequence[Decimal]) -> Decimal:
    """Return the arithmetic mean."""
    return sum(sorted(values), ZERO) / len(values)


def scatter_of(values: Sequence[Decimal]) -> Decimal:
    """Return the standard deviation of a sample of at least two."""
    mean = mean_of(values)
    return (sum(sorted((v - mean) ** 2 for v in values), ZERO) / (len(values) - 1)).sqrt()


def _begin(lot: Lot, needed: Needed) -> Evaluation:
    values = lot.values
    return Evaluation(
        len(values), Verdict.FAILED, lot.required, needed.of(lot.tolerance),
        mean=mean_of(values) if values else None,
        scatter=scatter_of(values) if len(values) >= LEAST_FOR_SCATTER else None,
    )  # fmt: skip


def _lower_bound(lot: Lot, _standard: Standard, found: Evaluation) -> Evaluation:
    """Judge thickness and compaction: first the representative value, then the single ones."""
    line, required = lot.tolerance, lot.required
    found = _with_singles(lot, found)
    if found.mean is None or found.scatter is None or line.confidence is None:
        return found
    factor = coefficient(found.number, line.confidence)
    bound = found.mean - factor * found.scatter
    limit = required - (line.deviation(line.mean_below, required) or ZERO)
    found = replace(found, coefficient=factor, representative=bound, limit=limit)
    if bound < limit:
        reason = say("The representative value is below its limit, so no value of the lot counts.")
        return replace(found, pass_share=ZERO, reasons=(reason, *found.reasons))
    return _by_share(found)


def _single_values(lot: Lot, _standard: Standard, found: Evaluation) -> Evaluation:
    return _by_share(_with_singles(lot, found))


def _with_singles(lot: Lot, found: Evaluation) -> Evaluation:
    """Return the limits of single values, the values beyond them, and the share of good ones."""
    line, required = lot.tolerance, lot.required
    below, above, extreme = (
        line.deviation(allowed, required)
        for allowed in (line.below, line.above, line.extreme_below)
    )
    lowest = None if below is None else required - below
    highest = None if above is None else required + above
    furthest = None if extreme is None else required - extreme
    faults = [_fault(value, lowest, highest, furthest) for value in lot.values]
    bad = tuple(
        BadSample(place, sample, fault)
        for place, (sample, fault) in enumerate(zip(lot.samples, faults, strict=True), 1)
        if fault
    )
    share = Decimal(found.number - len(bad)) / found.number if found.number else None
    found = replace(
        found, lowest=lowest, highest=highest, extreme=furthest, bad=bad, pass_share=share
    )
    if Fault.EXTREME in faults:
        reason = say("A value lies beyond the stated extreme.")
        return replace(found, pass_share=ZERO, reasons=(reason,))
    return found


def _fault(
    value: Decimal, lowest: Decimal | None, highest: Decimal | None, furthest: Decimal | None
) -> Fault | None:
    if furthest is not None and value < furthest:
        return Fault.EXTREME
    if lowest is not None and value < lowest:
        return Fault.TOO_LOW
    if highest is not None and value > highest:
        return Fault.TOO_HIGH
    return None


def _by_share(found: Evaluation) -> Evaluation:
    if found.reasons or found.pass_share is None:
        return found
    if found.pass_share >= found.needed_share:
        return replace(found, verdict=Verdict.PASSED)
    return replace(found, reasons=(say("Too small a share of the values is good."),))


def _unconfined(lot: Lot, standard: Standard, found: Evaluation) -> Evaluation:
    """Judge R̄ ≥ R_d / (1 - Z·C_v)."""
    line = standard.factor(Method.UNCONFINED, lot.tolerance.group, found.number, lot.required)
    if line is None or not found.mean or found.scatter is None:
        return found
    rest = ONE - line.mean_factor * found.scatter / abs(found.mean)
    found = replace(found, coefficient=line.mean_factor, representative=found.mean)
    if rest <= ZERO:
        return _all_or_none(found, (say("The strengths scatter so widely that no mean would do."),))
    found = replace(found, limit=lot.required / rest)
    return _all_or_none(found, _mean_reasons(found))


def _grouped(method: Method) -> Callable[[Lot, Standard, Evaluation], Evaluation]:
    """Return the judgement of concrete strengths: the mean, and the least group."""

    def judge(lot: Lot, standard: Standard, found: Evaluation) -> Evaluation:
        line = standard.factor(method, lot.tolerance.group, found.number, lot.required)
        if line is None or found.mean is None:
            return found
        if line.is_statistical:
            used = max(found.scatter or ZERO, line.least_scatter)
            limit = lot.required + line.mean_factor * used
            found = replace(found, used_scatter=used)
        else:
            limit = lot.required * line.mean_factor
        least = lot.required * (line.minimum_factor or ZERO)
        weak = [(place, s) for place, s in enumerate(lot.samples, 1) if s.value < least]
        found = replace(
            found, coefficient=line.mean_factor, representative=found.mean, limit=limit, lowest=least,
            bad=tuple(BadSample(place, sample, Fault.WEAK) for place, sample in weak),
        )  # fmt: skip
        reasons = _mean_reasons(found)
        if weak and not _one_may(weak, line.one_minimum_factor, lot.required):
            reasons = (*reasons, say("The weakest group is below the least strength."))
        return _all_or_none(found, reasons)

    return judge


def _one_may(
    weak: Sequence[tuple[int, Sample]], one_minimum: Decimal | None, required: Decimal
) -> bool:
    """Return whether the only weak group is still within what one group of a large lot may be."""
    if one_minimum is None or len(weak) > 1:
        return False
    return weak[0][1].value >= one_minimum * required


def _mean_reasons(found: Evaluation) -> tuple[Sentence, ...]:
    if found.representative is None or found.limit is None or found.representative >= found.limit:
        return ()
    return (say("The mean is below what its scatter and number ask for."),)


def _all_or_none(found: Evaluation, reasons: tuple[Sentence, ...]) -> Evaluation:
    """A lot of strengths is good as a whole or not at all."""
    if reasons:
        return replace(found, pass_share=ZERO, reasons=reasons)
    return replace(found, pass_share=ONE, verdict=Verdict.PASSED)


def _too_few(lot: Lot, found: Evaluation) -> Evaluation:
    """Name a lot that is too small to be judged; a value beyond the extreme fails even then."""
    least = max(lot.tolerance.least_samples, _LEAST_BY_METHOD.get(lot.tolerance.kind.method, 1))
    if found.number >= least or any(bad.fault is Fault.EXTREME for bad in found.bad):
        return found
    reason = say(
        "%(number)s values are too few: at least %(least)s are needed.",
        number=found.number,
        least=least,
    )
    return replace(found, verdict=Verdict.TOO_FEW, pass_share=None, reasons=(reason,))


_BY_METHOD: Final[Mapping[Method, Callable[[Lot, Standard, Evaluation], Evaluation]]] = {
    Method.LOWER_BOUND: _lower_bound,
    Method.SINGLE_VALUES: _single_values,
    Method.UNCONFINED: _unconfined,
    Method.COMPRESSIVE: _grouped(Method.COMPRESSIVE),
    Method.FLEXURAL: _grouped(Method.FLEXURAL),
}
_LEAST_BY_METHOD: Final = {
    Method.LOWER_BOUND: LEAST_FOR_SCATTER,
    Method.UNCONFINED: LEAST_FOR_SCATTER,
}
