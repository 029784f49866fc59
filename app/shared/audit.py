"""The record of who did what: written inside the transaction of the deed, chained by hashes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from flask import has_request_context, request
from sqlalchemy import select, text

from app.extensions import db
from app.shared.calendar import now
from app.shared.models import AuditEvent

FIRST_HASH = "0" * 64
#: Any fixed number: the lock under which PostgreSQL appends to the chain.
CHAIN_LOCK = 7_305_001


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
) -> AuditEvent:
    """Append one event to the audit trail and flush. `changes` is {"field": [before, after]}."""
    db.session.flush()
    event = AuditEvent(
        at=now(),
        actor_id=by.id,
        actor_name=by.name,
        action=action,
        subject_kind=getattr(subject, "__tablename__", type(subject).__name__),
        subject_id=getattr(subject, "id", None),
        subject_name=str(getattr(subject, "name", "") or "")[:300],
        changes=canonical(changes or {}),
        reason=reason,
        address=(request.remote_addr or "") if has_request_context() else "",
        previous_hash=_last_hash(),
    )
    event.hash = hash_of(event)
    db.session.add(event)
    db.session.flush()
    return event


def canonical(value: Any) -> str:
    """Return the one JSON text of `value`: sorted keys, no spaces, decimals and dates as text."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )


def hash_of(event: AuditEvent) -> str:
    """Return the SHA-256 of the event's content and of the hash before it."""
    content = [
        event.at.isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.action,
        event.subject_kind,
        event.subject_id,
        event.subject_name,
        event.changes,
        event.reason,
        event.address,
        event.previous_hash,
    ]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def first_broken_event() -> AuditEvent | None:
    """Return the first event whose hash or link is wrong, or None when the whole trail holds."""
    expected = FIRST_HASH
    in_order = select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=1000)
    with db.session.scalars(in_order) as events:
        for event in events:
            if event.previous_hash != expected or event.hash != hash_of(event):
                return event
            expected = event.hash
    return None


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return {"field": [before, after]} for the fields that differ."""
    return {
        name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]
    }


def _last_hash() -> str:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    last = db.session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1))
    return last or FIRST_HASH


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
