"""The daily digest to fifty channels against the plain SQL that reads the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.ranking import milliseconds

MOST_TIMES = 5.0
CHANNELS = 50
QUERIES = (
    "SELECT s.id, s.project_id, s.name, s.status, w.length_m FROM section s LEFT JOIN"
    " (SELECT section_id, sum(length_m) length_m FROM work GROUP BY section_id) w"
    " ON w.section_id = s.id WHERE s.status IN ('preliminary', 'under_construction')",
    "SELECT section_id, max(week), physical_share, planned_share FROM weekly_rollup WHERE week >="
    " (SELECT max(week) FROM weekly_rollup WHERE week < (SELECT max(week) FROM weekly_rollup))"
    " GROUP BY section_id",
    "SELECT section_id, kind FROM obstacle WHERE state <> 'cleared' AND section_id IS NOT NULL"
    " ORDER BY since",
    "SELECT l.section_id, s.project_id, s.name, l.place, l.score FROM ranking_line l JOIN section s"
    " ON s.id = l.section_id JOIN ranking r ON r.id = l.ranking_id WHERE l.place IS NOT NULL AND"
    " r.month = (SELECT max(month) FROM ranking WHERE state IN ('published', 'frozen'))",
    "SELECT s.project_id, count(*) FROM finding f JOIN section s ON s.id = f.section_id"
    " WHERE f.closed_on IS NULL AND f.due_on < date('now') GROUP BY s.project_id",
    "SELECT section_id, due_on FROM task WHERE state IN ('open', 'returned')",
    "SELECT planned_at, name FROM meeting WHERE planned_at >= date('now')",
    "SELECT id, name FROM project",
    # What the duties of the last weeks are judged by.
    "SELECT * FROM duty", "SELECT * FROM duty_version", "SELECT * FROM duty_cover",
    "SELECT * FROM department_member", "SELECT * FROM role_grant", 'SELECT * FROM "user"',
    "SELECT s.*, c.start_on, c.finished_on FROM section s LEFT JOIN contract c ON c.section_id = s.id",
    "SELECT * FROM project",
    "SELECT project_id, log_on, is_late, author_id, id FROM site_log"
    " WHERE log_on >= date('now', '-7 day') AND (location <> '' OR EXISTS (SELECT 1 FROM photo_use"
    " WHERE owner_kind = 'site_log' AND owner_id = site_log.id))",
    "SELECT section_id, inspected_on, is_late, inspector_id, id FROM inspection"
    " WHERE inspected_on >= date('now', '-62 day')",
    "SELECT section_id, week, id FROM weekly_report WHERE week >= strftime('%Y') || '-W01'",
    "SELECT * FROM meeting WHERE held_on >= strftime('%Y') || '-01-01'",
    "SELECT * FROM obstacle", "SELECT * FROM obstacle_scope", "SELECT * FROM stop_order",
    "SELECT * FROM calendar_day WHERE day >= strftime('%Y') || '-01-01'",
)  # fmt: skip


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the milliseconds of composing and of queueing the digests."""
    from app import create_app
    from app.demonstration.people import PROGRAM
    from app.digests.actions import compose_all, make_digests
    from app.extensions import db
    from app.notices.actions.channels import create_channel
    from app.notices.rules.channels import ChannelKind
    from app.shared.calendar import today
    from app.shared.database import sqlite_driver
    from app.shared.transaction import transaction

    connection = sqlite_driver().connect(str(folder / "zhulu.sqlite3"))
    floor = milliseconds(lambda: _read(connection))
    app = create_app()
    with app.app_context(), transaction() as outcome:
        outcome.keep = False
        for number in range(CHANNELS):
            details = {"is_on": True}
            create_channel(f"bench {number}", ChannelKind.MANUAL, details, by=PROGRAM)

        def compose() -> None:
            db.session.expunge_all()
            compose_all(today())

        def make() -> None:
            db.session.expunge_all()
            with db.session.begin_nested() as part:
                make_digests(today())
                part.rollback()

        name = f"digest to {CHANNELS} channels"
        yield Figure(f"{name}: composed", milliseconds(compose), "ms", floor, MOST_TIMES)
        yield Figure(f"{name}: and in the queues", milliseconds(make), "ms", floor, MOST_TIMES)


def _read(connection: Any) -> None:
    for query in QUERIES:
        connection.execute(query).fetchall()
