"""What if: the same figures under another policy, side by side; saved nowhere."""

from dataclasses import dataclass

from app.ranking.rules.figures import MonthFigures
from app.ranking.rules.month import Line, rank_month
from app.ranking.rules.policy import Policy


@dataclass(frozen=True)
class Comparison:
    """A section as it is ranked, and as it would be."""

    now: Line
    then: Line

    @property
    def change(self) -> int | None:
        """Places gained under the other policy, negative when lost."""
        if self.now.place is None or self.then.place is None:
            return None
        return self.now.place - self.then.place


def compare(figures: MonthFigures, now: Policy, then: Policy) -> tuple[Comparison, ...]:
    """Return the sections in today's order."""
    others = {line.section_id: line for line in rank_month(figures, then)}
    return tuple(Comparison(line, others[line.section_id]) for line in rank_month(figures, now))
