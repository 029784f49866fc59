"""Which rankings there are and which of them is in force."""

from collections.abc import Collection, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import undefer
from sqlalchemy.sql import ColumnElement

from app.accounts.models import User
from app.extensions import db
from app.ranking.models import Ranking, RankingLine
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import Band, WorkGroup
from app.shared.calendar import Month
from app.shared.errors import NotFound

SEEN_BY_ALL = (RankingState.PUBLISHED, RankingState.FROZEN)


def _in_force_first() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Order: the last frozen version, else the last published one."""
    return case((Ranking.state == RankingState.FROZEN, 0), else_=1).asc(), Ranking.number.desc()


def find_in_force(month: Month, group: WorkGroup) -> Ranking | None:
    """Return the frozen ranking that counts, else the published one, else None. Never a draft."""
    return db.session.scalars(
        select(Ranking)
        .where(Ranking.month == month, Ranking.group == group, Ranking.state.in_(SEEN_BY_ALL))
        .order_by(*_in_force_first())
        .limit(1)
    ).one_or_none()


def get_frozen_or_published(month: Month, group: WorkGroup) -> Ranking:
    """Return the ranking in force. Raises NotFound."""
    ranking = find_in_force(month, group)
    if ranking is None:
        raise NotFound
    return ranking


def list_in_force(month: Month, *, frozen_only: bool = False) -> list[Ranking]:
    """Return the ranking in force of each group, in the order of groups."""
    states = (RankingState.FROZEN,) if frozen_only else SEEN_BY_ALL
    rankings = db.session.scalars(
        select(Ranking)
        .where(Ranking.month == month, Ranking.state.in_(states))
        .order_by(*_in_force_first())
    ).all()
    first: dict[WorkGroup, Ranking] = {}
    for ranking in rankings:
        first.setdefault(ranking.group, ranking)
    return [first[group] for group in WorkGroup if group in first]


def latest_numbers() -> list[int]:
    """Return the numbers of what latest_ranking() returns, without reading the rankings themselves."""
    newest = select(func.max(Ranking.month)).where(Ranking.state.in_(SEEN_BY_ALL))
    rows = db.session.execute(
        select(Ranking.group, Ranking.id)
        .where(Ranking.month == newest.scalar_subquery(), Ranking.state.in_(SEEN_BY_ALL))
        .order_by(*_in_force_first())
    )
    first: dict[WorkGroup, int] = {}
    for group, number in rows:
        first.setdefault(group, number)
    return list(first.values())


def latest_ranking() -> list[Ranking]:
    """Return the rankings in force of the last month that has any, one for each group."""
    month = db.session.scalar(select(func.max(Ranking.month)).where(Ranking.state.in_(SEEN_BY_ALL)))
    return list_in_force(month) if month else []


def last_month_out() -> Month | None:
    """Return the last month that is published or frozen for any group."""
    month: Month | None = db.session.scalar(
        select(func.max(Ranking.month)).where(Ranking.state.in_(SEEN_BY_ALL))
    )
    return month


def find_draft(month: Month, group: WorkGroup) -> Ranking | None:
    """Return the draft of the group's month."""
    return db.session.scalars(
        select(Ranking).where(
            Ranking.month == month, Ranking.group == group, Ranking.state == RankingState.DRAFT
        )
    ).one_or_none()


def list_versions(month: Month, group: WorkGroup | None = None) -> Sequence[Ranking]:
    """Return all versions of the month, of one group or of all, the newest first."""
    statement = select(Ranking).where(Ranking.month == month)
    if group:
        statement = statement.where(Ranking.group == group)
    return db.session.scalars(statement.order_by(Ranking.group, Ranking.number.desc())).all()


def get_ranking_for(user: User, ranking_id: int) -> Ranking:
    """Return the ranking. Raises NotFound, also for a draft that is not the reader's to see."""
    ranking = db.session.get(Ranking, ranking_id)
    if ranking is None or not may_see(user, ranking):
        raise NotFound
    return ranking


