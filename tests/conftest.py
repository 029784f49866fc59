"""Fixtures of all tests: an app on a database of its own, and browsers that are signed in as somebody.

The database is migrated once. Each test runs inside one transaction that is rolled back afterwards, so tests
see only what they made. Call clients outside an app context: Flask-Login keeps the user there.
"""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.engine import Connection

from app import create_app
from app.accounts import actions
from app.accounts.models import User
from app.accounts.sign_in import TOKEN
from app.extensions import db
from app.shared.kept import forget_all
from app.shared.revisions import renew
from config import TestConfig
from tests.contention import an_own_app

pytest_plugins = ["tests.live", "tests.left_for_full"]


def pytest_collection_finish() -> None:
    """Look for garbage seldom: what has been imported by now stays anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def migrated_app(data_folder: Path) -> Iterator[Flask]:
    """The app on a migrated, empty database: SQLite, or PostgreSQL where ZHULU_TEST_DATABASE_URL names one."""
    url = _own_postgres_database() or f"sqlite:///{data_folder}/test.sqlite3"
    app = create_app(TestConfig(data_folder, url))
    with app.app_context():
        flask_migrate.upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _own_postgres_database() -> str | None:
    """Return a new, empty database on the server of ZHULU_TEST_DATABASE_URL, or None without one."""
    server = os.environ.get("ZHULU_TEST_DATABASE_URL")
    if not server:
        return None
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The app, with everything that the test writes rolled back at the end."""
    engines = db._app_engines[migrated_app]
    engine = engines[None]
    # Here the end of a savepoint stands for a commit.
    event.listen(engine, "release_savepoint", _renew_revisions)
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection  # type: ignore[call-overload]
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        try:
            yield migrated_app
        finally:
            with migrated_app.app_context():
                db.session.remove()
            engines[None] = engine
            outer.rollback()
            event.remove(engine, "release_savepoint", _renew_revisions)


def _renew_revisions(connection: Connection, *_savepoint: Any) -> None:
    renew(connection)


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An app context, for tests of actions and queries; not together with clients."""
    with app.app_context():
        yield


@pytest.fixture
def contended_app(tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own, SQLite or PostgreSQL, where several writers really meet."""
    with an_own_app(tmp_path) as app:
        yield app


@pytest.fixture
def given(app: Flask) -> Callable[[], Any]:
    """`with given():` makes data and commits it, for tests that then use a client."""

    @contextmanager
    def making() -> Iterator[None]:
        with app.app_context():
            yield
            db.session.commit()

    return making


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def browser_of(app: Flask) -> Callable[[User], FlaskClient]:
    """`browser_of(user)` returns a browser signed in as that user, speaking English."""

    def sign_in(user: User, language: str = "en") -> FlaskClient:
        with app.app_context():
            _, token = actions.open_session(db.session.merge(user), address="", browser="test")
            db.session.commit()
        client = app.test_client()
        with client.session_transaction() as session:
            session[TOKEN] = token
            session["locale"] = language
        return client

    return sign_in


class Statements(list[str]):
    """The SQL statements sent meanwhile."""


@pytest.fixture
def statements(migrated_app: Flask) -> Callable[[], Any]:
    """`with statements() as sent:` collects the SQL sent inside, to count queries.

    What is kept of earlier pages is forgotten first, unless `forgetting` is false.
    """

    @contextmanager
    def collecting(*, forgetting: bool = True) -> Iterator[Statements]:
        sent = Statements()
        if forgetting:
            forget_all()

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                sent.append(statement)

        with migrated_app.app_context():
            engine = getattr(db.engine, "engine", db.engine)
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collecting
