"""The pages of imports and exports."""

from app.reports.views import exporting, importing, minutes, test_values
from app.reports.views.blueprint import blueprint

__all__ = ["blueprint", "exporting", "importing", "minutes", "test_values"]
