"""Reading the ledger. Balances are sums of entries; nothing else is stored."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.extensions import db
from app.ledger.models import LedgerEntry, LedgerTransaction
from app.ledger.rules.entries import LedgerAccount, TransactionKind
from app.shared.errors import NotFound


def find_by_key(key: str) -> LedgerTransaction | None:
    """Return the transaction posted under a key, or None."""
    return db.session.scalars(
        select(LedgerTransaction)
        .where(LedgerTransaction.key == key)
        .options(selectinload(LedgerTransaction.entries))
    ).one_or_none()


def find_of(subject: Any) -> Sequence[LedgerTransaction]:
    """Return the transactions that a row caused, in order of posting."""
    return db.session.scalars(
        select(LedgerTransaction)
        .where(
            LedgerTransaction.subject_kind == subject.__tablename__,
            LedgerTransaction.subject_id == subject.id,
        )
        .options(selectinload(LedgerTransaction.entries))
        .order_by(LedgerTransaction.id)
    ).all()


def balance_of(section_id: int | None, account: LedgerAccount) -> int:
    """Return one balance of a section, a debit above zero; 0 where nothing was posted."""
    return balances_of([section_id])[section_id].get(account, 0)


def balances_of(
    section_ids: Iterable[int | None],
) -> dict[int | None, dict[LedgerAccount, int]]:
    """Return the balances of sections by account; None stands for what belongs to no section."""
    found: dict[int | None, dict[LedgerAccount, int]] = {one: {} for one in section_ids}
    if not found:
        return found
    numbers = [one for one in found if one is not None]
    asked: ColumnElement[bool] = LedgerEntry.section_id.in_(numbers)
    if None in found:
        asked = or_(asked, LedgerEntry.section_id.is_(None))
    rows = db.session.execute(
        select(LedgerEntry.section_id, LedgerEntry.account, func.sum(LedgerEntry.amount_fen))
        .where(asked)
        .group_by(LedgerEntry.section_id, LedgerEntry.account)
        .order_by(LedgerEntry.section_id)
    )
    for section_id, account, amount_fen in rows:
        found[section_id][account] = int(amount_fen)
    return found


def balances_by_source(section_id: int | None, account: LedgerAccount) -> dict[str, int]:
    """Return an account's balance by source of funds; "" for what has none."""
    rows = db.session.execute(
        select(LedgerEntry.source, func.sum(LedgerEntry.amount_fen))
        .where(LedgerEntry.account == account)
        .where(
            LedgerEntry.section_id == section_id
            if section_id is not None
            else LedgerEntry.section_id.is_(None)
        )
        .group_by(LedgerEntry.source)
        .order_by(LedgerEntry.source)
    )
    return {source or "": int(amount_fen) for source, amount_fen in rows}


def released_by_source() -> Sequence[tuple[int, str, int]]:
    """Return (section, source of funds, fen) of everything approved to be paid out of a named source."""
    rows = db.session.execute(
        select(LedgerEntry.section_id, LedgerEntry.source, -func.sum(LedgerEntry.amount_fen))
        .join(LedgerTransaction, LedgerTransaction.id == LedgerEntry.transaction_id)
        .where(
            LedgerEntry.account == LedgerAccount.RELEASED,
            LedgerTransaction.kind == TransactionKind.RELEASE,
            LedgerEntry.source != "",
        )
        .group_by(LedgerEntry.section_id, LedgerEntry.source)
        .order_by(LedgerEntry.section_id, LedgerEntry.source)
    )
    return [(int(section_id), source, int(fen)) for section_id, source, fen in rows]


def early_advance_of(section_id: int) -> int:
    """Return what was paid as an advance without a certificate and not set against one since."""
    reversed_ = aliased(LedgerTransaction)
    kind = func.coalesce(reversed_.kind, LedgerTransaction.kind)
    early = (TransactionKind.PAYMENT, TransactionKind.SETTLEMENT)
    paid = db.session.scalar(
        select(func.sum(LedgerEntry.amount_fen))
        .join(LedgerTransaction, LedgerTransaction.id == LedgerEntry.transaction_id)
        .outerjoin(reversed_, reversed_.id == LedgerTransaction.reverses_id)
        .where(
            LedgerEntry.section_id == section_id,
            LedgerEntry.account == LedgerAccount.ADVANCE,
            kind.in_(early),
        )
    )
    return int(paid or 0)


def statement_of(section_id: int) -> Sequence[LedgerTransaction]:
    """Return a section's transactions with their entries, in order of posting."""
    return db.session.scalars(
        select(LedgerTransaction)
        .where(LedgerTransaction.section_id == section_id)
        .options(selectinload(LedgerTransaction.entries))
        .order_by(LedgerTransaction.id)
    ).all()


def trial_balance() -> dict[LedgerAccount, tuple[int, int]]:
    """Return (debits, credits) of every account with an entry, both as positive sums; they agree in total."""
    debit = func.sum(LedgerEntry.amount_fen).filter(LedgerEntry.amount_fen > 0)
    credit = -func.sum(LedgerEntry.amount_fen).filter(LedgerEntry.amount_fen < 0)
    rows = db.session.execute(
        select(LedgerEntry.account, func.coalesce(debit, 0), func.coalesce(credit, 0))
        .group_by(LedgerEntry.account)
        .order_by(LedgerEntry.account)
    )
    found = {account: (int(debits), int(credits)) for account, debits, credits in rows}
    return {account: found[account] for account in LedgerAccount if account in found}


def get_transaction(transaction_id: int) -> LedgerTransaction:
    """Return the transaction with its entries. Raises NotFound."""
    found = db.session.scalars(
        select(LedgerTransaction)
        .where(LedgerTransaction.id == transaction_id)
        .options(selectinload(LedgerTransaction.entries))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
