"""The figures of one proposed line, flat, as they are stored, shown and exported."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.payments.rules.propose import ProposedLine
from app.ranking.rules.policy import Band


@dataclass(frozen=True)
class LineFigures:
    """One section's month: money in whole fen, shares 0..1."""

    section_id: int
    position: int
    contract_no: str
    band: Band | None
    place: int | None
    price_fen: int
    #: Confirmed physical progress; completed value is this share of the price until measured.
    done_share: Decimal
    held_fen: int
    completed_fen: int
    paid_fen: int
    wages_paid_fen: int
    contract_share: Decimal
    wage_share: Decimal
    floor_share: Decimal
    band_share: Decimal
    share: Decimal
    due_fen: int
    wage_fen: int
    legal_floor_fen: int
    matured_fen: int
    floor_fen: int
    target_fen: int
    ceiling_fen: int
    proposed_fen: int
    deferred_by_rank_fen: int
    deferred_for_funds_fen: int
    #: Latest lawful date of the oldest unpaid part, and of what stays unpaid after this payment.
    latest_on: date | None
    deferred_until: date | None
    accrued_interest_fen: int
    interest_per_day_fen: int

    @property
    def deferred_fen(self) -> int:
        """What stays due and comes back next month."""
        return self.deferred_by_rank_fen + self.deferred_for_funds_fen


def figures_of(line: ProposedLine, price_fen: int, done_share: Decimal) -> LineFigures:
    """Return the flat figures of a line and of the contract behind it."""
    entitlement, account = line.entitlement, line.account
    return LineFigures(
        section_id=account.section_id,
        position=line.position,
        contract_no=account.contract_no,
        band=account.band,
        place=account.place,
        price_fen=price_fen,
        done_share=done_share,
        held_fen=entitlement.held_fen,
        completed_fen=entitlement.completed_fen,
        paid_fen=account.paid_fen,
        wages_paid_fen=account.wages_paid_fen,
        contract_share=account.contract_share,
        wage_share=account.wage_share,
        floor_share=entitlement.floor_share,
        band_share=entitlement.band_share,
        share=entitlement.share,
        due_fen=entitlement.due_fen,
        wage_fen=entitlement.wage_fen,
        legal_floor_fen=entitlement.legal_floor_fen,
        matured_fen=entitlement.matured_fen,
        floor_fen=entitlement.floor_fen,
        target_fen=entitlement.target_fen,
        ceiling_fen=entitlement.ceiling_fen,
        proposed_fen=line.proposed_fen,
        deferred_by_rank_fen=line.deferred_by_rank_fen,
        deferred_for_funds_fen=line.deferred_for_funds_fen,
        latest_on=entitlement.latest_on,
        deferred_until=line.deferred_until,
        accrued_interest_fen=entitlement.accrued_interest_fen,
        interest_per_day_fen=line.interest_per_day_fen,
    )
