"""What a proposal is reckoned from: contracts, confirmed works, payments so far, the ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, String, exists, func, select, type_coerce

from app.certificates.queries import Certified, certified_of
from app.extensions import db
from app.ledger.queries import released_by_source
from app.orders.queries import BlockedStretch
from app.orders.rules import BlockKind
from app.payments.queries.ledger import open_releases, paid_by_section
from app.payments.queries.policies import current_policy
from app.payments.rules import law
from app.payments.rules.entitlement import Account, Confirmation, Held
from app.payments.rules.ledger import PaidSums
from app.payments.rules.sources import left_of
from app.progress.models import WeeklyRollup
from app.progress.queries.held import HeldStretch, held_stretches
from app.ranking.models import Ranking, RankingLine
from app.ranking.queries import list_in_force
from app.ranking.rules.policy import Band
from app.shared.calendar import (
    ONE_DAY,
    Month,
    Week,
    assessment_month_of_week,
    assessment_period,
    today,
    weeks_of_assessment,
)
from app.shared.memory import collector_paused
from app.shared.quantities import Chainage, part_of
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.startup.queries import Readiness, readiness_of
from app.works.models import Contract, FundSource, Project, Section
from app.works.rules import FundKind, Status

NO_RANKING = say("the month's ranking is not frozen")
NOT_IN_RANKING = say("the section stands in no ranking of the month")
NOTHING = Decimal(0)
_ROLLUPS: Final = WeeklyRollup.__table__
_CONTRACTS: Final = Contract.__table__
_SECTIONS: Final = Section.__table__
_PROJECTS: Final = Project.__table__


class Terms(NamedTuple):
    """What is read of a section and its contract, in the order of the columns asked for."""

    name: str
    programme_id: int
    section_id: int
    contract_no: str
    price_fen: int
    signed_on: date | None
    payment_share: Decimal | None
    labour_cost_share: Decimal | None
    is_sme: bool | None
    payment_days: int | None
    late_rate_per_day: Decimal | None


#: Of a section: the last day of the last frozen week of each assessment month, and the share done.
Done = Sequence[tuple[date, Decimal]]


@dataclass(frozen=True)
class SectionInput:
    """One section's account with the two figures behind its completed value."""

    account: Account
    price_fen: int
    done_share: Decimal


@dataclass(frozen=True)
class Inputs:
    """Everything a month's proposal is reckoned from."""

    sections: tuple[SectionInput, ...]
    #: The frozen rankings: [{"ranking_id", "group", "number", "sha256"}, ...].
    rankings: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Standing:
    """A section's place in the frozen ranking of a month, or why it has none."""

    place: int | None
    band: Band | None
    because: Sentence | None


def gather_inputs(month: Month) -> Inputs:
    """Return the inputs of a month's proposal; a fixed number of queries however many sections.

    What was approved before and is not carried out yet counts as paid, so that it is not released twice.
    """
    return _gathered(month, open_releases())


def gather_paid_inputs(month: Month) -> Inputs:
    """Return the same with nothing counted as paid but what really left."""
    return _gathered(month, {})


@collector_paused()
def _gathered(month: Month, reserved: Mapping[int, PaidSums]) -> Inputs:
    contracts = _contracts()
    confirmed = _confirmed_shares(month)
    paid = paid_by_section()
    section_ids = [contract.section_id for contract in contracts]
    held = _held(month, section_ids)
    starts = readiness_of(section_ids, measured_on(month))
    left, certificates = _left_of_programmes(), _certificates(month, section_ids)
    rankings = list_in_force(month, frozen_only=True)
    standings = _standings([ranking.id for ranking in rankings])
    without = Standing(None, None, NOT_IN_RANKING if rankings else NO_RANKING)
    # ASSUMPTION: a contract whose ratio is not entered leaves the whole range of the bands open.
    unstated_share = max(current_policy(month).shares.values())
    sections = tuple(
        _section_input(
            contract,
            unstated_share,
            confirmed.get(contract.section_id, ()),
            _added(paid.get(contract.section_id), reserved.get(contract.section_id)),
            standings.get(contract.section_id, without),
            held.get(contract.section_id, ()),
            _unready(contract.name, starts.get(contract.section_id), month),
            left.get(contract.programme_id, {}),
            certificates.get(contract.section_id, ()),
        )
        for contract in contracts
    )
    return Inputs(sections, _named(rankings))


def measured_on(month: Month) -> date:
    """Return the day on which the month is measured: the last of its assessment period, or today."""
    return min(assessment_period(month, value_of("cut_off_day"))[1] - ONE_DAY, today())


def list_gaps() -> tuple[Sentence, ...]:
    """Return what the contracts do not say although payment depends on it, named by section."""
    return _gaps(_contracts())


