"""Why a section gets what it gets: sentences that a contractor can read and check."""

from collections.abc import Iterator

from app.payments.rules import law
from app.payments.rules.entitlement import Entitlement
from app.payments.rules.money import in_percent, in_yuan
from app.payments.rules.policy import Policy
from app.payments.rules.propose import Coverage, ProposedLine
from app.shared.sentences import Sentence, say


def reasons_for(line: ProposedLine, policy: Policy) -> tuple[Sentence, ...]:
    """Return why this amount and no other, the answer first, then what bound it."""
    return (*_answers(line), *_bounds(line.entitlement, policy), *_dates(line))


def _answers(line: ProposedLine) -> Iterator[Sentence]:
    entitlement = line.entitlement
    if not entitlement.due_fen:
        yield _nothing_due(entitlement)
        return
    if not line.deferred_fen:
        yield say(
            "Paid in full: %(amount)s yuan, up to %(share)s of the completed value.",
            amount=in_yuan(line.proposed_fen),
            share=in_percent(entitlement.top_share),
        )
        return
    if line.deferred_by_rank_fen:
        yield _deferred_by_rank(line)
    if line.deferred_for_funds_fen:
        yield _deferred_for_funds(line)


def _nothing_due(entitlement: Entitlement) -> Sentence:
    if not entitlement.completed_fen:
        return say("Nothing is due: no completed value has been confirmed yet.")
    return say(
        "Nothing is due: the %(paid)s yuan paid so far reach the %(share)s of the completed value"
        " that the contract owes.",
        paid=in_yuan(entitlement.account.paid_fen),
        share=in_percent(entitlement.top_share),
    )


def _deferred_by_rank(line: ProposedLine) -> Sentence:
    entitlement, amount = line.entitlement, in_yuan(line.deferred_by_rank_fen)
    if entitlement.account.band is None:
        return say(
            "%(amount)s yuan deferred: without a place in the ranking the ratio is %(share)s; it"
            " stays due and must be paid by %(latest)s.",
            amount=amount,
            share=in_percent(entitlement.share),
            latest=line.deferred_until,
        )
    return say(
        "%(amount)s yuan deferred: the band “%(band)s” has the ratio %(share)s; it stays due and"
        " must be paid by %(latest)s.",
        amount=amount,
        band=entitlement.account.band.label,
        share=in_percent(entitlement.share),
        latest=line.deferred_until,
    )


def _deferred_for_funds(line: ProposedLine) -> Sentence:
    amount = in_yuan(line.deferred_for_funds_fen)
    if line.has_sources:
        return say(
            "%(amount)s yuan wait for money: neither the sources that the section's programme names"
            " nor the unrestricted money reach further. Labour cost comes first, then the floors by"
            " their latest lawful date, then the order of payment.",
            amount=amount,
        )
    if line.coverage is Coverage.NOT_EVEN_WAGES:
        return say(
            "%(amount)s yuan wait for money: the funds do not even cover the labour cost, so every"
            " section gets the same share of its labour cost.",
            amount=amount,
        )
    if line.coverage is Coverage.WAGES:
        return say(
            "%(amount)s yuan wait for money: the funds do not cover all floors, so labour cost"
            " comes first and then the floors by their latest lawful date.",
            amount=amount,
        )
    return say(
        "%(amount)s yuan wait for money: every floor is paid, and the funds end before number"
        " %(position)s in the order of payment.",
        amount=amount,
        position=line.position,
    )


def _bounds(entitlement: Entitlement, policy: Policy) -> Iterator[Sentence]:
    account = entitlement.account
    if entitlement.wage_fen:
        yield say(
            "%(amount)s yuan of it is labour cost: it goes to the wage account first, whatever the"
            " place.",
            amount=in_yuan(entitlement.wage_fen),
        )
    if account.unranked_because is not None:
        yield say(
            "Not ranked (%(because)s): treated like the band “%(band)s”.",
            because=account.unranked_because,
            band=policy.unranked_as.label,
        )
    yield from _not_measured(entitlement)
    yield from _ratio_bounds(entitlement)


def _not_measured(entitlement: Entitlement) -> Iterator[Sentence]:
    if entitlement.held_fen:
        yield say(
            "Works worth %(amount)s yuan are not measured: they lie on blocked stretches and come"
            " back when the block ends.",
            amount=in_yuan(entitlement.held_fen),
        )
    if payable := entitlement.account.held_fen - entitlement.held_fen:
        yield say(
            "Works worth %(amount)s yuan on blocked stretches stay measured: they had to be paid"
            " before.",
            amount=in_yuan(payable),
        )


def _ratio_bounds(entitlement: Entitlement) -> Iterator[Sentence]:
    signed_on = entitlement.account.signed_on
    if signed_on is not None and signed_on < law.FLOOR_SINCE:
        yield say(
            "Signed before %(since)s: the contract's own ratio %(share)s is owed, so the place"
            " changes only the order.",
            since=law.FLOOR_SINCE,
            share=in_percent(entitlement.floor_share),
        )
    elif entitlement.band_share > entitlement.top_share:
        yield say(
            "The band would allow %(band)s; the contract limits it to %(share)s.",
            band=in_percent(entitlement.band_share),
            share=in_percent(entitlement.top_share),
        )


def _dates(line: ProposedLine) -> Iterator[Sentence]:
    entitlement = line.entitlement
    if entitlement.matured_fen:
        yield say(
            "%(amount)s yuan can no longer be held back: the latest lawful date %(latest)s has"
            " come.",
            amount=in_yuan(entitlement.matured_fen),
            latest=entitlement.latest_on,
        )
    if entitlement.accrued_interest_fen:
        yield say(
            "Late interest so far: %(amount)s yuan.",
            amount=in_yuan(entitlement.accrued_interest_fen),
        )
    if line.interest_per_day_fen and line.deferred_until:
        yield say(
            "Each day beyond %(latest)s would cost %(amount)s yuan of interest.",
            latest=line.deferred_until,
            amount=in_yuan(line.interest_per_day_fen),
        )
