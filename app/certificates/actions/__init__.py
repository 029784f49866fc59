"""Changing certificates: draft one, put entries on it, reckon it again, and have it approved."""

from app.certificates.actions.approval import (
    send_back,
    set_chain,
    sign,
    submit,
)
from app.certificates.actions.drafting import (
    add_entry,
    discard,
    draft,
    refresh,
    remove_entry,
)
from app.certificates.actions.signatures import void

__all__ = [
    "add_entry",
    "discard",
    "draft",
    "refresh",
    "remove_entry",
    "send_back",
    "set_chain",
    "sign",
    "submit",
    "void",
]
