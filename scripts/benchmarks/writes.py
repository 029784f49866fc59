"""Durable single writes: one row, one transaction, on disk before the next begins."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

WRITES = 2000
PROCESSES = 4
#: Where a process waits until the others have started, too.
_gate: Any = None
LEAST_PER_SECOND = 1500


def measure(folder: Path) -> Iterator[Figure]:
    """Yield writes a second from one process and from four, and how many found the base locked."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        for name in ("zhulu.sqlite3", "secret_key"):
            shutil.copy(folder / name, copy)
        bare = plain_writes(Path(copy))
        alone, _ = write(Path(copy), WRITES, True)
        yield Figure(
            "durable writes through the ORM, 1 process", alone, "/s", bare, least=LEAST_PER_SECOND
        )
        audited, _ = write(Path(copy), WRITES // 4, False)
        yield Figure("... each with its event in the audit trail", audited, "/s", bare)
        together, ended = _together(Path(copy))
        yield Figure(f"... {PROCESSES} processes together", together, "/s", bare)
        locked = sum(errors for _, errors in ended)
        yield Figure("'locked' errors of the four", locked, "", most=0)


def _together(folder: Path) -> tuple[float, list[tuple[float, int]]]:
    """Return the writes a second of processes that begin at once, and what each of them answered."""
    context = get_context("spawn")
    gate = context.Barrier(PROCESSES)
    with context.Pool(PROCESSES, _wait_at, (gate,)) as pool:
        share = [(folder, WRITES // PROCESSES, True)] * PROCESSES
        ended = pool.starmap(write, share, chunksize=1)
    slowest = min(per_second for per_second, _errors in ended)
    return PROCESSES * slowest, ended


def _wait_at(gate: Any) -> None:
    global _gate
    _gate = gate


def plain_writes(folder: Path) -> float:
    """Return how many rows a second the database takes without any program around it."""
    from app.shared.database import sqlite_driver

    connection = sqlite_driver().connect(str(folder / "bare.sqlite3"), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE run (job TEXT, period TEXT, finished_at TEXT, summary TEXT)")
    started = time.perf_counter()
    for number in range(WRITES):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO run VALUES ('bench', ?, '', '')", (str(number),))
        connection.execute("COMMIT")
    return WRITES / (time.perf_counter() - started)


def write(folder: Path, count: int, is_single: bool) -> tuple[float, int]:
    """Write rows one by one and return (rows a second, errors)."""
    os.environ["ZHULU_DATA"] = str(folder)
    from sqlalchemy.exc import OperationalError

    from app import create_app
    from app.extensions import db
    from app.shared.audit import Program, record
    from app.shared.models import JobRun
    from app.shared.transaction import transaction

    def one() -> Any:
        run = JobRun(job="bench", period=uuid.uuid4().hex[:20], summary="")
        db.session.add(run)
        if not is_single:
            record(Program(), "bench.written", run, {"summary": ["", "x"]})
        return run

    app, errors = create_app(), 0
    if _gate is not None:
        _gate.wait()
    with app.app_context():
        started = time.perf_counter()
        for _ in range(count):
            try:
                with transaction():
                    one()
                db.session.expunge_all()
            except OperationalError:
                errors += 1
        return count / (time.perf_counter() - started), errors
