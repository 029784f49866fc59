"""The record of who did what: written inside the transaction of the deed, chained by hashes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from flask import has_request_context, request
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from app.extensions import db
from app.shared.calendar import now
from app.shared.models import AuditEvent
from app.shared.statements import run_bare

FIRST_HASH = "0" * 64
#: Any fixed number: the lock under which PostgreSQL appends to the chain.
CHAIN_LOCK = 7_305_001
#: What an event's hash is taken over, in this order.
HASHED = (
    "at", "actor_id", "actor_name", "action", "subject_kind", "subject_id", "subject_name",
    "changes", "reason", "address", "previous_hash",
)  # fmt: skip
_LOCK = f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"
_LAST_HASH = "SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1"
_APPEND: Any = insert(AuditEvent.__table__)  # type: ignore[arg-type]


class Actor(Protocol):
    """Somebody who acts: a signed-in user, or the program itself."""

    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


class Program:
    """The program acting by itself, in a scheduled job or a command."""

    id = None

    def __init__(self, name: str = "Zhulu") -> None:
        self.name = name


def record(
    by: Actor,
    action: str,
    subject: Any,
    changes: Mapping[str, Any] | None = None,
    *,
    reason: str = "",
) -> None:
    """Flush, and append one event to the audit trail. `changes` is {"field": [before, after]}."""
    db.session.flush()
    connection = db.session.connection()
    said = {
        "at": now(),
        "actor_id": by.id,
        "actor_name": by.name,
        "action": action,
        "subject_kind": getattr(subject, "__tablename__", type(subject).__name__),
        "subject_id": getattr(subject, "id", None),
        "subject_name": str(getattr(subject, "name", "") or "")[:300],
        "changes": canonical(changes or {}),
        "reason": reason,
        "address": (request.remote_addr or "") if has_request_context() else "",
        "previous_hash": _last_hash(connection),
    }
    connection.execute(_APPEND, said | {"hash": _hash_of(said)})


def canonical(value: Any) -> str:
    """Return the one JSON text of `value`: sorted keys, no spaces, decimals and dates as text."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )


def hash_of(event: AuditEvent) -> str:
    """Return the SHA-256 of the event's content and of the hash before it."""
    return _hash_of({name: getattr(event, name) for name in HASHED})


def _hash_of(said: Mapping[str, Any]) -> str:
    content = [said["at"].isoformat(timespec="microseconds"), *(said[name] for name in HASHED[1:])]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return {"field": [before, after]} for the fields that differ."""
    return {
        name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]
    }


def _last_hash(connection: Connection) -> str:
    """Return the hash at the end of the chain, which nobody else appends to until we commit."""
    if connection.dialect.name == "postgresql":
        run_bare(connection, _LOCK)
    return run_bare(connection, _LAST_HASH) or FIRST_HASH


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
