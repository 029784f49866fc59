"""How connections behave: durable SQLite, one writer at a time, foreign keys always on."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url

from app.shared.readings import note_answers
from app.shared.revisions import follow
from app.shared.statements import run_bare

#: SQLite before this version can lose a commit when a WAL file is reset (security.md T31).
SAFE_WAL = (3, 51, 3)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def write_intent() -> Iterator[None]:
    """Let transactions that begin inside take the write lock at once, so none fails half-way."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def sqlite_driver() -> Any:
    """Return the SQLite module whose write-ahead log is safe, else the one of the standard library."""
    import sqlite3

    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2 if dbapi2.sqlite_version_info > sqlite3.sqlite_version_info else sqlite3


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine options that fit the database of `url`."""
    options: dict[str, Any] = {"json_serializer": _as_json}
    if make_url(url).get_backend_name() == "sqlite":
        return options | {"module": sqlite_driver(), "connect_args": {"timeout": 10}}
    return options | {"pool_pre_ping": True}


def _with_its_type(value: Any) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"JSON keeps no {type(value).__name__}")


_encode = json.JSONEncoder(check_circular=False, ensure_ascii=False, default=_with_its_type).encode
_EMPTY: dict[type, str] = {dict: "{}", list: "[]"}
#: The values of most rows, written without the encoder's detour through Python for each of them.
_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: str,
    Decimal: lambda value: f'{{"decimal": "{value}"}}',
    date: lambda value: f'{{"date": "{value}"}}',
}


def _as_json(value: Any) -> str:
    """Return the JSON of a column; decimals and days say what they are, so that they come back."""
    if not value:
        return _EMPTY.get(type(value)) or _encode(value)
    if type(value) is not dict:
        return _encode(value)
    try:
        fields = [
            f"{encode_basestring(name)}: {_WRITTEN[type(each)](each)}"
            for name, each in value.items()
        ]
    except (KeyError, TypeError):
        return _encode(value)
    return f"{{{', '.join(fields)}}}"


def prepare_engine(app: Flask, engine: Engine) -> None:
    """Follow what is read and written, and attach the SQLite settings; other databases need none."""
    follow(engine)
    note_answers(engine)
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the begin event below says BEGIN itself
    cursor = connection.cursor()
    version = tuple(
        int(n) for n in cursor.execute("select sqlite_version()").fetchone()[0].split(".")
    )
    cursor.execute(f"PRAGMA journal_mode={'WAL' if version >= SAFE_WAL else 'DELETE'}")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA trusted_schema=OFF")
    cursor.close()


def _begin(connection: Connection) -> None:
    run_bare(connection, "BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
