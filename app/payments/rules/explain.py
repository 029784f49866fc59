"""Every figure of a line with the sum it came from, so that anybody can add it up again."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.payments.rules.entitlement import Account
from app.payments.rules.figures import LineFigures
from app.payments.rules.money import in_percent, in_yuan
from app.shared.sentences import Sentence, say


class Source(StrEnum):
    """Which records a figure comes from; the page turns it into a link."""

    CONTRACT = "contract"
    PROGRESS = "progress"
    LEDGER = "ledger"
    RANKING = "ranking"
    POLICY = "policy"
    CERTIFICATE = "certificate"
    FUNDS = "funds"


@dataclass(frozen=True)
class Step:
    """One figure: what it is, how it is reckoned, what comes out, where to look it up."""

    label: Sentence
    sum: Sentence
    amount_fen: int | None = None
    share: Decimal | None = None
    source: Source | None = None


def steps_of(line: LineFigures, account: Account | None = None) -> tuple[Step, ...]:
    """Return how the line was reckoned, in the order in which one would add it up.

    The account is asked for what its certificates say and what its programme has left.
    """
    certified = _certified(line, account) if account and account.is_certified else None
    funded = _funded(account) if account else ()
    return (*_owed(line, certified), *_protected(line), *_by_rank(line), *funded, *_outcome(line))


def _certified(line: LineFigures, account: Account) -> tuple[Step, Step]:
    last = account.payable[-1]
    completed = Step(
        say("Completed value"),
        say("certified in all, the last certificate approved on %(day)s", day=last.confirmed_on),
        line.completed_fen,
        source=Source.CERTIFICATE,
    )
    left = Step(
        say("Left payable by certificates"),
        say(
            "%(payable)s payable after advance, retention and penalties − %(received)s received",
            payable=in_yuan(last.value_fen),
            received=in_yuan(account.received_fen),
        ),
        account.most_payable_fen,
        source=Source.CERTIFICATE,
    )
    return completed, left


def _owed(line: LineFigures, certified: tuple[Step, Step] | None) -> Iterator[Step]:
    yield (
        certified[0]
        if certified
        else Step(
            say("Completed value"), _completed_sum(line), line.completed_fen, source=Source.PROGRESS
        )
    )
    yield Step(
        say("Paid so far"),
        say("labour cost, progress payments and the recovered part of the advance"),
        line.paid_fen,
        source=Source.LEDGER,
    )
    yield Step(
        say("Due now"), _due_sum(line, certified is not None), line.due_fen, source=Source.CONTRACT
    )
    if certified:
        yield certified[1]


def _due_sum(line: LineFigures, is_certified: bool) -> Sentence:
    completed, paid = in_yuan(line.completed_fen), in_yuan(line.paid_fen)
    share = in_percent(max(line.contract_share, line.floor_share))
    if is_certified:
        return say(
            "%(completed)s × %(share)s − %(paid)s, never above what certificates leave payable",
            completed=completed,
            share=share,
            paid=paid,
        )
    return say(
        "%(completed)s × %(share)s − %(paid)s, never below the unpaid labour cost",
        completed=completed,
        share=share,
        paid=paid,
    )


def _completed_sum(line: LineFigures) -> Sentence:
    price, share = in_yuan(line.price_fen), in_percent(line.done_share)
    if not line.held_fen:
        return say("%(price)s contract price × %(share)s confirmed", price=price, share=share)
    return say(
        "%(price)s contract price × %(share)s confirmed − %(held)s not measured",
        price=price,
        share=share,
        held=in_yuan(line.held_fen),
    )


def _protected(line: LineFigures) -> Iterator[Step]:
    yield Step(
        say("Labour cost, first and unranked"),
        say(
            "%(completed)s × %(share)s − %(paid)s already paid as labour cost",
            completed=in_yuan(line.completed_fen + line.held_fen),
            share=in_percent(line.wage_share),
            paid=in_yuan(line.wages_paid_fen),
        ),
        line.wage_fen,
        source=Source.CONTRACT,
    )
    yield Step(
        say("Least share of completed value"),
        say(
            "%(completed)s × %(share)s − %(paid)s",
            completed=in_yuan(line.completed_fen),
            share=in_percent(line.floor_share),
            paid=in_yuan(line.paid_fen),
        ),
        line.legal_floor_fen,
        source=Source.POLICY,
    )
    yield Step(
        say("Past its latest lawful date"),
        say("what is due from confirmations whose time to pay has run out"),
        line.matured_fen,
        source=Source.CONTRACT,
    )
    yield Step(
        say("Floor"),
        say("the greatest of the three above"),
        line.floor_fen,
    )


def _by_rank(line: LineFigures) -> Iterator[Step]:
    yield Step(
        say("Ratio of the band"),
        _ratio_sum(line),
        share=line.share,
        source=Source.RANKING,
    )
    yield Step(
        say("Wanted by the band"),
        say(
            "%(completed)s × %(share)s − %(paid)s, never below the floor",
            completed=in_yuan(line.completed_fen),
            share=in_percent(line.share),
            paid=in_yuan(line.paid_fen),
        ),
        line.target_fen,
        source=Source.POLICY,
    )


def _ratio_sum(line: LineFigures) -> Sentence:
    if line.band is None:
        return say(
            "%(share)s as for a section without a place, between %(floor)s and %(top)s",
            share=in_percent(line.band_share),
            floor=in_percent(line.floor_share),
            top=in_percent(max(line.contract_share, line.floor_share)),
        )
    return say(
        "%(share)s for the band “%(band)s”, between %(floor)s and %(top)s",
        share=in_percent(line.band_share),
        band=line.band.label,
        floor=in_percent(line.floor_share),
        top=in_percent(max(line.contract_share, line.floor_share)),
    )


def _funded(account: Account) -> Iterator[Step]:
    for kind, fen in account.programme_left.items():
        yield Step(
            say("Left of the programme: %(source)s", source=kind.label),
            say("what the programme names of it − everything released out of it so far"),
            fen,
            source=Source.FUNDS,
        )


def _outcome(line: LineFigures) -> Iterator[Step]:
    yield Step(
        say("Proposed"),
        say(
            "%(wanted)s − %(short)s that the month's funds do not reach",
            wanted=in_yuan(line.target_fen),
            short=in_yuan(line.deferred_for_funds_fen),
        ),
        line.proposed_fen,
    )
    yield Step(
        say("Deferred, stays due"),
        say(
            "%(by_rank)s by the band + %(for_funds)s for lack of funds",
            by_rank=in_yuan(line.deferred_by_rank_fen),
            for_funds=in_yuan(line.deferred_for_funds_fen),
        ),
        line.deferred_by_rank_fen + line.deferred_for_funds_fen,
    )
