"""The month's payments of 200 and 2,000 sections beside the plain SQL that reads their inputs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.agenda import timed
from benchmarks.figure import Figure
from benchmarks.ranking import milliseconds

SIZES = (200, 2_000)
WEEKS = 12
MOST_TIMES = 3.0
FUNDS_FEN = 200_000_000_000
PLAIN = (
    "SELECT s.name, c.* FROM contract c JOIN section s ON s.id = c.section_id"
    " WHERE s.status <> 'preliminary' ORDER BY c.number, c.id",
    "SELECT section_id, week, physical_share FROM weekly_rollup r WHERE week <= '2020-W25' AND NOT"
    " EXISTS (SELECT 1 FROM weekly_rollup l WHERE l.replaces_id = r.id) ORDER BY section_id, week",
    "SELECT section_id, kind, sum(amount_fen) FROM payment_record GROUP BY 1, 2 ORDER BY 1",
    "SELECT s.id, f.source FROM section s JOIN project p ON p.id = s.project_id JOIN fund_source f"
    " ON f.programme_id = p.programme_id ORDER BY s.id, f.id",
)


def measure(_county: Path) -> Iterator[Figure]:
    """Yield the milliseconds of reckoning a month's sheet, for a district and for ten."""
    for size in SIZES:
        yield from _measured(size)


def _measured(size: int) -> Iterator[Figure]:
    import flask_migrate

    from app import create_app
    from app.extensions import db
    from app.payments.queries import gather_inputs
    from app.payments.rules.policy import Policy
    from app.payments.rules.propose import propose
    from app.shared.calendar import Month
    from app.shared.database import sqlite_driver
    from app.shared.settings import working_calendar
    from app.works.rules import FundKind
    from config import TestConfig

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.sqlite3"
        app = create_app(TestConfig(Path(folder), f"sqlite:///{path}"))
        with app.app_context():
            flask_migrate.upgrade()
            _fill(size)
            connection = sqlite_driver().connect(str(path))

            def reckon() -> int:
                db.session.expunge_all()
                accounts = [one.account for one in gather_inputs(Month(2020, 6)).sections]
                bound = {FundKind.PROVINCIAL: FUNDS_FEN // 2}
                day, calendar = date(2020, 7, 1), working_calendar()
                return len(propose(accounts, FUNDS_FEN, Policy(), day, calendar, bound).lines)

            floor = milliseconds(timed(lambda: [connection.execute(x).fetchall() for x in PLAIN]))
            yield Figure(
                f"reckon the sheet of {reckon():,} sections",
                milliseconds(timed(reckon)),
                "ms",
                floor,
                MOST_TIMES,
            )
            connection.close()
            db.session.remove()
            db.engine.dispose()


def _fill(size: int) -> None:
    """Make sections of one programme with contracts, frozen weeks and payments."""
    from sqlalchemy import insert

    from app.extensions import db
    from app.payments.models import PaymentRecord
    from app.payments.rules.ledger import PaymentKind
    from app.progress.models import WeeklyRollup
    from app.shared.audit import Program
    from app.shared.calendar import Week
    from app.works import actions as works
    from app.works.models import Contract
    from app.works.rules import WorksKind

    by = Program()
    programme = works.create_programme(2020, "专项", WorksKind.RECONSTRUCTION, by=by)
    works.set_fund_sources(programme, {"省级补助": 10**15, "区级配套": 10**15}, by=by)
    project = works.create_project(programme, "项目", by=by)
    sections = [works.create_section(project, f"{n}标段", by=by) for n in range(1, size + 1)]
    db.session.flush()
    contracts = [
        {
            "section_id": one.id, "number": f"HT-{one.id:05d}", "price_fen": 1_000_000_000,
            "signed_on": date(2024, 1, 1), "payment_share": Decimal("0.9"), "version": 1,
            "labour_cost_share": Decimal("0.2"), "payment_days": 60,
        }
        for one in sections
    ]  # fmt: skip
    db.session.execute(insert(Contract), contracts)
    rollups = [
        {
            "section_id": one.id, "week": Week(2020, 26 - WEEKS + n), "number": 1,
            "physical_share": Decimal(n * 4 + one.id % 5) / 100, "week_share": Decimal("0.04"),
            "blocked_share": Decimal(0), "reason": "",
        }
        for one in sections
        for n in range(WEEKS)
    ]  # fmt: skip
    db.session.execute(insert(WeeklyRollup), rollups)
    payments = [
        {
            "section_id": one.id, "kind": kind, "paid_on": date(2020, 5, 1), "reason": "",
            "amount_fen": 30_000_000, "reference": f"{one.id}-{kind.value}", "is_imported": False,
        }
        for one in sections
        for kind in (PaymentKind.WAGES, PaymentKind.PROGRESS)
    ]  # fmt: skip
    db.session.execute(insert(PaymentRecord), payments)
    db.session.commit()
