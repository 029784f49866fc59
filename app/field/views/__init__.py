"""The pages of the field app and its exchange with phones."""

from app.field.views import exchange, photos, shell
from app.field.views.blueprint import blueprint

__all__ = ["blueprint", "exchange", "photos", "shell"]