def _contracts() -> list[Terms]:
    """Return the contracts of all sections that are or were built, by contract number."""
    rows = db.session.execute(
        select(
            _SECTIONS.c.name,
            _PROJECTS.c.programme_id,
            _CONTRACTS.c.section_id,
            _CONTRACTS.c.number,
            _CONTRACTS.c.price_fen,
            _CONTRACTS.c.signed_on,
            _CONTRACTS.c.payment_share,
            _CONTRACTS.c.labour_cost_share,
            _CONTRACTS.c.contractor_is_sme,
            _CONTRACTS.c.payment_days,
            _CONTRACTS.c.late_rate_per_day,
        )
        .join(_SECTIONS, _SECTIONS.c.id == _CONTRACTS.c.section_id)
        .join(_PROJECTS, _PROJECTS.c.id == _SECTIONS.c.project_id)
        .where(_SECTIONS.c.status != Status.PRELIMINARY)
        .order_by(_CONTRACTS.c.number, _CONTRACTS.c.id)
    )
    return [Terms._make(row) for row in rows.all()]


def _left_of_programmes() -> dict[int, dict[FundKind, int]]:
    """Return by programme what each source that it names still gives after all releases."""
    given: dict[int, dict[FundKind, int]] = {}
    for programme_id, kind, fen in db.session.execute(
        select(FundSource.programme_id, FundSource.kind, func.sum(FundSource.amount_fen))
        .group_by(FundSource.programme_id, FundSource.kind)
        .order_by(FundSource.programme_id, FundSource.kind)
    ):
        given.setdefault(programme_id, {})[kind] = int(fen)
    released = _released_of_programmes()
    return {one: left_of(funds, released.get(one, {})) for one, funds in given.items()}


def _released_of_programmes() -> dict[int, dict[FundKind, int]]:
    sections = db.session.execute(
        select(Section.id, Project.programme_id).join(Section.project).order_by(Section.id)
    )
    programme_of = {section_id: programme_id for section_id, programme_id in sections}
    kinds = {kind.value: kind for kind in FundKind}
    released: dict[int, dict[FundKind, int]] = {}
    for section_id, source, fen in released_by_source():
        spent, kind = released.setdefault(programme_of[section_id], {}), kinds[source]
        spent[kind] = spent.get(kind, 0) + fen
    return released


def _certificates(month: Month, section_ids: Sequence[int]) -> dict[int, tuple[Certified, ...]]:
    """Return the certificates approved before the month is reckoned, where works are certified.

    An advance alone says nothing of works: such a section stays on physical progress.
    """
    certified = certified_of(section_ids)
    end = month.next().end
    in_time = {
        section_id: tuple(one for one in given if one.approved_on < end)
        for section_id, given in certified.items()
    }
    return {
        section_id: given
        for section_id, given in in_time.items()
        if any(one.period is not None for one in given)
    }


def _progressed(done: Done, price_fen: int) -> tuple[Confirmation, ...]:
    """Return the value of the confirmed physical progress at the end of each month."""
    # ASSUMPTION: both sides' figures of a week stand on its last day; that starts the term.
    return tuple(Confirmation(last_day, part_of(price_fen, share)) for last_day, share in done)


def _grown(certificates: Sequence[Certified]) -> tuple[Confirmation, ...]:
    """Return the certified value as it stood on the day of each approval."""
    return tuple(
        Confirmation(one.approved_on, one.gross_to_end_fen)
        for one in certificates
        if one.period is not None
    )


def _held(month: Month, section_ids: Sequence[int]) -> dict[int, list[HeldStretch]]:
    last_week = weeks_of_assessment(month, value_of("cut_off_day"))[-1]
    return held_stretches(section_ids, last_week, measured_on(month))


def _valued(held: Sequence[HeldStretch], price_fen: int) -> tuple[Held, ...]:
    """Return the stretches that hold something back, at the contract's price."""
    return tuple(
        Held(
            kind=one.blocked.kind,
            paper_id=one.blocked.paper_id,
            work_id=one.blocked.work.id,
            place=_place(one.blocked),
            why=one.blocked.why,
            value_fen=part_of(price_fen, one.share),
        )
        for one in held
        if one.share
    )


def _unready(name: str, start: Readiness | None, month: Month) -> tuple[str, Sentence] | None:
    """Return section and reason when its contract is not measured before all six steps are done (R19)."""
    if start is None or start.is_ready(measured_on(month)):
        return None
    return name, say(
        "Not measured: %(done)s of the six steps of the start are done.", done=start.done
    )


def _place(blocked: BlockedStretch) -> str:
    if blocked.start_m is None or blocked.end_m is None:
        return blocked.work.name
    return f"{blocked.work.name} {Chainage(blocked.start_m)}～{Chainage(blocked.end_m)}"


