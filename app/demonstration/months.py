"""The season's months: rankings drafted, published and frozen, and payments that followed them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from app.accounts.models import User
from app.demonstration.season import Season
from app.extensions import db
from app.payments import queries as payment_queries
from app.payments.actions.ledger import record_payment
from app.payments.actions.proposals import approve, decision_fingerprint, propose_releases
from app.payments.models import ReleaseLine
from app.payments.rules.ledger import PaymentKind
from app.ranking.actions import (
    answer,
    draft_month,
    freeze_month,
    object_to,
    publish,
    record_veto,
)
from app.ranking.models import Ranking
from app.ranking.queries import list_lines
from app.ranking.rules.policy import VetoKind, WorkGroup
from app.shared.calendar import SHANGHAI, Month, clock_at, day_of, now, today
from app.shared.settings import value_of, working_calendar
from app.works.models import Section
from app.works.rules import FundKind

#: Months that are ranked, the newest of them still open to objections.
RANKED: Final = 6
FUNDS_FEN: Final = 4_500_000_000
#: The newest month waits for its approval with less money than is due.
SCARCE_FUNDS_FEN: Final = 900_000_000
SCARCE_SOURCES_FEN: Final = {
    FundKind.PROVINCIAL: 400_000_000,
    FundKind.DISTRICT: 200_000_000,
}
#: Days after which a month's objections are answered and it is frozen, weekends and holidays told in.
DAYS_TO_FREEZE: Final = 14
#: In the newest month this group was published later and still takes objections.
STILL_OPEN: Final = WorkGroup.SAFETY_WORKS
#: The section that covered concealed work without sign-off in one of the months.
VETOED: Final = 11


def tell_months(
    season: Season, office: User, leader: User, finance: User, contractor: User
) -> Iterator[str]:
    """Rank, freeze and pay the last months; the newest waits for the leader, one group for objections."""
    newest = _newest_month()
    months = [newest]
    while len(months) < RANKED:
        months.insert(0, months[0].previous())
    _veto(season.sections[VETOED], months[2], office)
    for month in months:
        objector = contractor if month in months[-2:] else None
        still_open = {STILL_OPEN} if month == newest else set()
        rankings = _rank(month, office, leader, objector, still_open)
        yield f"{month}: {len(rankings)} groups ranked" + (
            " (one open to objections)" if still_open else ""
        )
        if month != newest:
            _pay(month, leader, finance)
    with clock_at(now() - timedelta(hours=3)):
        propose_releases(newest, SCARCE_FUNDS_FEN, by=finance, bound=SCARCE_SOURCES_FEN)


def _newest_month() -> Month:
    """Return the last month that was assessed long enough ago to be frozen."""
    month = Month.of(today())
    while _drafted_on(month) + timedelta(days=DAYS_TO_FREEZE) >= today():
        month = month.previous()
    return month


def _drafted_on(month: Month) -> date:
    return month.start.replace(day=value_of("cut_off_day")) + timedelta(days=4)


def _rank(
    month: Month, office: User, leader: User, objector: User | None, still_open: set[WorkGroup]
) -> list[Ranking]:
    drafted_on = _drafted_on(month)
    with clock_at(_morning(drafted_on)):
        rankings = draft_month(month, by=office, on=drafted_on)
    for ranking in rankings:
        published_on = _late_working_day() if ranking.group in still_open else drafted_on
        with clock_at(min(_morning(published_on), now())):
            publish(ranking, by=office, on=published_on)
    done = [ranking for ranking in rankings if ranking.group not in still_open]
    if objector:
        _object(done, objector, office, drafted_on)
    for ranking in done:
        frozen_on = (ranking.objections_until or drafted_on) + timedelta(days=1)
        with clock_at(_morning(frozen_on)):
            freeze_month(ranking, by=leader, on=frozen_on)
    return rankings


def _late_working_day() -> date:
    """Return the last working day up to today: what is published then takes objections today."""
    day = today()
    while not working_calendar().is_working_day(day):
        day -= timedelta(days=1)
    return day


def _object(rankings: list[Ranking], objector: User, office: User, on: date) -> None:
    """Let the contractor object for its first section; the office answers the next day."""
    own = select(Section.id).where(Section.contractor_id == objector.organisation_id)
    ids = set(db.session.scalars(own))
    found = ((r, line) for r in rankings for line in list_lines(r.id) if line.section_id in ids)
    ranking, line = next(found)
    with clock_at(_morning(on)):
        objection = object_to(
            ranking, line.section, "巡查所记缺岗一次，系项目总工当日参加监理例会，已事先报监理备案。",
            "监理例会签到表；请假备案单", by=objector, on=on,
        )  # fmt: skip
    with clock_at(_morning(on + timedelta(days=1))):
        reason = "请假备案单未经监理签字，按考核办法仍计缺岗，不予采纳。"
        answer(objection, accepted=False, reason=reason, by=office)


def _veto(section: Section, month: Month, office: User) -> None:
    day = month.start + timedelta(days=9)
    with clock_at(_morning(day + timedelta(days=1))):
        evidence = "质监站现场检查记录：涵洞台背回填未经四方验收即覆盖，已责令返工。"
        record_veto(section, VetoKind.CONCEALED.value, day, evidence, by=office, on=today())


def _pay(month: Month, leader: User, finance: User) -> None:
    """Propose, approve and pay what the month released."""
    day = month.end + timedelta(days=6)
    with clock_at(_morning(day)):
        proposal = propose_releases(month, FUNDS_FEN, by=finance, on=day_of(now()))
    lines = payment_queries.list_lines(proposal)
    seen = decision_fingerprint(proposal, lines)
    with clock_at(_morning(day + timedelta(days=1))):
        approve(proposal, by=leader, seen_sha256=seen)
    with clock_at(_morning(day + timedelta(days=3))):
        for line in lines:
            _carry_out(line, month, finance)


def _carry_out(line: ReleaseLine, month: Month, finance: User) -> None:
    section = db.session.get_one(Section, line.section_id)
    wages = min(line.wage_fen, line.decided_fen)
    for kind, fen in ((PaymentKind.WAGES, wages), (PaymentKind.PROGRESS, line.decided_fen - wages)):
        if fen > 0:
            record_payment(
                section, kind, fen, paid_on=today(), reference=f"{month}-{section.id}-{kind.value[0]}",
                by=finance, line=line,
            )  # fmt: skip


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=SHANGHAI)
