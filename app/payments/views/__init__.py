"""The pages of payments."""

from app.payments.views import ledger, lines, month, policy
from app.payments.views.blueprint import blueprint

__all__ = ["blueprint", "ledger", "lines", "month", "policy"]