def _confirmed_shares(month: Month) -> dict[int, Done]:
    """Return what each section did up to the end of each assessment month, the first one first.

    Read as it is stored: there are some dozens of weeks, however many rows name them.
    """
    cut_off_day = value_of("cut_off_day")
    newer = _ROLLUPS.alias()
    rows = db.session.execute(
        select(
            _ROLLUPS.c.section_id,
            type_coerce(_ROLLUPS.c.week, String),
            type_coerce(_ROLLUPS.c.physical_share, BigInteger),
        )
        .where(_ROLLUPS.c.week <= weeks_of_assessment(month, cut_off_day)[-1])
        .where(~exists().where(newer.c.replaces_id == _ROLLUPS.c.id))
        .order_by(_ROLLUPS.c.section_id, _ROLLUPS.c.week)
    )
    months: dict[str, str] = {}
    last: dict[tuple[int, str], tuple[str, int]] = {}
    for section_id, week, millionths in rows.all():
        if week not in months:
            months[week] = str(assessment_month_of_week(Week.parse(week), cut_off_day))
        last[section_id, months[week]] = week, millionths  # in order: the month's last week stays
    last_days = {week: Week.parse(week).last_day for week in months}
    done: dict[int, list[tuple[date, Decimal]]] = {}
    for (section_id, _month), (week, millionths) in last.items():
        share = Decimal(millionths).scaleb(-6)
        done.setdefault(section_id, []).append((last_days[week], share))
    return dict(done)


def _standings(ranking_ids: Sequence[int]) -> dict[int, Standing]:
    rows = db.session.execute(
        select(RankingLine.section_id, RankingLine.place, RankingLine.band, RankingLine.eligibility)
        .where(RankingLine.ranking_id.in_(ranking_ids))
        .order_by(RankingLine.section_id)
    )
    return {
        section_id: Standing(place, band, None if band else eligibility.label)
        for section_id, place, band, eligibility in rows
    }


def _section_input(
    contract: Terms,
    unstated_share: Decimal,
    done: Done,
    paid: PaidSums,
    standing: Standing,
    held: Sequence[HeldStretch],
    unready: tuple[str, Sentence] | None,
    programme_left: Mapping[FundKind, int],
    certificates: Sequence[Certified],
) -> SectionInput:
    price = contract.price_fen
    # What is blocked or not ready is not in a certificate: it is not taken off again.
    confirmed = _grown(certificates) if certificates else _progressed(done, price)
    completed = confirmed[-1].value_fen if confirmed else 0
    not_measured = () if certificates else _not_measured(contract, completed, held, unready)
    account = Account(
        section_id=contract.section_id,
        contract_no=contract.contract_no,
        confirmed=confirmed,
        paid_fen=paid.counted_fen(completed, price),
        wages_paid_fen=paid.wages_fen,
        contract_share=(
            unstated_share if contract.payment_share is None else contract.payment_share
        ),
        wage_share=contract.labour_cost_share or NOTHING,
        signed_on=contract.signed_on,
        # ASSUMPTION: who has not declared a size is protected like a small firm.
        is_sme=contract.is_sme is not False,
        agreed_days=contract.payment_days,
        place=standing.place,
        band=standing.band,
        unranked_because=standing.because,
        held_fen=min(completed, sum(one.value_fen for one in not_measured)),
        held=not_measured,
        late_share_per_day=(
            law.LATE_SHARE_PER_DAY
            if contract.late_rate_per_day is None
            else contract.late_rate_per_day
        ),
        sources=tuple(sorted(programme_left)),
        programme_id=contract.programme_id,
        programme_left=programme_left,
        payable=tuple(Confirmation(c.approved_on, c.payable_to_end_fen) for c in certificates),
        received_fen=paid.all_fen if certificates else 0,
    )
    return SectionInput(account, price, done[-1][1] if done else NOTHING)


def _not_measured(
    contract: Terms,
    completed_fen: int,
    held: Sequence[HeldStretch],
    unready: tuple[str, Sentence] | None,
) -> tuple[Held, ...]:
    """Return what of the completed value is held back; all of it before the start is ready."""
    stretches = _valued(held, contract.price_fen)
    if not (unready and completed_fen):
        return stretches
    name, why = unready
    rest = completed_fen - min(completed_fen, sum(one.value_fen for one in stretches))
    whole = Held(BlockKind.START_UP, contract.section_id, None, name, why, rest)
    return (*stretches, whole)


def _added(paid: PaidSums | None, reserved: PaidSums | None) -> PaidSums:
    one, other = paid or PaidSums(), reserved or PaidSums()
    return PaidSums(
        one.wages_fen + other.wages_fen,
        one.progress_fen + other.progress_fen,
        one.advance_fen + other.advance_fen,
    )


def _named(rankings: Sequence[Ranking]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "ranking_id": ranking.id,
            "group": ranking.group.value,
            "number": ranking.number,
            "sha256": ranking.sha256,
        }
        for ranking in rankings
    )


def _gaps(contracts: Sequence[Terms]) -> tuple[Sentence, ...]:
    missing = (
        (say("No labour-cost ratio in the contract, so no labour cost is set apart: %(names)s."),
         [c.name for c in contracts if c.labour_cost_share is None]),
        (say("No payment ratio in the contract, so the legal floor is used: %(names)s."),
         [c.name for c in contracts if c.payment_share is None]),
        (say("Size of the firm not declared, so it is protected like a small one: %(names)s."),
         [c.name for c in contracts if c.is_sme is None]),
    )  # fmt: skip
    return tuple(
        Sentence(sentence.text, {"names": "、".join(names)}) for sentence, names in missing if names
    )
