"""Several threads that act at once on one database, for tests of who wins."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from app import create_app
from app.extensions import db
from app.shared.errors import Refused
from app.shared.transaction import transaction
from config import TestConfig

CONTENDERS = 8
ONE_WINS = sorted(["refused"] * (CONTENDERS - 1) + ["won"])


@contextmanager
def an_own_app(folder: Path) -> Iterator[Flask]:
    """Yield an app on a database of its own, where several writers really meet.

    SQLite, or PostgreSQL where ZHULU_TEST_DATABASE_URL names a server.
    """
    server = os.environ.get("ZHULU_TEST_DATABASE_URL")
    app = create_app(
        TestConfig(folder, _made(server) if server else f"sqlite:///{folder}/own.sqlite3")
    )
    with app.app_context():
        flask_migrate.upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _made(server: str) -> str:
    name = f"contended_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def at_once(app: Flask, act: Callable[[int], None], contenders: int = CONTENDERS) -> list[str]:
    """Run the act from several threads behind a barrier and return how each ended."""
    barrier, ends = threading.Barrier(contenders), ["died"] * contenders

    def contend(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act(number)
                ends[number] = "won"
            except Refused:
                ends[number] = "refused"
            db.session.remove()

    threads = [threading.Thread(target=contend, args=(n,)) for n in range(contenders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)
