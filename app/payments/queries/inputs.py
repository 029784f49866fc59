"""What a proposal is reckoned from: contracts, confirmed works, payments so far, the ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, String, func, select, type_coerce

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
from app.progress.queries.rollups import current_rollups
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
    held = _held(month, [contract.section_id for _name, contract in contracts])
    starts = readiness_of(
        [contract.section_id for _name, contract in contracts], measured_on(month)
    )
    programmes, certificates = _programmes(), _certificates(month, contracts)
    rankings = list_in_force(month, frozen_only=True)
    standings = _standings([ranking.id for ranking in rankings])
    without = NOT_IN_RANKING if rankings else NO_RANKING
    # ASSUMPTION: a contract whose ratio is not entered leaves the whole range of the bands open.
    unstated_share = max(current_policy(month).shares.values())
    sections = tuple(
        _section_input(
            contract,
            unstated_share,
            confirmed.get(contract.section_id, {}),
            _added(paid.get(contract.section_id), reserved.get(contract.section_id)),
            standings.get(contract.section_id, Standing(None, None, without)),
            held.get(contract.section_id, ()),
            _unready(name, starts.get(contract.section_id), month),
            programmes[contract.section_id],
            certificates.get(contract.section_id, ()),
        )
        for name, contract in contracts
    )
    return Inputs(sections, _named(rankings))


def measured_on(month: Month) -> date:
    """Return the day on which the month is measured: the last of its assessment period, or today."""
    return min(assessment_period(month, value_of("cut_off_day"))[1] - ONE_DAY, today())


def list_gaps() -> tuple[Sentence, ...]:
    """Return what the contracts do not say although payment depends on it, named by section."""
    return _gaps(_contracts())


def _contracts() -> Sequence[tuple[str, Contract]]:
    """Return the contracts of all sections that are or were built, by contract number."""
    return (
        db.session.execute(
            select(Section.name, Contract)
            .join(Contract, Contract.section_id == Section.id)
            .where(Section.status != Status.PRELIMINARY)
            .order_by(Contract.number, Contract.id)
        )
        .tuples()
        .all()
    )


def _programmes() -> dict[int, tuple[int, dict[FundKind, int]]]:
    """Return by section its programme, and what each source of that still gives after all releases."""
    given: dict[int, dict[FundKind, int]] = {}
    for programme_id, kind, fen in db.session.execute(
        select(FundSource.programme_id, FundSource.kind, func.sum(FundSource.amount_fen))
        .group_by(FundSource.programme_id, FundSource.kind)
        .order_by(FundSource.programme_id, FundSource.kind)
    ):
        given.setdefault(programme_id, {})[kind] = int(fen)
    sections = db.session.execute(
        select(Section.id, Project.programme_id).join(Section.project).order_by(Section.id)
    )
    programme_of = {section_id: programme_id for section_id, programme_id in sections}
    released: dict[int, dict[FundKind, int]] = {}
    kinds = {kind.value: kind for kind in FundKind}
    for section_id, source, fen in released_by_source():
        spent, kind = released.setdefault(programme_of[section_id], {}), kinds[source]
        spent[kind] = spent.get(kind, 0) + fen
    left = {one: left_of(funds, released.get(one, {})) for one, funds in given.items()}
    return {section_id: (one, left.get(one, {})) for section_id, one in programme_of.items()}


def _certificates(
    month: Month, contracts: Sequence[tuple[str, Contract]]
) -> dict[int, tuple[Certified, ...]]:
    """Return the certificates approved before the month is reckoned, where works are certified.

    An advance alone says nothing of works: such a section stays on physical progress.
    """
    certified = certified_of([contract.section_id for _name, contract in contracts])
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


def _progressed(shares: Mapping[Week, Decimal], price_fen: int) -> tuple[Confirmation, ...]:
    """Return the value of the confirmed physical progress at the end of each month."""
    # ASSUMPTION: both sides' figures of a week stand on its last day; that starts the term.
    return tuple(
        Confirmation(week.last_day, part_of(price_fen, share))
        for week, share in sorted(shares.items())
    )


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


def _confirmed_shares(month: Month) -> dict[int, dict[Week, Decimal]]:
    """Return section -> last frozen week of each assessment month up to this one -> share done."""
    cut_off_day = value_of("cut_off_day")
    last_week = weeks_of_assessment(month, cut_off_day)[-1]
    rows = db.session.execute(
        current_rollups()
        .with_only_columns(
            WeeklyRollup.section_id,
            type_coerce(WeeklyRollup.week, String),
            type_coerce(WeeklyRollup.physical_share, BigInteger),
        )
        .where(WeeklyRollup.week <= last_week)
        .order_by(WeeklyRollup.section_id, WeeklyRollup.week)
    )
    # Read as they are stored: there are some dozens of weeks, however many rows name them.
    weeks: dict[str, Week] = {}
    months: dict[str, Month] = {}
    last: dict[tuple[int, Month], tuple[str, int]] = {}
    for section_id, name, millionths in rows:
        if name not in weeks:
            weeks[name] = Week.parse(name)
            months[name] = assessment_month_of_week(weeks[name], cut_off_day)
        last[section_id, months[name]] = (name, millionths)  # in order: the month's last week stays
    shares: dict[int, dict[Week, Decimal]] = {}
    for (section_id, _month), (name, millionths) in last.items():
        shares.setdefault(section_id, {})[weeks[name]] = Decimal(millionths).scaleb(-6)
    return shares


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
    contract: Contract,
    unstated_share: Decimal,
    shares: Mapping[Week, Decimal],
    paid: PaidSums,
    standing: Standing,
    held: Sequence[HeldStretch],
    unready: tuple[str, Sentence] | None,
    programme: tuple[int, Mapping[FundKind, int]],
    certificates: Sequence[Certified],
) -> SectionInput:
    price = contract.price_fen
    # What is blocked or not ready is not in a certificate: it is not taken off again.
    confirmed = _grown(certificates) if certificates else _progressed(shares, price)
    completed = confirmed[-1].value_fen if confirmed else 0
    not_measured = () if certificates else _not_measured(contract, completed, held, unready)
    account = Account(
        section_id=contract.section_id,
        contract_no=contract.number,
        confirmed=confirmed,
        paid_fen=paid.counted_fen(completed, price),
        wages_paid_fen=paid.wages_fen,
        contract_share=(
            unstated_share if contract.payment_share is None else contract.payment_share
        ),
        wage_share=contract.labour_cost_share or NOTHING,
        signed_on=contract.signed_on,
        # ASSUMPTION: who has not declared a size is protected like a small firm.
        is_sme=contract.contractor_is_sme is not False,
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
        sources=tuple(sorted(programme[1])),
        programme_id=programme[0],
        programme_left=programme[1],
        payable=tuple(Confirmation(c.approved_on, c.payable_to_end_fen) for c in certificates),
        received_fen=paid.all_fen if certificates else 0,
    )
    done = shares[max(shares)] if shares else NOTHING
    return SectionInput(account, price, done)


def _not_measured(
    contract: Contract,
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


def _gaps(contracts: Sequence[tuple[str, Contract]]) -> tuple[Sentence, ...]:
    missing = (
        (say("No labour-cost ratio in the contract, so no labour cost is set apart: %(names)s."),
         [name for name, c in contracts if c.labour_cost_share is None]),
        (say("No payment ratio in the contract, so the legal floor is used: %(names)s."),
         [name for name, c in contracts if c.payment_share is None]),
        (say("Size of the firm not declared, so it is protected like a small one: %(names)s."),
         [name for name, c in contracts if c.contractor_is_sme is None]),
    )  # fmt: skip
    return tuple(
        Sentence(sentence.text, {"names": "、".join(names)}) for sentence, names in missing if names
    )
