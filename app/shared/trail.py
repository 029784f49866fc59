"""Is the audit trail whole? Checking every hash and link, the heads written down before, and a copy for strangers."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from app.extensions import db
from app.shared.audit import FIRST_HASH, HASHED
from app.shared.calendar import now
from app.shared.errors import Unreadable
from app.shared.sentences import LabelledEnum, Sentence, say

HEADS = "audit-heads.txt"
COLUMNS = ("id", *HASHED, "hash")
ROWS_AT_ONCE = 5000
CONTENT = HASHED[1:]
_HEAD = re.compile(r"(\S+) ([0-9]{1,18}) ([0-9a-f]{64})")
_FROM = "FROM audit_event WHERE id > %d ORDER BY id LIMIT %d"
_ROWS = f"SELECT {', '.join(COLUMNS)} {_FROM}"
#: What is hashed, written by SQLite itself: a third of the time. Only a space may stand between day and hour.
_CONTENTS = f"""
SELECT id, CAST(json_array(
  replace(replace(at, 'T', '?'), ' ', 'T') || '+00:00', {", ".join(CONTENT)}
) AS BLOB), previous_hash, hash {_FROM}
"""  # noqa: S608


class TrailFault(LabelledEnum):
    """What is wrong with the first bad event."""

    CHANGED = "changed", say("its content was changed")
    MISSING = "missing", say("an event before it is missing or was rewritten")
    SWAPPED = "swapped", say("it was swapped with a later event")
    OUT_OF_CHAIN = "out_of_chain", say("it was added beside the chain")
    TRUNCATED = "truncated", say("events after it were cut off")
    REWRITTEN = "rewritten", say("it is not the event whose hash was written down")


@dataclass(frozen=True)
class Head:
    """The end of the trail at a moment: how many events, and the hash of the last."""

    at: str
    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.at} {self.count} {self.hash}"


@dataclass(frozen=True)
class TrailReport:
    """What checking the trail found."""

    count: int
    head: str
    fault: TrailFault | None = None
    #: The number of the first bad event; of the last one where events were cut off.
    event_id: int | None = None
    action: str = ""
    at: str = ""

    @property
    def sentence(self) -> Sentence:
        if self.fault is None:
            return say("The audit trail is whole.")
        return say(
            "Event %(id)s (%(action)s, %(at)s): %(fault)s.",
            id=self.event_id, action=self.action, at=self.at, fault=self.fault.label,
        )  # fmt: skip


def check_trail(heads: Sequence[Head] = ()) -> TrailReport:
    """Check every event in order, and that what was written down before is still so; stop at the first bad one."""
    connection = db.session.connection()
    expected, count = FIRST_HASH, 0
    event_id = 0
    due: dict[int, set[str]] = {}
    for head in heads:
        due.setdefault(head.count, set()).add(head.hash)
    for event_id, content, before, stored in _contents(connection):
        if before != expected or sha256(content).hexdigest() != stored:
            fault = _fault(connection, event_id, expected)
            if fault is not None:
                return _report(connection, count, expected, fault, event_id)
        expected, count = stored, count + 1
        if count in due and due[count] != {expected}:
            return _report(connection, count, expected, TrailFault.REWRITTEN, event_id)
    if due and max(due) > count:
        return _report(connection, count, expected, TrailFault.TRUNCATED, event_id)
    return TrailReport(count, expected)


def _contents(connection: Connection) -> Iterator[tuple[int, bytes, str, str]]:
    """Yield (id, what is hashed, hash before, hash) of all events in order."""
    last, page = 0, _page_of_contents(connection, 0)
    while page:
        yield from page
        last = page[-1][0]
        page = _page_of_contents(connection, last)


def _page_of_contents(connection: Connection, last: int) -> list[tuple[int, bytes, str, str]]:
    if connection.dialect.name == "sqlite":
        try:
            return _fetched(connection, _CONTENTS % (last, ROWS_AT_ONCE))
        except connection.dialect.loaded_dbapi.Error:
            pass  # something that is no text stands where only text may: the rows name it
    return [(row[0], content_of(row), row[11], row[12]) for row in _page_of_rows(connection, last)]


def rows_of(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Yield all events in order as plain rows of COLUMNS, past SQLAlchemy: there may be millions."""
    page = _page_of_rows(connection, 0)
    while page:
        yield from page
        page = _page_of_rows(connection, page[-1][0])


def _page_of_rows(
    connection: Connection, last: int, most: int = ROWS_AT_ONCE
) -> list[tuple[Any, ...]]:
    """Return the next rows; bytes that are no text come as lone surrogates, never as an error."""
    with tolerant_text(connection):
        return _fetched(connection, _ROWS % (last, most))


