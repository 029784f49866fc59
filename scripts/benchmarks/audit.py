"""A million audit events verified, beside bare SHA-256 over the same bytes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.figure import Figure

EVENTS = 1_000_000
AT_ONCE = 10_000
MOST_TIMES = 5.0
FIRST_AT = datetime(2020, 1, 1, tzinfo=UTC)


def measure(_county: Path) -> Iterator[Figure]:
    """Yield the seconds of checking every hash and link of the trail."""
    import flask_migrate
    from sqlalchemy import insert

    from app import create_app
    from app.extensions import db
    from app.shared.models import AuditEvent
    from app.shared.trail import check_trail
    from config import TestConfig

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(TestConfig(Path(folder), f"sqlite:///{Path(folder) / 'audit.sqlite3'}"))
        with app.app_context():
            flask_migrate.upgrade()
            floor = 0.0
            for page, contents in _pages():
                started = perf_counter()
                for content in contents:
                    sha256(content).hexdigest()
                floor += perf_counter() - started
                db.session.execute(insert(AuditEvent), page)
                db.session.commit()
            check_trail()
            started = perf_counter()
            report = check_trail()
            seconds = perf_counter() - started
            if report.fault is not None or report.count != EVENTS:
                raise SystemExit(f"the trail of the bench is not whole: {report}")
            db.session.remove()
            db.engine.dispose()
        yield Figure(f"verify {EVENTS:,} audit events", seconds, "s", floor, MOST_TIMES)


def _pages() -> Iterator[tuple[list[dict[str, Any]], list[bytes]]]:
    """Yield events, chained, and the bytes that are hashed."""
    from app.shared.audit import FIRST_HASH, HASHED
    from app.shared.trail import content_of

    before, page, contents = FIRST_HASH, list[dict[str, Any]](), list[bytes]()
    for number in range(1, EVENTS + 1):
        changes = {"done": [None, "水稳基层"], "length_m": ["0", str(number)]}
        event: dict[str, Any] = {
            "at": FIRST_AT + timedelta(seconds=number, microseconds=number),
            "actor_id": number % 97 or None,
            "actor_name": "李明",
            "action": "inspection.saved",
            "subject_kind": "inspection",
            "subject_id": number,
            "subject_name": f"{number % 24}标段 K{number % 30}+{number % 1000:03d}",
            "changes": json.dumps(
                changes, ensure_ascii=False, separators=(",", ":"), sort_keys=True
            ),
            "reason": "" if number % 5 else "补录",
            "address": "192.168.1.20",
            "previous_hash": before,
        }
        row = [event[name] for name in HASHED]
        row[0] = row[0].replace(tzinfo=None)
        contents.append(content_of([number, *row, ""]))
        before = event["hash"] = sha256(contents[-1]).hexdigest()
        page.append(event)
        if len(page) == AT_ONCE:
            yield page, contents
            page, contents = [], []
