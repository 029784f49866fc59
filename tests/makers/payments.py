"""Makers of payment rules' input: only what a test is about is named in it."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.payments.rules.entitlement import Account, Confirmation
from app.payments.rules.policy import Policy
from app.payments.rules.propose import Proposal, propose
from app.shared.calendar import WorkingCalendar

TODAY = date(2026, 7, 1)
CONFIRMED_ON = date(2026, 6, 25)
WAN = 1_000_000  # one 万元 in fen


def an_account(section_id: int = 1, completed_wan: int = 500, **terms: Any) -> Account:
    """Return a section of 2025 whose works were confirmed once, on 25 June 2026."""
    given: dict[str, Any] = {
        "section_id": section_id,
        "contract_no": f"HT-{section_id:03d}",
        "confirmed": (Confirmation(CONFIRMED_ON, completed_wan * WAN),),
        "paid_fen": 350 * WAN,
        "wages_paid_fen": 350 * WAN,
        "contract_share": Decimal("0.90"),
        "wage_share": Decimal("0.20"),
        "signed_on": date(2025, 3, 1),
        "agreed_days": 60,
    }
    return Account(**(given | terms))


def a_proposal(*accounts: Account, funds_wan: int = 10_000, **settings: Any) -> Proposal:
    """Return what is proposed on 1 July 2026 with the default policy."""
    return propose(
        accounts,
        funds_wan * WAN,
        settings.get("policy", Policy()),
        settings.get("today", TODAY),
        settings.get("calendar", WorkingCalendar()),
    )
