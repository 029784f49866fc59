"""Reading accounts, rosters and securities; the start of works is asked too, so that nothing is typed twice."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.bank_accounts import rules
from app.bank_accounts.models import BankAccount, Security, WageRoster
from app.bank_accounts.rules import AccountKind, SecurityKind, Validity
from app.extensions import db
from app.shared.calendar import Month
from app.startup.models import StartChecklist, StartStep
from app.startup.rules import StepKind, StepState


def securities_expired(section_ids: Collection[int], day: date) -> set[int]:
    """Return the sections with a security that ended before the day and was neither replaced nor returned."""
    entered = db.session.execute(
        select(Security.section_id, Security.kind, Security.valid_to, Security.returned_on).where(
            Security.section_id.in_(section_ids), Security.valid_from <= day
        )
    )
    found = [Validity(*row) for row in entered]
    known = {one.section_id for one in found if one.kind is SecurityKind.PERFORMANCE}
    at_start = db.session.execute(
        _steps(StepKind.SECURITY)
        .add_columns(StartStep.valid_until)
        .where(StartChecklist.section_id.in_(set(section_ids) - known))
    )
    found += [Validity(number, SecurityKind.PERFORMANCE, ends_on) for number, ends_on in at_start]
    return rules.expired(found, day)


def wage_roster_missing(section_ids: Collection[int], month: Month) -> set[int]:
    """Return the sections whose wage roster of the month was not handed in."""
    there = db.session.scalars(
        select(WageRoster.section_id).where(
            WageRoster.section_id.in_(section_ids), WageRoster.month == month
        )
    )
    return set(section_ids) - set(there)


def has_wage_account(section_ids: Collection[int]) -> set[int]:
    """Return the sections with an open wage account, entered here or confirmed at the start of works."""
    accounts = select(BankAccount.section_id, BankAccount.closed_on).where(
        BankAccount.section_id.in_(section_ids), BankAccount.kind == AccountKind.WAGE
    )
    rows = db.session.execute(accounts).all()
    closed = {number for number, closed_on in rows if closed_on}
    at_start = db.session.scalars(
        _steps(StepKind.WAGE_ACCOUNT).where(
            StartChecklist.section_id.in_(set(section_ids) - closed)
        )
    )
    return {number for number, closed_on in rows if closed_on is None} | set(at_start)


def find_account(section_id: int, kind: AccountKind) -> BankAccount | None:
    """Return the open account of the kind, if the section has one."""
    return db.session.scalars(
        select(BankAccount).where(
            BankAccount.section_id == section_id,
            BankAccount.kind == kind,
            BankAccount.closed_on.is_(None),
        )
    ).one_or_none()


def _steps(kind: StepKind) -> Select[Any]:
    return (
        select(StartChecklist.section_id)
        .join(StartStep, StartStep.checklist_id == StartChecklist.id)
        .where(StartStep.kind == kind, StartStep.state == StepState.CONFIRMED)
    )
