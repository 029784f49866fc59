"""The pages of the field app and its exchange with phones."""

from app.field.views import exchange, notes, photos, shell
from app.field.views.blueprint import blueprint

__all__ = ["blueprint", "exchange", "notes", "photos", "shell"]
