"""The list of all transactions and the trial balance, as far as somebody may see them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import User
from app.extensions import db
from app.ledger.models import LedgerEntry, LedgerTransaction
from app.ledger.rules.entries import LedgerAccount, TransactionKind
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Section
from app.works.queries.scope import visible_to

ORDERS = {
    "number": LedgerTransaction.id,
    "day": LedgerTransaction.day,
    "section": Section.name,
}


def transactions_statement(
    user: User, *, search: str = "", kind: TransactionKind | None = None
) -> Select[tuple[LedgerTransaction]]:
    """Return the transactions that the user may see, joined to their sections."""
    statement = (
        select(LedgerTransaction)
        .outerjoin(LedgerTransaction.section)
        .where(_seen(user, LedgerTransaction.section_id))
    )
    if kind:
        statement = statement.where(LedgerTransaction.kind == kind)
    if search:
        statement = statement.where(
            or_(
                contains(Section.name, search),
                contains(LedgerTransaction.reason, search),
                LedgerTransaction.sequence == _sequence_in(search),
            )
        )
    return statement


def transactions_page(
    statement: Select[tuple[LedgerTransaction]], request: ListRequest
) -> Page[LedgerTransaction]:
    """Return the page of the list that the address asks for."""
    loaded = statement.options(
        contains_eager(LedgerTransaction.section).lazyload("*"),
        selectinload(LedgerTransaction.entries),
    )
    return paginate(loaded, ORDERS, request, tie_breaker=LedgerTransaction.id, scalars=True)


def list_transactions(
    statement: Select[tuple[LedgerTransaction]],
) -> Sequence[LedgerTransaction]:
    """Return all transactions of a statement, in order of posting."""
    loaded = statement.options(
        contains_eager(LedgerTransaction.section).lazyload("*"),
        selectinload(LedgerTransaction.entries),
    )
    return db.session.scalars(loaded.order_by(LedgerTransaction.id)).unique().all()


def trial_balance_for(user: User) -> list[tuple[LedgerAccount, int, int]]:
    """Return (account, debits, credits) of what the user may see, accounts in their order."""
    debit = func.sum(LedgerEntry.amount_fen).filter(LedgerEntry.amount_fen > 0)
    credit = -func.sum(LedgerEntry.amount_fen).filter(LedgerEntry.amount_fen < 0)
    rows = db.session.execute(
        select(LedgerEntry.account, func.coalesce(debit, 0), func.coalesce(credit, 0))
        .where(_seen(user, LedgerEntry.section_id))
        .group_by(LedgerEntry.account)
        .order_by(LedgerEntry.account)
    )
    found = {account: (int(debits), int(credits)) for account, debits, credits in rows}
    return [(one, *found[one]) for one in LedgerAccount if one in found]


def _seen(user: User, section_id: Any) -> ColumnElement[bool]:
    if not user.is_outsider:
        return true()
    seen: ColumnElement[bool] = section_id.in_(select(Section.id).where(visible_to(user)))
    return seen


def _sequence_in(search: str) -> int:
    """Return the number that is searched for: 2026-00012 or 12; -1 for other words."""
    last = search.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 10 else -1
