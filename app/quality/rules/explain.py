"""A judgement told in words: what was measured, what it came to, what is asked for, and why."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.quality.rules.evaluation import Evaluation, Lot, Verdict
from app.quality.rules.standard import Measure, Method, Tolerance
from app.shared.quantities import Chainage, round_half_up
from app.shared.sentences import Sentence, say

MOST_PLACES: Final = 4
MINUS, PLUS_MINUS, AT_LEAST, AT_MOST = "−", "±", "≥", "≤"


@dataclass(frozen=True)
class Told:
    """A line of the explanation; `is_met` says whether the condition holds, None for a mere figure."""

    sentence: Sentence
    is_met: bool | None = None


def explain(lot: Lot, found: Evaluation) -> list[Told]:
    """Return the way from the values to the verdict, one sentence each; figures are rounded here only."""
    if found.mean is None:
        return []
    kind, places = lot.tolerance.kind, places_of(lot)
    told = [Told(_figures(found, kind, places))]
    if kind.method is Method.LOWER_BOUND:
        told += _bound(found, kind, places)
    elif kind.is_strength:
        told += _strength(lot, found, places)
    if kind.method in (Method.LOWER_BOUND, Method.SINGLE_VALUES):
        told += _singles(lot, found, places)
    return [*told, *(Told(reason, is_met=False) for reason in _left_to_say(found))]


def places_of(lot: Lot) -> int:
    """Return with how many decimals figures are shown: one more than the values have."""
    most = max((-int(value.normalize().as_tuple().exponent) for value in lot.values), default=0)
    return min(max(most, 0) + 1, MOST_PLACES)


def bad_places(lot: Lot, found: Evaluation) -> list[Sentence]:
    """Return each value that counts against the lot, with its station."""
    unit = lot.tolerance.kind.unit
    return [
        say(
            "No. %(place)s, %(station)s: %(value)s %(unit)s is %(fault)s.",
            place=bad.place,
            station=_where(bad.sample.station_m, bad.sample.side),
            value=_short(bad.sample.value),
            unit=unit,
            fault=bad.fault.label,
        )
        for bad in found.bad
    ]


def allowed_text(line: Tolerance) -> Sentence | str:
    """Return the tolerance as the report writes it: −10 / −20 mm for representative and single value."""
    unit = "%" if line.is_of_design else ("mm" if line.kind is Measure.WIDTH else line.kind.unit)
    if line.required is not None:
        return f"{AT_LEAST}{_short(line.required)} {unit}"
    if line.kind.method is Method.LOWER_BOUND:
        return f"{MINUS}{_short(line.mean_below)} / {MINUS}{_short(line.below)} {unit}"
    if line.kind.is_strength:
        return ""
    if line.below is not None and line.below == line.above:
        return f"{PLUS_MINUS}{_short(line.below)} {unit}"
    if line.above is not None:
        return f"{AT_MOST}{_short(line.above)} {unit}"
    if not line.below:
        return say("not less than the design")
    return f"{MINUS}{_short(line.below)} {unit}"


def _figures(found: Evaluation, kind: Measure, places: int) -> Sentence:
    if found.scatter is None:
        return say(
            "%(number)s value, mean %(mean)s %(unit)s.",
            number=found.number, mean=_shown(found.mean, places), unit=kind.unit,
        )  # fmt: skip
    return say(
        "%(number)s values, mean %(mean)s %(unit)s, standard deviation S %(scatter)s.",
        number=found.number, mean=_shown(found.mean, places), unit=kind.unit,
        scatter=_shown(found.scatter, places + 1),
    )  # fmt: skip


def _bound(found: Evaluation, kind: Measure, places: int) -> list[Told]:
    if found.representative is None or found.limit is None:
        return []
    sentence = say(
        "Representative value: %(mean)s − %(coefficient)s × %(scatter)s = %(value)s %(unit)s; at least"
        " %(limit)s is needed.",
        mean=_shown(found.mean, places), coefficient=found.coefficient,
        scatter=_shown(found.scatter, places + 1), value=_shown(found.representative, places),
        unit=kind.unit, limit=_short(found.limit),
    )  # fmt: skip
    return [Told(sentence, found.representative >= found.limit)]


def _singles(lot: Lot, found: Evaluation, places: int) -> list[Told]:
    told = []
    if found.extreme is not None:
        least = min(lot.values)
        sentence = say(
            "The smallest value is %(least)s; none may be below the stated extreme of %(extreme)s.",
            least=_short(least), extreme=_short(found.extreme),
        )  # fmt: skip
        told.append(Told(sentence, least >= found.extreme))
    if found.pass_share is None or found.verdict is Verdict.TOO_FEW:
        return told
    good = found.number - len(found.bad)
    sentence = say(
        "%(good)s of %(number)s single values lie within %(limits)s: %(share)s %%; at least"
        " %(needed)s %% is needed.",
        good=good, number=found.number, limits=_limits(found, lot.tolerance.kind),
        share=_percent(Decimal(good) / found.number), needed=_percent(found.needed_share),
    )  # fmt: skip
    return [*told, Told(sentence, Decimal(good) / found.number >= found.needed_share)]


def _strength(lot: Lot, found: Evaluation, places: int) -> list[Told]:
    told = []
    if found.limit is not None and found.representative is not None:
        sentence = _mean_needed(lot, found, places)
        told.append(Told(sentence, found.representative >= found.limit))
    if found.lowest is not None:
        least = min(lot.values)
        sentence = say(
            "The weakest group has %(least)s MPa; at least %(lowest)s MPa is needed.",
            least=_short(least), lowest=_short(found.lowest),
        )  # fmt: skip
        told.append(Told(sentence, not found.bad or found.verdict is Verdict.PASSED))
    return told


def _mean_needed(lot: Lot, found: Evaluation, places: int) -> Sentence:
    required, limit = _short(lot.required), _shown(found.limit, places)
    scatter = found.used_scatter
    if scatter is None and lot.tolerance.kind.method is Method.UNCONFINED:
        scatter = found.scatter
    if scatter is None:
        return say(
            "With so few groups the mean must be at least %(factor)s × %(required)s = %(limit)s MPa.",
            factor=found.coefficient,
            required=required,
            limit=limit,
        )
    return say(
        "For %(required)s MPa and a scatter S counted as %(scatter)s (factor %(factor)s) the mean must be"
        " at least %(limit)s MPa.",
        required=required,
        limit=limit,
        factor=found.coefficient,
        scatter=_shown(scatter, places),
    )


def _left_to_say(found: Evaluation) -> tuple[Sentence, ...]:
    """Reasons that no line above has told: too few values, or strengths that scatter beyond measure."""
    if found.verdict is Verdict.TOO_FEW:
        return found.reasons
    return found.reasons if found.limit is None and found.lowest is None else ()


def _limits(found: Evaluation, kind: Measure) -> str:
    low, high = found.lowest, found.highest
    if low is not None and high is not None:
        return f"{_short(low)}～{_short(high)} {kind.unit}"
    return (
        f"{AT_LEAST}{_short(low)} {kind.unit}"
        if low is not None
        else f"{AT_MOST}{_short(high)} {kind.unit}"
    )


def _where(station_m: Decimal | None, side: str) -> str:
    station = str(Chainage(station_m)) if station_m is not None else ""
    return " ".join(word for word in (station, side) if word) or "—"


def _percent(share: Decimal) -> str:
    return _short(round_half_up(share * 100, 1))


def _shown(value: Decimal | None, places: int) -> str:
    return "—" if value is None else str(round_half_up(value, places))


def _short(value: Decimal | None) -> str:
    """Return the number without needless zeros, at most four decimals."""
    if value is None:
        return "—"
    text = f"{round_half_up(value, MOST_PLACES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
