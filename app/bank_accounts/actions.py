"""Entering accounts, rosters and securities, and noting that a security was given back."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.bank_accounts import rules
from app.bank_accounts.models import BankAccount, Security, WageRoster
from app.bank_accounts.rules import AccountKind, SecurityDraft
from app.extensions import db
from app.shared.audit import record
from app.shared.calendar import Month, today
from app.shared.errors import RuleBroken
from app.shared.quantities import normalise
from app.shared.sentences import Sentence, say
from app.works.actions import check_version
from app.works.models import Section


def open_account(
    section: Section, kind: AccountKind, bank: str, number: str, opened_on: date | None, *, by: User
) -> BankAccount:
    """Enter an account of the section; the audit trail gets its last four digits. Raises RuleBroken."""
    digits = normalise(number).replace(" ", "").replace("-", "")
    problems = rules.account_problems(bank, digits, opened_on, today())
    if problems or opened_on is None:
        raise RuleBroken(problems)
    account = BankAccount(
        section=section, kind=kind, bank=bank.strip(), number=digits,
        last_four=digits[-rules.SHOWN_DIGITS :], opened_on=opened_on, entered_by=by,
        is_demonstration=section.is_demonstration,
    )  # fmt: skip
    _add(account, say("The section has an open account of this kind already."))
    told = {"kind": kind, "bank": account.bank, "last_four": account.last_four}
    record(by, "bank_account.opened", account, told | {"opened_on": opened_on})
    return account


def note_roster(
    section: Section, month: Month, people: int | None, uploaded_on: date | None, *, by: User
) -> WageRoster:
    """Note that the wage roster of a month was uploaded: how many people and when. Raises RuleBroken."""
    problems = rules.roster_problems(people, uploaded_on, today())
    if problems or people is None or uploaded_on is None:
        raise RuleBroken(problems)
    roster = WageRoster(
        section=section, month=month, people=people, uploaded_on=uploaded_on, entered_by=by,
        is_demonstration=section.is_demonstration,
    )  # fmt: skip
    _add(roster, say("The wage roster of this month is noted already."))
    told = {"month": str(month), "people": people, "uploaded_on": uploaded_on}
    record(by, "wage_roster.noted", roster, told)
    return roster


def enter_security(
    section: Section, draft: SecurityDraft, base_fen: int | None, *, by: User
) -> Security:
    """Enter a security of the section. `base_fen` is the contract price, for bids the estimate.

    Raises RuleBroken for what the law does not allow.
    """
    problems = rules.security_problems(draft, base_fen)
    if problems:
        raise RuleBroken(problems)
    security = Security(
        section=section, kind=draft.kind, form=draft.form, amount_fen=draft.amount_fen,
        issuer=draft.issuer.strip(), number=draft.number.strip(), valid_from=draft.valid_from,
        valid_to=draft.valid_to, entered_by=by, is_demonstration=section.is_demonstration,
    )  # fmt: skip
    db.session.add(security)
    db.session.flush()
    told = {
        "kind": draft.kind, "form": draft.form, "amount_fen": draft.amount_fen,
        "valid_from": draft.valid_from, "valid_to": draft.valid_to,
    }  # fmt: skip
    record(by, "security.entered", security, told)
    return security


def note_return(
    security: Security, returned_on: date | None, *, by: User, seen_version: int | None = None
) -> None:
    """Note on which day the security was given back. Raises RuleBroken, StaleEdit."""
    check_version(security, seen_version)
    problems = rules.return_problems(
        security.valid_from, security.returned_on, returned_on, today()
    )
    if problems:
        raise RuleBroken(problems)
    security.returned_on = returned_on
    record(by, "security.returned", security, {"returned_on": returned_on})
    db.session.flush()


def _add(row: BankAccount | WageRoster, twice: Sentence) -> None:
    """Add the row; of two in one moment the second is refused in words."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as known:
        raise RuleBroken([twice]) from known
