"""The only door to the outside world: checked connections, one post or one mail, an outcome."""

from app.notices.outside.send import Outgoing, send

__all__ = ["Outgoing", "send"]
