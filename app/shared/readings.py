"""What was read for a part of a page: each question to the database, and a digest of its answer.

A table has another revision after every write, also one that a page does not show. Asking the same
again is far cheaper than building the questions and drawing the page anew: while all answers are the same, so is
what was made of them. Questions that were asked while nobody noted cannot be asked again: of these the
tables are known, which must not have changed at all.
"""

import marshal
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from flask import g, has_app_context
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.orm.util import AliasedClass

from app.extensions import db
from app.shared.revisions import LONGEST_REMEMBERED, NOT_FOLLOWED, tables_named_in

BYTES_OF_DIGEST = 16
#: Of marshal; the next one writes equal rows differently, by who else holds their texts.
PLAIN = 2


@dataclass(frozen=True, eq=False)
class Reading:
    """A question as the driver was asked it, and what came back."""

    statement: str
    values: Any
    tables: frozenset[str]
    digest: bytes
    #: Whether objects came back, which the session hands on to whoever asks later.
    brings_objects: bool

    def is_same(self) -> bool:
        """Return whether the database answers as it did; asked once in a request."""
        known: dict[Reading, bool] = g.setdefault("readings_compared", {})
        if self not in known:
            cursor = db.session.connection().connection.cursor()
            try:
                cursor.execute(self.statement, self.values)
                known[self] = digest_of(list(cursor.fetchall())) == self.digest
            finally:
                cursor.close()
        return known[self]


@dataclass
class Notes:
    """What a request has read so far, or one part of it."""

    readings: dict[Reading, None]
    #: The tables of what was read while nobody noted.
    unnoted: set[str]

    def add(self, readings: Collection[Reading], unnoted: Collection[str]) -> None:
        """Count what was read for a kept part as read now."""
        self.readings.update(dict.fromkeys(readings))
        self.unnoted.update(unnoted)

    def only_about(self, tables: Collection[str]) -> "Notes":
        """Return which objects of some tables were read; those of which nothing is noted were read unnoted."""
        readings = [
            one for one in self.readings if one.brings_objects and not one.tables.isdisjoint(tables)
        ]
        noted = {name for one in readings for name in one.tables}
        return Notes(
            dict.fromkeys(readings), {one for one in tables if one not in noted} | (
                self.unnoted.intersection(tables)
            ),
        )  # fmt: skip


def notes() -> Notes:
    """Return what this request, or the part that is made now, has read so far."""
    found: Notes | None = g.get("notes")
    if found is None:
        found = g.notes = Notes({}, set())
    return found


@contextmanager
def noting() -> Iterator[None]:
    """Note inside what is asked and answered."""
    before, g.is_noting = g.get("is_noting", False), True
    try:
        yield
    finally:
        g.is_noting = before


@contextmanager
def noted_apart(tables: Collection[str]) -> Iterator[None]:
    """Begin new notes with what is known about some tables; add them to the request's at the end."""
    before = notes()
    g.notes = before.only_about(tables)
    try:
        yield
    finally:
        own, g.notes = notes(), before
        before.add(own.readings, own.unnoted)


def answers_the_same(readings: Collection[Reading], changed: Collection[str]) -> bool:
    """Return whether those of the readings that concern the changed tables would bring the same."""
    return all(one.tables.isdisjoint(changed) or one.is_same() for one in readings)


def note_answers(engine: Engine) -> None:
    """Let the engine note answers while somebody wants them noted."""
    event.listen(engine, "after_cursor_execute", _note)


def _note(
    _connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool
) -> None:
    if not has_app_context() or cursor.description is None:
        return
    is_short = len(statement) < LONGEST_REMEMBERED
    tables = (_remembered_tables if is_short else _tables)(statement)
    if not tables:
        return
    if many or not g.get("is_noting") or _is_streamed(context.execution_options):
        notes().unnoted.update(tables)
        return
    rows = cursor.fetchall()
    context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=rows)
    reading = Reading(statement, values, tables, digest_of(rows), _brings_objects(context))
    notes().readings[reading] = None


def _tables(statement: str) -> frozenset[str]:
    return tables_named_in(statement) - NOT_FOLLOWED


_remembered_tables = lru_cache(maxsize=1000)(_tables)


def _brings_objects(context: Any) -> bool:
    """Return whether any of what the statement asks for is a whole object, not a column."""
    compiled = context.compiled
    found = _known_to_bring.get(compiled) if compiled is not None else True
    if found is None:
        asked = getattr(context.invoked_statement, "column_descriptions", None)
        found = asked is None or any(isinstance(one["expr"], type | AliasedClass) for one in asked)
        _known_to_bring[compiled] = found
    return found


_known_to_bring: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()


def _is_streamed(options: Mapping[str, Any]) -> bool:
    return bool(options.get("yield_per") or options.get("stream_results"))


def digest_of(rows: list[Any]) -> bytes:
    """Return the digest of an answer; rows that differ in anything have different ones."""
    try:
        content = marshal.dumps(rows, PLAIN)
    except ValueError:  # PostgreSQL's driver answers with decimals and moments
        content = repr(rows).encode()
    return blake2b(content, digest_size=BYTES_OF_DIGEST).digest()
