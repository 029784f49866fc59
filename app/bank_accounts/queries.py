"""Reading accounts, rosters and securities; the start of works is asked too, so that nothing is typed twice."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.bank_accounts import rules
from app.bank_accounts.models import BankAccount, Security, WageRoster
from app.bank_accounts.rules import AccountKind, Lack, SecurityKind, Validity
from app.extensions import db
from app.shared.calendar import Month
from app.shared.listing import contains
from app.startup.models import StartChecklist, StartStep
from app.startup.rules import StepKind, StepState
from app.works.models import Project, Section
from app.works.queries import sections_statement
from app.works.rules import Status


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
    return _with_account(section_ids, AccountKind.WAGE, StepKind.WAGE_ACCOUNT)


def has_joint_account(section_ids: Collection[int]) -> set[int]:
    """Return the sections with an open joint account, entered here or confirmed at the start of works."""
    return _with_account(section_ids, AccountKind.JOINT, StepKind.JOINT_ACCOUNT)


def _with_account(section_ids: Collection[int], kind: AccountKind, step: StepKind) -> set[int]:
    accounts = select(BankAccount.section_id, BankAccount.closed_on).where(
        BankAccount.section_id.in_(section_ids), BankAccount.kind == kind
    )
    rows = db.session.execute(accounts).all()
    closed = {number for number, closed_on in rows if closed_on}
    at_start = db.session.scalars(
        _steps(step).where(StartChecklist.section_id.in_(set(section_ids) - closed))
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


def list_accounts(section_id: int) -> Sequence[BankAccount]:
    """Return the accounts of a section, open ones first."""
    return db.session.scalars(
        select(BankAccount)
        .where(BankAccount.section_id == section_id)
        .order_by(BankAccount.closed_on.isnot(None), BankAccount.kind, BankAccount.id)
    ).all()


def list_securities(section_id: int) -> Sequence[Security]:
    """Return the securities of a section, those still held first, by the day on which they end."""
    return db.session.scalars(
        select(Security)
        .where(Security.section_id == section_id)
        .order_by(Security.returned_on.isnot(None), Security.valid_to, Security.id)
    ).all()


def rosters_of(section_id: int) -> dict[Month, WageRoster]:
    """Return the rosters of a section by month."""
    found = db.session.scalars(select(WageRoster).where(WageRoster.section_id == section_id))
    return {roster.month: roster for roster in found}


def list_sections_under_contract(user: User, search: str = "") -> Sequence[Section]:
    """Return the sections under contract that the user may see, by project and place."""
    statement = sections_statement(user).join(Section.contract)
    if search:
        named = (contains(Section.name, search), contains(Project.name, search))
        statement = statement.where(or_(*named))
    return db.session.scalars(
        statement.options(
            contains_eager(Section.project), contains_eager(Section.contract)
        ).order_by(Project.id, Section.position, Section.id)
    ).all()


def lacks_of(sections: Sequence[Section], day: date) -> dict[int, tuple[Lack, ...]]:
    """Return what each of these sections lacks on the day, the worst first; nothing is owed before a contract."""
    signed = {one.id: one for one in sections if one.contract}
    month = Month.of(day).previous()
    owing = [
        number
        for number, one in signed.items()
        if rules.roster_is_owed(
            one.contract.signed_on if one.contract else None,
            month,
            is_built=one.status is Status.UNDER_CONSTRUCTION,
        )
    ]
    ended = securities_expired(signed, day)
    built = {number for number, one in signed.items() if one.status is Status.UNDER_CONSTRUCTION}
    soon = day + timedelta(days=rules.DAYS_TO_RENEW + 1)
    found = {
        Lack.SECURITY_ENDED: ended,
        Lack.SECURITY_ENDING: securities_expired(signed, soon) - ended,
        Lack.WAGE_ACCOUNT: built - has_wage_account(built),
        Lack.JOINT_ACCOUNT: built - has_joint_account(built),
        Lack.ROSTER: wage_roster_missing(owing, month),
    }
    return {one.id: tuple(lack for lack in Lack if one.id in found[lack]) for one in sections}


def _steps(kind: StepKind) -> Select[Any]:
    return (
        select(StartChecklist.section_id)
        .join(StartStep, StartStep.checklist_id == StartChecklist.id)
        .where(StartStep.kind == kind, StartStep.state == StepState.CONFIRMED)
    )
