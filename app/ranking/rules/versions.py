"""The rules of the ranking by version: a month is recomputed by the rules under which it was drafted.

When other points, words or places are to come out of the same figures, the version in force stays as it
is, in a module of its own, and the new rules get the next number. Source: docs/decisions/0009.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.ranking.rules.figures import MonthFigures
from app.ranking.rules.month import Line, rank_month
from app.ranking.rules.policy import Policy


@dataclass(frozen=True)
class Rules:
    """One version: what makes lines of the figures of a month and its policy."""

    version: int
    rank: Callable[[MonthFigures, Policy], tuple[Line, ...]]
    #: Fields of figures and lines that came later: what was kept under this version has none of them.
    later_fields: frozenset[str] = frozenset()


RULES: dict[int, Rules] = {
    rules.version: rules
    for rules in (
        Rules(1, rank_month, frozenset({"is_supported"})),
        # From here on a section may be ranked by its supported progress.
        Rules(2, rank_month),
    )
}


def current_rules() -> Rules:
    """Return the rules under which a month is drafted today."""
    return RULES[max(RULES)]


def find_rules(version: int) -> Rules | None:
    """Return the rules of a version, None where this program does not have them."""
    return RULES.get(version)
