"""The pages of imports and exports."""

from app.reports.views import exporting, importing
from app.reports.views.blueprint import blueprint

__all__ = ["blueprint", "exporting", "importing"]
