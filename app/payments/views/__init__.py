"""The pages of payments."""

from app.payments.views import clocks, ledger, lines, month, policy, section, what_if
from app.payments.views.blueprint import blueprint

__all__ = ["blueprint", "clocks", "ledger", "lines", "month", "policy", "section", "what_if"]
