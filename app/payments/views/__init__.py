"""The pages of payments."""

from app.payments.views import ledger, lines, month, policy, section
from app.payments.views.blueprint import blueprint

__all__ = ["blueprint", "ledger", "lines", "month", "policy", "section"]
