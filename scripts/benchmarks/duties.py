"""The duty calendar of 500 duties over a year, beside the plain SQL that reads the same rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.figure import Figure
from benchmarks.ranking import milliseconds

MOST_TIMES = 5.0
#: A site log a day for each, with two sections each: a visit a week and one a month are owed there.
PROJECTS = 100
DUTIES = 5 * PROJECTS
FIRST, LAST, TODAY = date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 5)


def measure(_folder: Path) -> Iterator[Figure]:
    """Judge a year of duties, day by day, in a database of their own."""
    import flask_migrate

    from app import create_app
    from app.duties.queries import judge_between
    from app.extensions import db
    from config import TestConfig

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(TestConfig(Path(folder), f"sqlite:///{folder}/duties.sqlite3"))
        with app.app_context():
            flask_migrate.upgrade()
            _fill()

            def judge() -> None:
                db.session.expunge_all()
                judged = judge_between(None, FIRST, LAST, TODAY)
                if len(judged) != DUTIES:
                    raise ValueError(f"{len(judged)} duties instead of {DUTIES}")

            connection = db.engine.raw_connection()
            floor = milliseconds(lambda: _read(connection.cursor()))
            taken = milliseconds(judge)
            yield Figure(f"calendar of {DUTIES} duties over a year", taken, "ms", floor, MOST_TIMES)
            connection.close()
            db.session.remove()
            db.engine.dispose()


def _fill() -> None:
    from sqlalchemy import insert

    from app.accounts.actions import create_organisation, create_user
    from app.accounts.rules import OrganisationKind, Role
    from app.demonstration.people import PROGRAM
    from app.duties.actions import create_duty
    from app.duties.rules import Cadence, DutyKind, Limit
    from app.duties.rules.duties import Asked
    from app.extensions import db
    from app.inspections.models import Inspection, SiteLog
    from app.inspections.rules import Handling, InspectionKind
    from app.shared.calendar import days_between, now
    from app.works.actions import create_programme, create_project, create_section
    from app.works.rules import Status, WorksKind

    office = create_organisation("项目办", OrganisationKind.PROJECT_OFFICE, by=PROGRAM)
    user = create_user("office", "李明", office, [Role.PROJECT_OFFICE], by=PROGRAM)
    programme = create_programme(2025, "专项", WorksKind.RECONSTRUCTION, by=PROGRAM)
    projects, sections = [], []
    for number in range(PROJECTS):
        started: dict[str, Any] = {"status": Status.UNDER_CONSTRUCTION, "started_on": FIRST}
        projects.append(create_project(programme, f"项目{number}", by=PROGRAM, **started))
        sections += [create_section(projects[-1], f"{place}标段", by=PROGRAM) for place in (1, 2)]
    for kind, cadence in (
        (DutyKind.SITE_LOG, Cadence.DAY),
        (DutyKind.INSPECTION, Cadence.WEEK),
        (DutyKind.INSPECTION, Cadence.MONTH),
    ):
        asked = Asked([Limit(cadence, 1)])
        create_duty(kind, f"{kind} {cadence}", asked, starts_on=FIRST, by=PROGRAM)
    db.session.flush()
    days = days_between(FIRST, LAST)
    db.session.execute(
        insert(SiteLog),
        [
            {"client_uuid": str(uuid4()), "project_id": project.id, "log_on": day,
             "author_id": user.id, "location": "K1+000"}
            for project in projects for day in days if (day.day + project.id) % 15
        ],
    )  # fmt: skip
    db.session.execute(
        insert(Inspection),
        [
            {"client_uuid": str(uuid4()), "section_id": section.id, "inspected_on": day,
             "inspected_at": now(), "inspector_id": user.id, "kind": InspectionKind.SCHEDULED,
             "handling": Handling.NOTHING_NEEDED}
            for section in sections for day in days if day.weekday() == section.id % 7
        ],
    )  # fmt: skip
    db.session.commit()


def _read(cursor: Any) -> None:
    """Read in plain SQL what a year of these duties is judged by."""
    for statement in (
        "SELECT project_id, log_on, is_late, author_id, id FROM site_log WHERE log_on >= '2025-01-01'"
        " AND (location <> '' OR EXISTS (SELECT 1 FROM photo_use WHERE owner_kind = 'site_log'"
        " AND owner_id = site_log.id))",
        "SELECT section_id, inspected_on, is_late, inspector_id, id FROM inspection"
        " WHERE inspected_on >= '2025-01-01'",
        "SELECT * FROM section", "SELECT * FROM project", "SELECT * FROM duty",
        "SELECT * FROM duty_version", "SELECT * FROM role_grant", 'SELECT * FROM "user"',
    ):  # fmt: skip
        cursor.execute(statement).fetchall()