def get_line_for(user: User, line_id: int) -> RankingLine:
    """Return a line with its ranking; published lines are for all sections to see (R38)."""
    line = db.session.get(RankingLine, line_id)
    if line is None or not may_see(user, line.ranking):
        raise NotFound
    return line


def may_see(user: User, ranking: Ranking) -> bool:
    """Drafts are the bureau's; what is published is open to every section."""
    return ranking.state in SEEN_BY_ALL or not user.is_outsider


def list_lines(ranking_id: int) -> Sequence[RankingLine]:
    """Return the lines: ranked ones in strict order, then those only listed."""
    return db.session.scalars(
        select(RankingLine)
        .where(RankingLine.ranking_id == ranking_id)
        .order_by(RankingLine.strict_order.asc().nulls_last(), RankingLine.id)
    ).all()


def list_whole_lines(ranking_id: int) -> Sequence[RankingLine]:
    """Return the lines as `list_lines` does, with everything that is kept of them."""
    return db.session.scalars(
        select(RankingLine)
        .where(RankingLine.ranking_id == ranking_id)
        .options(undefer(RankingLine.content))
        .order_by(RankingLine.strict_order.asc().nulls_last(), RankingLine.id)
    ).all()


def find_line(ranking_id: int, section_id: int) -> RankingLine | None:
    """Return the section's line."""
    return db.session.scalars(
        select(RankingLine).where(
            RankingLine.ranking_id == ranking_id, RankingLine.section_id == section_id
        )
    ).one_or_none()


def places_in(month: Month) -> dict[int, int]:
    """Return the place of each section in the month's rankings in force."""
    ids = [ranking.id for ranking in list_in_force(month)]
    rows = db.session.execute(
        select(RankingLine.section_id, RankingLine.place)
        .where(RankingLine.ranking_id.in_(ids), RankingLine.place.is_not(None))
        .order_by(RankingLine.section_id)
    )
    return {section_id: place for section_id, place in rows if place}


def bands_in(month: Month, *, frozen_only: bool = False) -> dict[int, Band]:
    """Return the band of each ranked section in the month's rankings in force."""
    return _bands(list_in_force(month, frozen_only=frozen_only))


def latest_bands() -> dict[int, Band]:
    """Return the band of each ranked section in the latest rankings in force."""
    return _bands(latest_ranking())


def _bands(rankings: Collection[Ranking]) -> dict[int, Band]:
    ids = [ranking.id for ranking in rankings]
    rows = db.session.execute(
        select(RankingLine.section_id, RankingLine.band)
        .where(RankingLine.ranking_id.in_(ids), RankingLine.band.is_not(None))
        .order_by(RankingLine.section_id)
    )
    return {section_id: band for section_id, band in rows if band}


def band_of(section_id: int, month: Month) -> Band | None:
    """Return the section's band in the month, None when it is not ranked."""
    return bands_in(month).get(section_id)


def months_beside(user: User, month: Month) -> tuple[Month | None, Month | None]:
    """Return the nearest months before and after that have a ranking the user may see."""
    seen = SEEN_BY_ALL if user.is_outsider else tuple(RankingState)
    months = select(Ranking.month).where(Ranking.state.in_(seen))
    before = months.where(Ranking.month < month).order_by(Ranking.month.desc()).limit(1)
    after = months.where(Ranking.month > month).order_by(Ranking.month).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


def lines_of_section(section_id: int, months: int = 12) -> Sequence[RankingLine]:
    """Return the section's published and frozen lines, the newest month first."""
    return db.session.scalars(
        select(RankingLine)
        .join(RankingLine.ranking)
        .where(RankingLine.section_id == section_id, Ranking.state.in_(SEEN_BY_ALL))
        .order_by(Ranking.month.desc(), *_in_force_first())
        .limit(months)
    ).all()
