"""Reading bills, changes and terms of contracts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import User
from app.contracts import rules
from app.contracts.models import (
    BillAllocation,
    BillChange,
    BillChangeLine,
    BillChapter,
    BillItem,
    PaymentNode,
    PaymentTerms,
)
from app.contracts.rules import NOTHING, BillLine, ChangeState, Terms
from app.extensions import db
from app.shared.errors import NotFound
from app.shared.settings import value_of
from app.works.models import Contract, Work
from app.works.queries.scope import only_person, visible_to

#: The columns of `payment_terms` that are terms.
ENTERED = (
    "advance_share", "advance_start_share", "advance_end_share", "material_share",
    "material_months", "retention_share", "retention_cap_share", "retention_mode",
    "minimum_certificate_fen", "measurement_limit_share", "cut_off_day", "defects_months",
)  # fmt: skip


def terms_of(section_ids: Collection[int]) -> dict[int, Terms]:
    """Return the terms of each section: the contract's own, or the usual ones where none are entered."""
    stored = {
        terms.section_id: terms
        for terms in db.session.scalars(
            select(PaymentTerms).where(PaymentTerms.section_id.in_(section_ids))
        )
    }
    contracts = {
        contract.section_id: contract
        for contract in db.session.scalars(
            select(Contract).where(Contract.section_id.in_(section_ids))
        )
    }
    cut_off_day = value_of("cut_off_day")
    return {
        number: _terms(contracts.get(number), stored.get(number), cut_off_day)
        for number in section_ids
    }


def _terms(contract: Contract | None, stored: PaymentTerms | None, cut_off_day: int) -> Terms:
    known: dict[str, Any] = {"cut_off_day": cut_off_day}
    if stored:
        known = {name: getattr(stored, name) for name in ENTERED} | {"is_entered": True}
    if contract:
        known |= {
            "payment_share": contract.payment_share,
            "labour_cost_share": contract.labour_cost_share,
            "is_sme": contract.contractor_is_sme,
            "payment_days": contract.payment_days,
            "late_rate_per_day": contract.late_rate_per_day,
        }
    return Terms(**known)


def find_terms(section_id: int) -> PaymentTerms | None:
    """Return the entered terms of the section, if there are any."""
    return db.session.scalars(
        select(PaymentTerms).where(PaymentTerms.section_id == section_id)
    ).one_or_none()


def list_nodes(section_id: int) -> Sequence[PaymentNode]:
    """Return the payment nodes of the section's contract, in their order."""
    return db.session.scalars(
        select(PaymentNode)
        .where(PaymentNode.section_id == section_id)
        .order_by(PaymentNode.position)
    ).all()


def bill_of(section_id: int) -> Sequence[BillLine]:
    """Return the items of the section's bill, with approved changes, in the order of the bill."""
    changes = _approved_changes([section_id])
    allocated = _allocations(section_id)
    lengths = _lengths(section_id)
    rows = db.session.execute(
        select(BillItem, BillChapter.code)
        .join(BillItem.chapter)
        .where(BillItem.section_id == section_id)
        .order_by(BillChapter.position, BillChapter.id, BillItem.position, BillItem.id)
    )
    return [
        _line(item, chapter, changes.get(item.id, NOTHING), allocated.get(item.id), lengths)
        for item, chapter in rows.tuples()
    ]


def _line(
    item: BillItem,
    chapter: str,
    change: Decimal,
    allocated: Mapping[int, Decimal] | None,
    lengths: Mapping[int, Decimal],
) -> BillLine:
    quantity = item.quantity + change
    # What was said of the contract's quantity holds in proportion for the changed one.
    by_work = rules.share_out(quantity, allocated or lengths)
    return BillLine(
        item.id,
        item.code,
        chapter,
        item.name,
        item.unit,
        item.process,
        item.quantity,
        quantity,
        item.unit_price_fen,
        rules.amount_of(item.quantity, item.unit_price_fen),
        rules.amount_of(quantity, item.unit_price_fen),
        by_work,
        item.is_provisional,
    )


def _approved_changes(section_ids: Collection[int]) -> dict[int, Decimal]:
    rows = db.session.execute(
        select(BillChangeLine.item_id, func.sum(BillChangeLine.quantity))
        .join(BillChange, BillChange.id == BillChangeLine.change_id)
        .where(BillChange.section_id.in_(section_ids), BillChange.state == ChangeState.APPROVED)
        .group_by(BillChangeLine.item_id)
    )
    return {item_id: Decimal(quantity) for item_id, quantity in rows.tuples()}


def _allocations(section_id: int) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = db.session.execute(
        select(BillAllocation.item_id, BillAllocation.work_id, BillAllocation.quantity)
        .join(BillItem, BillItem.id == BillAllocation.item_id)
        .where(BillItem.section_id == section_id)
        .order_by(BillAllocation.id)
    )
    for item_id, work_id, quantity in rows.tuples():
        found[item_id][work_id] = quantity
    return found


def _lengths(section_id: int) -> dict[int, Decimal]:
    rows = db.session.execute(
        select(Work.id, Work.length_m)
        .where(Work.section_id == section_id)
        .order_by(Work.position, Work.id)
    )
    return {number: length or NOTHING for number, length in rows.tuples()}


def has_bill(section_ids: Collection[int]) -> set[int]:
    """Return those of the sections whose bill is entered."""
    return set(
        db.session.scalars(
            select(BillItem.section_id).where(BillItem.section_id.in_(section_ids)).distinct()
        )
    )


def changed_price_fen(section_ids: Collection[int]) -> dict[int, int]:
    """Return what the bill of each section comes to with approved changes; sections without a bill are left out."""
    changes = _approved_changes(section_ids)
    sums: dict[int, int] = defaultdict(int)
    rows = db.session.execute(
        select(BillItem.id, BillItem.section_id, BillItem.quantity, BillItem.unit_price_fen)
        .where(BillItem.section_id.in_(section_ids))
        .order_by(BillItem.id)
    )
    for number, section_id, quantity, price in rows.tuples():
        sums[section_id] += rules.amount_of(quantity + changes.get(number, NOTHING), price)
    return dict(sums)


def list_chapters(section_id: int) -> Sequence[BillChapter]:
    """Return the chapters of the section's bill, in its order."""
    return db.session.scalars(
        select(BillChapter)
        .where(BillChapter.section_id == section_id)
        .order_by(BillChapter.position, BillChapter.id)
    ).all()


def list_changes(section_id: int) -> Sequence[BillChange]:
    """Return the change orders of the section with lines and people, the newest first."""
    return db.session.scalars(
        select(BillChange)
        .where(BillChange.section_id == section_id)
        .options(
            only_person(BillChange.drafted_by),
            only_person(BillChange.decided_by),
            selectinload(BillChange.lines).joinedload(BillChangeLine.item),
        )
        .order_by(BillChange.number.desc())
    ).all()


def get_change_for(user: User, change_id: int) -> BillChange:
    """Return a change order. Raises NotFound, also for others' sections."""
    order = db.session.scalars(
        select(BillChange)
        .join(BillChange.section)
        .where(BillChange.id == change_id, visible_to(user))
        .options(contains_eager(BillChange.section))
    ).one_or_none()
    if order is None:
        raise NotFound
    return order
