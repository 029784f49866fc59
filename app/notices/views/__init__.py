"""Pages of the room: the inbox, what was sent, one notice, writing one, and the count in the frame."""

from app.notices.views import channels, count, inbox, queues, writing  # noqa: F401 - each adds its pages to the blueprint
from app.notices.views.blueprint import blueprint

__all__ = ["blueprint"]
