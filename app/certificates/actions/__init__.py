"""Changing certificates: draft one, put entries on it, reckon it again, and have it approved."""

from app.certificates.actions.drafting import (
    add_entry,
    discard,
    draft,
    refresh,
    remove_entry,
)

__all__ = ["add_entry", "discard", "draft", "refresh", "remove_entry"]
