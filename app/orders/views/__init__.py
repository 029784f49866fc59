"""Pages of the room."""

from app.orders.views.blueprint import blueprint

__all__ = ["blueprint"]
