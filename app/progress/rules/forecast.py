"""When the works will be finished at their present pace, and how that was computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from app.shared.calendar import Week
from app.shared.sentences import Sentence, say

PACE_WEEKS: Final = 4
#: A pace so slow that the end lies further away says nothing about a day.
MOST_WEEKS: Final = 520
ONE: Final = Decimal(1)


@dataclass(frozen=True)
class Done:
    """What was done at the end of a week, cumulative."""

    week: Week
    physical_share: Decimal


@dataclass(frozen=True)
class Forecast:
    """The day on which the works will be finished, or none, and the sentence that explains it."""

    finish: date | None
    explanation: Sentence
    #: Share done in a week at the present pace; none when there is no pace.
    pace_share: Decimal | None = None


def forecast(history: Sequence[Done], pace_weeks: int = PACE_WEEKS) -> Forecast:
    """Return the forecast from the pace of the last weeks; `history` is in the order of weeks."""
    if not history:
        return Forecast(None, say("No forecast: no week is confirmed yet."))
    last = history[-1]
    if last.physical_share >= ONE:
        return Forecast(last.week.last_day, say("The works are finished."))
    first = _where_the_pace_starts(history, pace_weeks)
    weeks = _weeks_from(first.week, last.week)
    if weeks == 0:
        return Forecast(None, say("No forecast: a pace needs at least two confirmed weeks."))
    gained = last.physical_share - first.physical_share
    if gained <= 0:
        return Forecast(
            None, say("No forecast: nothing was added in the last %(weeks)s weeks.", weeks=weeks)
        )
    return _at_pace(last, gained / weeks, weeks)


def _at_pace(last: Done, pace_share: Decimal, weeks: int) -> Forecast:
    left = int(((ONE - last.physical_share) / pace_share).to_integral_value(ROUND_CEILING))
    if left > MOST_WEEKS:
        return Forecast(None, say("No forecast: at this pace it would take over ten years."))
    explanation = say(
        "The last %(weeks)s weeks added %(pace)s percentage points a week; the remaining %(rest)s"
        " points take %(left)s more weeks.",
        weeks=weeks,
        pace=_points(pace_share),
        rest=_points(ONE - last.physical_share),
        left=left,
    )
    return Forecast(last.week.last_day + timedelta(weeks=left), explanation, pace_share)


def _where_the_pace_starts(history: Sequence[Done], pace_weeks: int) -> Done:
    last = history[-1]
    within = [done for done in history if _weeks_from(done.week, last.week) <= pace_weeks]
    return within[0]


def _weeks_from(first: Week, last: Week) -> int:
    return (last.start - first.start).days // 7


def _points(share: Decimal) -> str:
    return f"{share * 100:.1f}"