@contextmanager
def tolerant_text(connection: Connection) -> Iterator[None]:
    """Let SQLite give bytes that are no text as lone surrogates inside the block, instead of failing."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    usual, driver.text_factory = driver.text_factory, _tolerant
    try:
        yield
    finally:
        driver.text_factory = usual


def _tolerant(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _fetched(connection: Connection, statement: str) -> list[Any]:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
        return list(cursor.fetchall())
    finally:
        cursor.close()


def content_of(row: Sequence[Any], quoted: Any = encode_basestring) -> bytes:
    """Return what the event's hash is taken over: what audit.record() takes, written out by hand."""
    (
        _id,
        at,
        actor_id,
        actor,
        action,
        kind,
        subject_id,
        name,
        changes,
        reason,
        address,
        before,
        _,
    ) = row
    try:
        content = (
            f'["{moment_text(at)}",{"null" if actor_id is None else actor_id},{quoted(actor)},'
            f"{quoted(action)},{quoted(kind)},{'null' if subject_id is None else subject_id},"
            f"{quoted(name)},{quoted(changes)},{quoted(reason)},{quoted(address)},{quoted(before)}]"
        )
    except TypeError:  # something that is no text stands where only text may
        return b""
    return content.encode("utf-8", "surrogatepass")


def moment_text(at: Any) -> str:
    """Return a moment as it is hashed; SQLite gives text, PostgreSQL a datetime, both in UTC."""
    if isinstance(at, datetime):
        return at.isoformat(timespec="microseconds") + "+00:00"
    return f"{at.replace('T', '?').replace(' ', 'T')}+00:00"


def current_head() -> Head:
    """Return the end of the trail now."""
    connection = db.session.connection()
    row = connection.exec_driver_sql(
        "SELECT count(*), (SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1) FROM audit_event"
    ).one()
    return Head(now().isoformat(timespec="seconds"), int(row[0]), row[1] or FIRST_HASH)


def write_head(folder: Path) -> Head:
    """Add the present head to the list in the folder and return it; the list only grows."""
    head = current_head()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / HEADS).open("a", encoding="ascii") as file:
        file.write(f"{head}\n")
    return head


def read_heads(path: Path) -> list[Head]:
    """Return the heads of a list, oldest first; none where there is no list. Raises Unreadable naming the line."""
    if not path.exists():
        return []
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return [_head(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _head(number: int, line: str) -> Head:
    found = _HEAD.fullmatch(line.strip())
    if found is None:
        raise Unreadable(
            say(
                "Line %(number)s of the list of heads is not a time, a count and a hash. Restore the list"
                " from a copy, or take the line out and say so to whoever checks.",
                number=number,
            )
        )
    return Head(found[1], int(found[2]), found[3])


def write_export(path: Path) -> int:
    """Write the whole trail for scripts/verify_audit.py, one event a line; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        for row in rows_of(db.session.connection()):
            event: Mapping[str, Any] = dict(zip(COLUMNS, row, strict=True)) | {
                "at": moment_text(row[1])
            }
            file.write(json.dumps(event, ensure_ascii=False, default=repr) + "\n")
            count += 1
    return count


def _fault(connection: Connection, event_id: int, expected: str) -> TrailFault | None:
    """Return what is wrong with an event that looks bad; None when only SQLite writes its text another way."""
    row = _row(connection, event_id)
    if sha256(content_of(row)).hexdigest() != row[12]:
        return TrailFault.CHANGED
    return None if row[11] == expected else _link_fault(connection, row)


def _row(connection: Connection, event_id: int) -> tuple[Any, ...]:
    return _page_of_rows(connection, event_id - 1, 1)[0]


def _link_fault(connection: Connection, row: Sequence[Any]) -> TrailFault:
    """Return why an event that is whole does not follow the one before it."""
    sought = next((other[0] for other in rows_of(connection) if other[12] == row[11]), None)
    if sought is None:
        return TrailFault.OUT_OF_CHAIN if row[11] == FIRST_HASH else TrailFault.MISSING
    return TrailFault.SWAPPED if sought > row[0] else TrailFault.OUT_OF_CHAIN


def _report(
    connection: Connection, count: int, head: str, fault: TrailFault, event_id: int
) -> TrailReport:
    if not event_id:
        return TrailReport(count, head, fault)
    row = _row(connection, event_id)
    return TrailReport(count, head, fault, row[0], str(row[4]), moment_text(row[1])[:16])
