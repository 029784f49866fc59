"""The agenda of 200 sections and 1,000 open items beside the plain SQL that reads the same rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.ranking import milliseconds

SECTIONS, OBSTACLES, DECISIONS = 200, 600, 400
MOST_TIMES = 5.0
MOST_STATEMENTS = 10
PLAIN = (
    "SELECT o.id, o.text, o.first_on, o.due_on, m.series_id, a.source, a.source_id, a.project_id,"
    " a.section_id FROM outcome o JOIN meeting m ON m.id = o.meeting_id LEFT JOIN agenda_item a"
    " ON a.id = o.item_id WHERE o.kind <> 'information' AND o.done_on IS NULL AND m.state = 'closed'"
    " AND NOT EXISTS (SELECT 1 FROM outcome l WHERE l.replaces_id = o.id) AND NOT EXISTS (SELECT 1"
    " FROM task t WHERE t.source = 'meeting' AND t.source_id = o.id AND t.state = 'done')",
    "SELECT b.id, b.name, b.since, b.project_id, b.section_id, b.planned_clear_on, b.rights_owner,"
    " b.resolution FROM obstacle b WHERE b.state <> 'cleared'",
    "SELECT id, description, due_on, section_id FROM finding WHERE closed_on IS NULL",
    "SELECT s.id, s.name, s.project_id, p.name FROM section s JOIN project p ON p.id = s.project_id",
    "SELECT source, source_id, min(since), max(rounds), max(id) FROM agenda_item GROUP BY 1, 2",
)


def measure(_county: Path) -> Iterator[Figure]:
    """Yield the milliseconds of writing an agenda, of reading a stored one, and the statements sent."""
    import flask_migrate
    from sqlalchemy import event

    from app import create_app
    from app.extensions import db
    from app.meetings.models import Meeting
    from app.meetings.queries.agenda import agenda_for
    from app.meetings.queries.meetings import list_items
    from app.shared.calendar import today
    from app.shared.database import sqlite_driver
    from config import TestConfig

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "agenda.sqlite3"
        app = create_app(TestConfig(Path(folder), f"sqlite:///{path}"))
        with app.app_context():
            flask_migrate.upgrade()
            meeting_id, user = _fill()
            connection = sqlite_driver().connect(str(path))

            def draw_up() -> int:
                db.session.expunge_all()
                meeting = db.session.get(Meeting, meeting_id)
                return len(agenda_for(meeting, today())) if meeting else 0

            sent: list[str] = []
            event.listen(db.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
            items, statements = draw_up(), len(sent)
            floor = milliseconds(
                timed(lambda: [connection.execute(one).fetchall() for one in PLAIN])
            )
            yield Figure(
                f"write an agenda of {items} items",
                milliseconds(timed(draw_up)),
                "ms",
                floor,
                MOST_TIMES,
            )
            yield Figure("statements for it", statements, "", most=MOST_STATEMENTS)

            def read() -> int:
                db.session.expunge_all()
                return len(list_items(user, meeting_id))

            stored = (
                "SELECT a.*, s.*, p.* FROM agenda_item a LEFT JOIN section s ON s.id = a.section_id"
                " LEFT JOIN project p ON p.id = s.project_id WHERE a.meeting_id = ? ORDER BY a.position"
            )
            floor = milliseconds(lambda: connection.execute(stored, (meeting_id,)).fetchall())
            yield Figure(
                f"read a stored agenda of {read()} items",
                milliseconds(timed(read)),
                "ms",
                floor,
            )
            connection.close()
            db.session.remove()
            db.engine.dispose()


def timed(what: Callable[[], object]) -> Callable[[], None]:
    """Return the same without its answer, as the stopwatch wants it."""

    def run() -> None:
        what()

    return run


def _fill() -> tuple[int, Any]:
    """Make sections, obstacles and decisions, and return a meeting to come and somebody of the office."""
    from sqlalchemy import insert

    from app.accounts import actions as accounts
    from app.accounts.rules import OrganisationKind, Role
    from app.extensions import db
    from app.meetings import actions
    from app.meetings.models import Outcome
    from app.meetings.rules import MeetingKind, OutcomeKind
    from app.obstacles.models import Obstacle
    from app.obstacles.rules import ObstacleKind, ObstacleState
    from app.shared.audit import Program
    from app.shared.calendar import today
    from app.works import actions as works
    from app.works.rules import Cause, WorksKind

    by, day = Program(), today()
    office = accounts.create_organisation("项目办", OrganisationKind.PROJECT_OFFICE, by=by)
    user = accounts.create_user("bench", "李明", office, [Role.PROJECT_OFFICE], by=by)
    programme = works.create_programme(2020, "专项", WorksKind.RECONSTRUCTION, by=by)
    project = works.create_project(programme, "项目", by=by)
    sections = [works.create_section(project, f"{n}标段", by=by) for n in range(1, SECTIONS + 1)]
    db.session.flush()
    rows = [
        {
            "kind": ObstacleKind.POLE_LINE, "name": f"10kV 杆线 {n}", "project_id": project.id,
            "section_id": sections[n % SECTIONS].id, "rights_owner": "供电公司", "version": 1,
            "since": day - timedelta(days=20 + n % 90), "state": ObstacleState.OPEN,
            "fault": Cause.OWNER,
        }
        for n in range(OBSTACLES)
    ]  # fmt: skip
    db.session.execute(insert(Obstacle), rows)
    series = actions.create_series(MeetingKind.AD_HOC, "调度会", by=by, chair_id=user.id)
    held = actions.plan_on(series, day, by=by)
    actions.start(held, by=by)
    decided = [
        {
            "meeting_id": held.id, "kind": OutcomeKind.DECISION, "text": f"议定事项 {n}",
            "owner_name": "李明", "due_on": day, "first_on": day, "version": 1,
        }
        for n in range(DECISIONS)
    ]  # fmt: skip
    db.session.execute(insert(Outcome), decided)
    for item in held.items:
        actions.add_outcome(
            held, OutcomeKind.DECISION, "限期迁移", by=by, item=item, owner_name="李明", due_on=day
        )
    actions.close(held, by=by)
    following = actions.plan_on(series, day, by=by)
    db.session.commit()
    return following.id, user
