"""The pages of the field app and its exchange with phones."""

from app.field.views import exchange, photos
from app.field.views.blueprint import blueprint

__all__ = ["blueprint", "exchange", "photos"]
