"""The revision of every table: another number after every transaction that wrote to it.

The connection sees each statement, also those that write many rows without an event in the audit trail, so
no action, import or job has to tell. The number is written in the transaction of the deed, which makes it true for
all processes; it is drawn by lot, so that a database brought back from a backup never repeats one.
"""

import re
import secrets
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from flask import g, has_app_context
from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine

from app.extensions import db
from app.shared.statements import run_bare

#: What no page is made of; the rows about sessions are written while people only read.
NOT_FOLLOWED = frozenset(
    {"table_revision", "sign_in_session", "sign_in_attempt", "scheduler_lease"}
)
#: In a table's info: the table whose triggers write to this one.
WRITTEN_WITH = "written_with"
WRITTEN, UNFOLLOWED = "tables_written", "unfollowed"
_WRITING = re.compile(r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_WORD = re.compile(r"\w+")
#: Longer statements differ in the number of their values; remembering them would cost memory.
LONGEST_REMEMBERED = 8_000
_ALL = text("SELECT name, number FROM table_revision")
#: Completed with the names of our own tables.
_RENEW = "INSERT INTO table_revision (name, number) VALUES "
_OR_AGAIN = " ON CONFLICT (name) DO UPDATE SET number = excluded.number"
#: The mark of the one value, the new number, in the way of the driver.
_MARKS = {"qmark": ":number", "pyformat": "%(number)s"}


def follow(engine: Engine) -> None:
    """Note for every statement of the engine which tables it reads or writes."""
    event.listen(engine, "before_cursor_execute", _note)
    event.listen(engine, "commit", _end_well)
    event.listen(engine, "rollback", _end_badly)


def revisions() -> Mapping[str, int]:
    """Return the revision of every table that was ever written to.

    They are read once for a request, before what is shown: what is read later is at least as new.
    """
    if "revisions" not in g:
        g.revisions = dict(db.session.execute(_ALL).tuples().all())
    found: Mapping[str, int] = g.revisions
    return found


def tables_read() -> set[str]:
    """Return the tables that were read since the request began; whoever takes a kept part adds its own."""
    read: set[str] = g.setdefault("tables_read", set())
    return read


def has_written() -> bool:
    """Return whether the open transaction has written: what it reads is not yet true for others."""
    return bool(g.get("has_written"))


def tables_written_by(statement: str) -> frozenset[str]:
    """Return the followed tables that the statement writes to, with those that it empties by cascade."""
    names = {name for name in _WRITING.findall(statement) if name in db.metadata.tables}
    emptied = {child for name in names for child in _cascades(name)}
    return frozenset(names | emptied) - NOT_FOLLOWED


def tables_named_in(statement: str) -> frozenset[str]:
    """Return the tables whose names stand in the statement: all that it reads, rarely more."""
    return frozenset(_WORD.findall(statement)).intersection(db.metadata.tables)


def _tables_of(statement: str) -> tuple[frozenset[str], frozenset[str]]:
    return tables_written_by(statement), tables_named_in(statement)


_remembered_tables_of = lru_cache(maxsize=1000)(_tables_of)


@lru_cache(maxsize=200)
def _renewing(written: frozenset[str], mark: str) -> str:
    """Return the statement that renews these tables; the same text each time is prepared only once."""
    rows = ", ".join(f"('{name}', {mark})" for name in sorted(written))
    return f"{_RENEW}{rows}{_OR_AGAIN}"


@cache
def _cascades(name: str) -> frozenset[str]:
    """Return the tables to which the database itself writes when a row of `name` goes, or is written."""
    children = {
        table.name for table in db.metadata.tables.values() if table.info.get(WRITTEN_WITH) == name
    } | {
        table.name
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.ondelete and key.column.table.name == name and table.name != name
    }
    return frozenset(children.union(*map(_cascades, children)))


def _note(
    connection: Connection, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool
) -> None:
    remembered = _remembered_tables_of if len(statement) < LONGEST_REMEMBERED else _tables_of
    written, named = remembered(statement)
    if written:
        connection.info.setdefault(WRITTEN, set()).update(written)
    if has_app_context():
        if written:
            g.has_written = True
        tables_read().update(named)


def note_written(connection: Connection, table: str) -> None:
    """Note that a bare statement has written to the table."""
    connection.info.setdefault(WRITTEN, set()).update(tables_written_by(f"INSERT INTO {table}"))
    if has_app_context():
        g.has_written = True


def renew(connection: Connection) -> None:
    """Give the tables that were written to a new number.

    It is the last thing of a transaction, and in the order of names: so two never wait for each other.
    """
    written = connection.info.pop(WRITTEN, ())
    if not written or UNFOLLOWED in connection.get_execution_options():
        return
    statement = _renewing(frozenset(written), _MARKS[connection.dialect.paramstyle])
    run_bare(connection, statement, {"number": secrets.randbits(62)})


def _end_well(connection: Connection) -> None:
    renew(connection)
    _look_again()


def _end_badly(connection: Connection) -> None:
    connection.info.pop(WRITTEN, None)
    _look_again()


def _look_again() -> None:
    """Let the next question in this request meet what is in the database now."""
    if has_app_context():
        g.pop("revisions", None)
        g.pop("has_written", None)
