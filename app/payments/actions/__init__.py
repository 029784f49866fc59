"""Changing payments: propose, decide, approve, withdraw, book, and set the policy."""

from app.payments.actions.ledger import record_payment, reverse_payment
from app.payments.actions.policies import save_policy
from app.payments.actions.posting import post_opening
from app.payments.actions.proposals import (
    account_of,
    approve,
    change_line,
    decision_fingerprint,
    fingerprint_of,
    propose_releases,
    reckoning_day,
    verify_proposal,
    withdraw,
)

__all__ = [
    "account_of",
    "approve",
    "change_line",
    "decision_fingerprint",
    "fingerprint_of",
    "post_opening",
    "propose_releases",
    "reckoning_day",
    "record_payment",
    "reverse_payment",
    "save_policy",
    "verify_proposal",
    "withdraw",
]
