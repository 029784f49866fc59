"""What the monthly bulletin prints (domain.md 3.2), for the exports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.ranking.models import Ranking
from app.ranking.queries.rankings import list_in_force, list_whole_lines
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.month import Line
from app.ranking.rules.policy import Band, Policy, WorkGroup, read_policy
from app.ranking.rules.snapshot import read_line
from app.shared.calendar import Month


@dataclass(frozen=True)
class Bulletin:
    """One group's month as it is announced: ranked lines first, then those only listed."""

    month: Month
    group: WorkGroup
    ranking_id: int
    number: int
    is_frozen: bool
    start: date
    end: date
    sha256: str
    policy: Policy
    lines: Sequence[Line]

    @property
    def front(self) -> list[Line]:
        """The lines to be paid first."""
        return [line for line in self.lines if line.band == Band.FRONT]

    @property
    def rear(self) -> list[Line]:
        """The lines whose payment is deferred or reduced."""
        return [line for line in self.lines if line.band == Band.REAR]


def bulletin(month: Month) -> list[Bulletin]:
    """Return what is in force for the month, one bulletin for each group; empty when there is none."""
    return [bulletin_of(ranking) for ranking in list_in_force(month)]


def bulletin_of(ranking: Ranking) -> Bulletin:
    """Return the bulletin of one version."""
    return Bulletin(
        month=ranking.month,
        group=ranking.group,
        ranking_id=ranking.id,
        number=ranking.number,
        is_frozen=ranking.state == RankingState.FROZEN,
        start=ranking.start_on,
        end=ranking.end_on,
        sha256=ranking.sha256,
        policy=read_policy(ranking.policy),
        lines=[read_line(line.content) for line in list_whole_lines(ranking.id)],
    )
