"""Reading the ledger of money that was paid."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Organisation, User
from app.extensions import db
from app.payments.models import PaymentRecord, ReleaseLine, ReleaseProposal
from app.payments.rules.decide import State
from app.payments.rules.ledger import PaidSums, PaymentKind, paid_sums
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Contract, Project, Section
from app.works.queries.scope import visible_to

Reversal = aliased(PaymentRecord)
LEDGER_ORDERS = {
    "paid_on": PaymentRecord.paid_on,
    "section": Section.name,
    "amount": PaymentRecord.amount_fen,
}


def paid_by_section() -> dict[int, PaidSums]:
    """Return every section's payments so far by kind, reversals taken off; one grouped query."""
    rows = db.session.execute(
        select(PaymentRecord.section_id, PaymentRecord.kind, func.sum(PaymentRecord.amount_fen))
        .group_by(PaymentRecord.section_id, PaymentRecord.kind)
        .order_by(PaymentRecord.section_id)
    )
    payments: dict[int, list[tuple[PaymentKind, int]]] = {}
    for section_id, kind, amount_fen in rows:
        payments.setdefault(section_id, []).append((kind, int(amount_fen)))
    return {section_id: paid_sums(pairs) for section_id, pairs in payments.items()}


def open_releases() -> dict[int, PaidSums]:
    """Return what was approved but is not booked as paid yet, by section.

    It counts as paid in the next proposal, so that nothing is released twice.
    """
    booked = func.coalesce(func.sum(PaymentRecord.amount_fen), 0)
    wages = func.coalesce(
        func.sum(PaymentRecord.amount_fen).filter(PaymentRecord.kind == PaymentKind.WAGES), 0
    )
    rows = db.session.execute(
        select(ReleaseLine.section_id, ReleaseLine.decided_fen, ReleaseLine.wage_fen, booked, wages)
        .join(ReleaseLine.proposal)
        .outerjoin(PaymentRecord, PaymentRecord.line_id == ReleaseLine.id)
        .where(ReleaseProposal.state == State.APPROVED)
        .group_by(ReleaseLine.id, ReleaseLine.section_id)
        .having(ReleaseLine.decided_fen > booked)
        .order_by(ReleaseLine.id)
    )
    sums: dict[int, PaidSums] = {}
    for section_id, decided, wage_part, paid, wages_paid in rows:
        left = decided - int(paid)
        wages_left = min(left, max(0, min(wage_part, decided) - int(wages_paid)))
        before = sums.get(section_id, PaidSums())
        sums[section_id] = PaidSums(
            before.wages_fen + wages_left, before.progress_fen + left - wages_left
        )
    return sums


def find_open_line(section_id: int, amount_fen: int) -> ReleaseLine | None:
    """Return the oldest approved line of the section that still leaves this amount to be paid."""
    lines = db.session.scalars(
        select(ReleaseLine)
        .join(ReleaseLine.proposal)
        .where(ReleaseLine.section_id == section_id, ReleaseProposal.state == State.APPROVED)
        .order_by(ReleaseProposal.approved_at, ReleaseLine.id)
    )
    return next((x for x in lines if x.decided_fen - released_fen(x.id) >= amount_fen), None)


def released_fen(line_id: int) -> int:
    """Return what was booked as paid on an approved line, reversals taken off."""
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(PaymentRecord.amount_fen), 0)).where(
                PaymentRecord.line_id == line_id
            )
        )
        or 0
    )


def ledger_statement(
    user: User, *, search: str = "", kind: PaymentKind | None = None, section_id: int | None = None
) -> Select[Any]:
    """Return the payments the user may see as columns, ready to be sorted and paged."""
    statement = (
        select(
            PaymentRecord.id,
            PaymentRecord.paid_on,
            PaymentRecord.kind,
            PaymentRecord.amount_fen,
            PaymentRecord.reference,
            PaymentRecord.reason,
            PaymentRecord.reverses_id,
            Reversal.id.label("reversed_by"),
            PaymentRecord.line_id,
            PaymentRecord.section_id,
            Section.name.label("section"),
            Project.name.label("project"),
            Organisation.name.label("contractor"),
            User.name.label("recorded_by"),
        )
        .join(Section, Section.id == PaymentRecord.section_id)
        .join(Section.project)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .outerjoin(User, User.id == PaymentRecord.recorded_by_id)
        .outerjoin(Reversal, Reversal.reverses_id == PaymentRecord.id)
        .where(visible_to(user))
    )
    if search:
        statement = statement.where(
            or_(
                contains(Section.name, search),
                contains(Organisation.name, search),
                contains(PaymentRecord.reference, search),
            )
        )
    if kind:
        statement = statement.where(PaymentRecord.kind == kind)
    if section_id:
        statement = statement.where(PaymentRecord.section_id == section_id)
    return statement


def list_ledger(statement: Select[Any]) -> Sequence[Any]:
    """Return all rows of a ledger statement, oldest first."""
    return db.session.execute(statement.order_by(PaymentRecord.paid_on, PaymentRecord.id)).all()


def ledger_page(statement: Select[Any], request: ListRequest) -> Page[Any]:
    """Return the page of a ledger statement that the address asks for."""
    return paginate(statement, LEDGER_ORDERS, request, tie_breaker=PaymentRecord.id)


def ledger_total(statement: Select[Any]) -> int:
    """Return the sum of a ledger statement, in fen."""
    rows = statement.order_by(None).subquery()
    return int(db.session.scalar(select(func.coalesce(func.sum(rows.c.amount_fen), 0))) or 0)


def list_payments_of(section_id: int) -> Sequence[PaymentRecord]:
    """Return a section's payments and reversals, oldest first."""
    return db.session.scalars(
        select(PaymentRecord)
        .where(PaymentRecord.section_id == section_id)
        .order_by(PaymentRecord.paid_on, PaymentRecord.id)
    ).all()


def get_payment(payment_id: int) -> PaymentRecord:
    """Return the payment with its section. Raises NotFound."""
    payment = db.session.scalars(
        select(PaymentRecord)
        .where(PaymentRecord.id == payment_id)
        .options(joinedload(PaymentRecord.section))
    ).one_or_none()
    if payment is None:
        raise NotFound
    return payment


def list_sections_to_pay() -> Sequence[tuple[int, str]]:
    """Return (id, project and section) of every section with a contract, for a choice."""
    rows = db.session.execute(
        select(Section.id, Project.name, Section.name)
        .join(Section.project)
        .join(Contract, Contract.section_id == Section.id)
        .order_by(Project.name, Section.position, Section.id)
    )
    return [(section_id, f"{project} · {section}") for section_id, project, section in rows]


def section_names() -> dict[int, str]:
    """Return the names of the sections that have a contract."""
    rows = db.session.execute(
        select(Section.id, Section.name)
        .join(Contract, Contract.section_id == Section.id)
        .order_by(Section.id)
    )
    return {section_id: name for section_id, name in rows}
