"""Makers of accounts, rosters and securities: only what the test is about is said."""

from datetime import timedelta

from app.accounts.rules import Role
from app.bank_accounts import actions
from app.bank_accounts.models import BankAccount, Security
from app.bank_accounts.rules import AccountKind, SecurityDraft, SecurityForm, SecurityKind
from app.shared.calendar import today
from app.works.models import Section
from tests.makers.accounts import a_user

PRICE_FEN = 100_000_000


def a_draft(**changes: object) -> SecurityDraft:
    """Return a bank guarantee for performance of a tenth of a million yuan."""
    given = {
        "kind": SecurityKind.PERFORMANCE,
        "form": SecurityForm.GUARANTEE,
        "amount_fen": PRICE_FEN // 10,
        "issuer": "徽商银行",
        "valid_from": today() - timedelta(days=100),
        "valid_to": today() + timedelta(days=100),
    }
    return SecurityDraft(**(given | changes))  # type: ignore[arg-type]


def a_security(section: Section, **changes: object) -> Security:
    return actions.enter_security(section, a_draft(**changes), PRICE_FEN, by=a_user(Role.FINANCE))


def an_account_at_a_bank(
    section: Section, kind: AccountKind = AccountKind.WAGE, number: str = "6222021234567890"
) -> BankAccount:
    return actions.open_account(
        section, kind, "徽商银行", number, today() - timedelta(days=9), by=a_user(Role.FINANCE)
    )
