"""Ranking a month against the plain SQL that reads the same rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

MOST_TIMES = 3.0
ROUNDS = 7


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the milliseconds of figures and places, and of drafting with everything stored."""
    from app import create_app
    from app.demonstration.people import PROGRAM
    from app.extensions import db
    from app.ranking.actions import draft_month
    from app.ranking.queries import last_month_out, month_figures, policy_of
    from app.ranking.queries.figures import period_of
    from app.ranking.rules.month import rank_month
    from app.shared.calendar import weeks_of_assessment
    from app.shared.database import sqlite_driver
    from app.shared.settings import value_of
    from app.shared.transaction import transaction

    app = create_app()
    with app.app_context():
        month = last_month_out()
        if month is None:
            raise SystemExit("no month is ranked here")
        start, end = period_of(month)
        weeks = weeks_of_assessment(month, value_of("cut_off_day", month.last_day))
        policy = policy_of(month)

        def rank() -> None:
            db.session.expunge_all()
            for figures in month_figures(month, policy):
                rank_month(figures, policy)

        # The program's own library: two of them in one process would not see each other's locks.
        connection = sqlite_driver().connect(str(folder / "zhulu.sqlite3"))
        bounds = (str(weeks[0]), str(weeks[-1])), (start.isoformat(), end.isoformat())
        floor = milliseconds(lambda: read(connection, *bounds))
        yield Figure(
            f"rank {month}: figures and places", milliseconds(rank), "ms", floor, MOST_TIMES
        )

        def draft() -> None:
            with transaction() as outcome:
                draft_month(month.next(), by=PROGRAM, on=end)
                outcome.keep = False

        yield Figure("draft a month and store it", milliseconds(draft), "ms", floor)


def read(connection: Any, weeks: tuple[str, str], days: tuple[str, str]) -> None:
    """Read in plain SQL what a month's ranking is made of."""
    for statement, bounds in (
        ("SELECT s.*, c.*, p.* FROM section s JOIN project p ON p.id = s.project_id"
         " LEFT JOIN contract c ON c.section_id = s.id", ()),
        ("SELECT * FROM weekly_rollup WHERE week BETWEEN ? AND ?", weeks),
        ("SELECT section_id, count(*), sum(posts_required), sum(posts_present),"
         " sum(equipment_required), sum(equipment_present), sum(looked_at_quality),"
         " sum(looked_at_safety), sum(looked_at_environment) FROM inspection"
         " WHERE inspected_on >= ? AND inspected_on < ? GROUP BY section_id", days),
        ("SELECT * FROM finding WHERE found_on >= ? AND found_on < ?", days),
        ("SELECT * FROM finding WHERE closed_on IS NULL AND found_on < ?", days[:1]),
    ):  # fmt: skip
        connection.execute(statement, bounds).fetchall()


def milliseconds(act: Callable[[], None]) -> float:
    """Return the median milliseconds of some rounds, after one that warms up."""
    act()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
