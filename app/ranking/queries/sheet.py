"""What the month sheet shows, read in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from app.accounts.models import User
from app.extensions import db
from app.ranking.models import Ranking, RankingLine
from app.ranking.queries.objections import count_objections
from app.ranking.queries.rankings import list_versions, may_see, months_beside
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import WorkGroup
from app.shared.calendar import Month
from app.works.models import Section


@dataclass(frozen=True)
class MonthSheet:
    """One group's month as a reader sees it: the version shown and what lies around."""

    month: Month
    previous: Month | None
    next: Month | None
    groups: Sequence[WorkGroup]
    group: WorkGroup
    versions: Sequence[Ranking]
    shown: Ranking | None
    waiting: int
    accepted: int
    #: Sections of the reader's own organisation, when it is a contractor.
    own_section_ids: frozenset[int]

    @property
    def in_force(self) -> Ranking | None:
        """The version that counts: the last frozen one, else the last published one."""
        out = [v for v in self.versions if v.state != RankingState.DRAFT]
        frozen = [v for v in out if v.state == RankingState.FROZEN]
        return next(iter(frozen or out), None)

    @property
    def draft(self) -> Ranking | None:
        """The version under way."""
        return next((v for v in self.versions if v.state == RankingState.DRAFT), None)

    @property
    def is_replaced(self) -> bool:
        """Whether another version counts instead of the one shown."""
        if self.shown is None or self.in_force is None:
            return False
        return self.shown.state != RankingState.DRAFT and self.in_force.number > self.shown.number


def get_month_sheet(
    user: User, month: Month, group: WorkGroup | None = None, number: int | None = None
) -> MonthSheet:
    """Return the sheet; without a ranking `shown` is None."""
    versions = [v for v in list_versions(month) if may_see(user, v)]
    groups = [g for g in WorkGroup if any(v.group == g for v in versions)]
    wanted = group or (groups[0] if groups else WorkGroup.ROADS)
    of_group = [v for v in versions if v.group == wanted]
    shown = next((v for v in of_group if number in (None, v.number)), None)
    previous, following = months_beside(user, month)
    waiting, accepted = count_objections(shown.id) if shown else (0, 0)
    return MonthSheet(
        month=month,
        previous=previous,
        next=following,
        groups=groups,
        group=wanted,
        versions=of_group,
        shown=shown,
        waiting=waiting,
        accepted=accepted,
        own_section_ids=_own_sections(user),
    )


def list_sheet_lines(ranking_id: int) -> Sequence[Row[Any]]:
    """Return the lines in their order: columns, not objects, since a month has hundreds of them."""
    columns = (
        *(RankingLine.id, RankingLine.section_id, RankingLine.place, RankingLine.previous_place),
        *(RankingLine.band, RankingLine.score, RankingLine.eligibility, RankingLine.sheet),
    )
    return db.session.execute(
        select(*columns)
        .where(RankingLine.ranking_id == ranking_id)
        .order_by(RankingLine.strict_order.asc().nulls_last(), RankingLine.id)
    ).all()


def _own_sections(user: User) -> frozenset[int]:
    if not user.is_outsider:
        return frozenset()
    rows = select(Section.id).where(Section.contractor_id == user.organisation_id)
    return frozenset(db.session.scalars(rows))
