"""Makers of payment rules' input: only what a test is about is named in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.payments import actions, queries
from app.payments.models import PaymentRecord, ReleaseProposal
from app.payments.rules.entitlement import Account, Confirmation
from app.payments.rules.ledger import PaymentKind
from app.payments.rules.policy import Policy
from app.payments.rules.propose import Proposal, propose
from app.ranking.models import Ranking, RankingLine
from app.ranking.rules.canonical import plain
from app.ranking.rules.eligibility import Eligibility
from app.ranking.rules.figures import SectionNames
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.month import Line
from app.ranking.rules.policy import Band, Dimension, WorkGroup
from app.ranking.rules.score import Deduction, DimensionScore
from app.shared.audit import Program
from app.shared.calendar import Month, Week, WorkingCalendar, clock_at, now
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.progress import a_rollup
from tests.makers.ranking import month_figures, section_figures
from tests.makers.works import a_contract, a_section

_numbers = count(1)
JUNE, WEEK = Month(2020, 6), Week(2020, 25)
TERMS = {
    "signed_on": date(2024, 1, 1),
    "payment_share": Decimal("0.9"),
    "payment_days": 60,
    "number": "HT",
}
TODAY = date(2026, 7, 1)
CONFIRMED_ON = date(2026, 6, 25)
WAN = 1_000_000  # one 万元 in fen


def an_account(section_id: int = 1, completed_wan: int = 500, **terms: Any) -> Account:
    """Return a section of 2025 whose works were confirmed once, on 25 June 2026."""
    given: dict[str, Any] = {
        "section_id": section_id,
        "contract_no": f"HT-{section_id:03d}",
        "confirmed": (Confirmation(CONFIRMED_ON, completed_wan * WAN),),
        "paid_fen": 350 * WAN,
        "wages_paid_fen": 350 * WAN,
        "contract_share": Decimal("0.90"),
        "wage_share": Decimal("0.20"),
        "signed_on": date(2025, 3, 1),
        "agreed_days": 60,
    }
    return Account(**(given | terms))


def a_proposal(*accounts: Account, funds_wan: int = 10_000, **settings: Any) -> Proposal:
    """Return what is proposed on 1 July 2026 with the default policy."""
    return propose(
        accounts,
        funds_wan * WAN,
        settings.get("policy", Policy()),
        settings.get("today", TODAY),
        settings.get("calendar", WorkingCalendar()),
    )


def a_paid_section(
    name: str = "", done: str = "0.5", paid_wan: int = 0, week: Week = WEEK, **terms: Any
) -> Section:
    """Return a section with a contract of 10 million yuan, 90 % owed, signed 2024, confirmed to `done`."""
    section = a_section(name=name, contractor=terms.pop("contractor", None))
    a_contract(section, 1000 * WAN, **(TERMS | terms))
    a_rollup(section, week, done)
    if paid_wan:
        a_payment(section, paid_wan * WAN, PaymentKind.WAGES)
    return section


def a_payment(
    section: Section, amount_fen: int, kind: PaymentKind = PaymentKind.PROGRESS
) -> PaymentRecord:
    """Return a payment of January 2020, booked by the program."""
    return actions.record_payment(
        section,
        kind,
        amount_fen,
        paid_on=date(2020, 1, 6),
        reference=f"凭{next(_numbers)}",
        by=Program(),
    )


def a_frozen_ranking(
    standings: Mapping[Section, Band | None],
    month: Month = JUNE,
    number: int = 1,
    cost: Deduction | None = None,
) -> Ranking:
    """Return a frozen ranking with these sections in this order; None is newly started."""
    ranking = Ranking(
        month=month,
        group=WorkGroup.ROADS,
        number=number,
        start_on=date(2020, 5, 26),
        end_on=date(2020, 6, 26),
        figures=plain(month_figures(*(section_figures(one.id) for one in standings))),
        policy={},
        rules_version=1,
        sha256=f"{number:064d}",
        drafted_by_name="测试",
        drafted_at=now(),
    )
    db.session.add(ranking)
    db.session.flush()
    for place, (section, band) in enumerate(standings.items(), start=1):
        db.session.add(_ranking_line(ranking, section, place, band, cost))
    db.session.flush()
    ranking.published_by_name, ranking.published_at = "测试", now()
    ranking.objections_until = date(2020, 6, 30)
    ranking.frozen_by_name, ranking.frozen_at = "测试", now()
    ranking.state = RankingState.FROZEN
    db.session.flush()
    return ranking


def a_release(funds_wan: int = 10_000, by: User | None = None) -> ReleaseProposal:
    """Return the draft of June 2020, proposed by somebody of finance on 1 July 2020."""
    with on_first_july():
        return actions.propose_releases(JUNE, funds_wan * WAN, by=by or a_user(Role.FINANCE))


def an_approved_release(funds_wan: int = 10_000) -> ReleaseProposal:
    proposal = a_release(funds_wan)
    approve_it(proposal, a_user(Role.LEADER))
    return proposal


def approve_it(proposal: ReleaseProposal, by: User) -> None:
    seen = actions.decision_fingerprint(proposal, queries.list_lines(proposal))
    actions.approve(proposal, by=by, seen_sha256=seen)


@contextmanager
def on_first_july() -> Iterator[None]:
    with clock_at(datetime(2020, 7, 1, 2, tzinfo=UTC)):
        yield


def _ranking_line(
    ranking: Ranking, section: Section, place: int, band: Band | None, cost: Deduction | None
) -> RankingLine:
    line = Line(
        section_id=section.id,
        code=section.name,
        contract_no="HT",
        eligibility=Eligibility.RANKED if band else Eligibility.NEW,
        eligibility_reason=None,
        place=place if band else None,
        order=place if band else None,
        previous_place=None,
        band=band,
        score=Decimal(90 - place) if band else None,
        recorded_weight=Decimal(100),
        vetoes=(),
        barred_reason=None,
        dimensions=(
            DimensionScore(
                Dimension.QUALITY, Decimal(30), Decimal(25), None, (cost,) if cost else ()
            ),
        ),
        names=SectionNames(),
    )
    return RankingLine(
        ranking_id=ranking.id,
        section_id=section.id,
        eligibility=line.eligibility,
        place=line.place,
        strict_order=line.order,
        band=band,
        score=line.score,
        sheet={},
        content=plain(line),
    )
