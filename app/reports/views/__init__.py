"""The pages of imports and exports."""

from app.reports.views import certificates, exporting, importing, minutes, payments, test_values
from app.reports.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "certificates",
    "exporting",
    "importing",
    "minutes",
    "payments",
    "test_values",
]
