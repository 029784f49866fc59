"""Changing contracts: enter the bill, set the terms, draft a change and decide on it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.contracts import queries, rules
from app.contracts.models import (
    BillChange,
    BillChangeLine,
    BillChapter,
    BillItem,
    PaymentNode,
    PaymentTerms,
)
from app.contracts.rules import ChangeState, ItemEntry, Terms
from app.extensions import db
from app.shared.audit import changed_fields, record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.locking import locked
from app.shared.sentences import say
from app.shared.settings import value_of
from app.startup.queries import has_security
from app.works.actions import check_version
from app.works.models import Section
from app.works.queries import contract_of

FEN_PER_YUAN = 100


def enter_items(section: Section, entries: Sequence[ItemEntry], *, by: User) -> list[BillItem]:
    """Enter items of the bill, all or none, after those that stand there. Raises RuleBroken."""
    known = {line.code for line in queries.bill_of(section.id)}
    if contract_of(section.id) is None:
        raise RuleBroken([say("Enter the contract of the section first.")])
    if problems := rules.bill_problems(entries, known):
        raise RuleBroken(problems)
    chapters = {chapter.code: chapter for chapter in queries.list_chapters(section.id)}
    items = []
    for place, entry in enumerate(entries, start=len(known)):
        chapter = chapters.get(entry.chapter)
        if chapter is None:
            chapter = BillChapter(
                section_id=section.id,
                code=entry.chapter,
                name=entry.chapter_name,
                position=len(chapters),
            )
            chapters[entry.chapter] = chapter
        items.append(_item(section, chapter, entry, place))
    try:
        with db.session.begin_nested():
            db.session.add_all(items)
            db.session.flush()
    except IntegrityError as twice:  # the same bill arrived at the same moment
        raise RuleBroken([say("These items stand in the bill already.")]) from twice
    total = sum(rules.amount_of(entry.quantity, entry.unit_price_fen) for entry in entries)
    record(by, "bill.entered", section, {"items": len(items), "amount_fen": total})
    return items


def _item(section: Section, chapter: BillChapter, entry: ItemEntry, place: int) -> BillItem:
    return BillItem(
        section_id=section.id,
        chapter=chapter,
        code=entry.code,
        name=entry.name,
        unit=entry.unit,
        quantity=entry.quantity,
        unit_price_fen=entry.unit_price_fen,
        process=entry.process,
        is_provisional=entry.is_provisional,
        position=place,
    )


def set_terms(
    section: Section, terms: Terms, *, by: User, seen_version: int | None = None
) -> PaymentTerms:
    """Enter or change the contract's terms of payment. Raises RuleBroken, StaleEdit."""
    contract = contract_of(section.id)
    if contract is None:
        raise RuleBroken([say("Enter the contract of the section first.")])
    problems = rules.terms_problems(
        terms, contract.signed_on, has_security=has_security(section.id, today())
    )
    stored = queries.find_terms(section.id)
    if stored:
        check_version(stored, seen_version)
    if problems:
        raise RuleBroken(problems)
    after = {name: getattr(terms, name) for name in queries.ENTERED}
    before = {name: getattr(stored, name) for name in queries.ENTERED} if stored else {}
    if stored is None:
        stored = PaymentTerms(section=section, **after)
    for name, value in after.items():
        setattr(stored, name, value)
    try:
        with db.session.begin_nested():
            db.session.add(stored)
            db.session.flush()
    except IntegrityError as twice:  # somebody entered them in the same moment
        raise RuleBroken([say("The terms of this contract are entered already.")]) from twice
    record(by, "contract.terms_set", stored, changed_fields(before, after))
    return stored


def set_nodes(section: Section, nodes: Sequence[PaymentNode], *, by: User) -> None:
    """Let the contract have these payment nodes, in this order. Raises RuleBroken."""
    if problems := rules.nodes_problems([node.cumulative_share for node in nodes]):
        raise RuleBroken(problems)
    for old in queries.list_nodes(section.id):
        db.session.delete(old)
    db.session.flush()
    for place, node in enumerate(nodes, start=1):
        node.section_id, node.position = section.id, place
        db.session.add(node)
    record(by, "contract.nodes_set", section, {"shares": [n.cumulative_share for n in nodes]})


def draft_change(
    section: Section,
    changes: Mapping[int, Decimal],
    reason: str,
    *,
    by: User,
    touches_design: bool = False,
) -> BillChange:
    """Draft a change of quantities, item -> by how much. Raises RuleBroken."""
    changes = {item: change for item, change in changes.items() if change}
    lines = {line.item_id: line for line in queries.bill_of(section.id)}
    quantities = {number: line.quantity for number, line in lines.items()}
    if problems := rules.change_problems(reason, changes, quantities):
        raise RuleBroken(problems)
    amount = sum(
        rules.amount_of(change, lines[item].unit_price_fen) for item, change in changes.items()
    )
    limit = value_of("city_level_change_yuan") * FEN_PER_YUAN
    change = BillChange(
        section=section,
        number=_next_number(section.id),
        reason=reason.strip(),
        touches_design=touches_design,
        amount_fen=amount,
        level=rules.level_of(amount, touches_design, limit),
        drafted_by=by,
    )
    change.lines = [BillChangeLine(item_id=item, quantity=by_) for item, by_ in changes.items()]
    try:
        with db.session.begin_nested():
            db.session.add(change)
            db.session.flush()
    except IntegrityError as twice:  # two were drafted in the same moment
        raise RuleBroken([say("Somebody drafted a change just now; try again.")]) from twice
    told = {"amount_fen": amount, "level": change.level, "lines": len(changes)}
    record(by, "bill.change_drafted", change, told, reason=reason)
    return change


def decide_change(
    change: BillChange,
    decision: str,
    *,
    approves: bool,
    by: User,
    document_no: str = "",
    seen_version: int | None = None,
) -> None:
    """Approve or refuse a change; approved, it stands in the bill. Raises RuleBroken, StaleEdit."""
    check_version(change, seen_version)
    locked(change)
    problems = rules.approval_problems(
        change.state,
        change.level,
        change.drafted_by.natural_person,
        by.natural_person,
        document_no if approves else "-",
    )
    if not approves and not decision.strip():
        problems.append(say("Say why the change is refused."))
    if approves and not problems:
        current = {line.item_id: line.quantity for line in queries.bill_of(change.section_id)}
        wanted = {line.item_id: line.quantity for line in change.lines}
        problems = rules.change_problems(change.reason, wanted, current)
    if problems:
        raise RuleBroken(problems)
    change.state = ChangeState.APPROVED if approves else ChangeState.REFUSED
    change.decided_at, change.decided_by = now(), by
    change.decision, change.document_no = decision.strip(), document_no.strip()
    action = "bill.change_approved" if approves else "bill.change_refused"
    record(by, action, change, {"amount_fen": change.amount_fen}, reason=decision)


def _next_number(section_id: int) -> int:
    last = db.session.scalar(
        select(func.max(BillChange.number)).where(BillChange.section_id == section_id)
    )
    return (last or 0) + 1
