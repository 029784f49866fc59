"""Checking the audit trail: every hash, every link, and the heads that were written down elsewhere.

A chain alone does not show that its end was cut off or written anew from some event on. So its head (the
number and hash of the last event) is kept day by day in a file, and may be sent or printed; whoever holds an old
head can have the trail checked against it. Source: security.md T18, T19, 2.4, 2.5.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.extensions import db
from app.shared.audit import FIRST_HASH, HASHED
from app.shared.errors import Unreadable
from app.shared.sentences import LabelledEnum, say

HEADS_FILE = "audit-heads.txt"
LENGTH_OF_HASH = 64
_READ = text(f"SELECT id, hash, {', '.join(HASHED)} FROM audit_event ORDER BY id")  # noqa: S608
_LAST = text("SELECT id, hash FROM audit_event ORDER BY id DESC LIMIT 1")
_NAMED = text("SELECT action, at FROM audit_event WHERE id = :id")
_OF_HASH = text("SELECT id FROM audit_event WHERE hash = :hash")
_WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
ROWS_AT_ONCE = 5000


class Fault(LabelledEnum):
    """What is wrong with the first event that does not fit."""

    CHANGED = "changed", say("its content was changed")
    MISSING = "missing", say("one or more events before it are missing")
    SWAPPED = "swapped", say("it does not stand in its place: events were swapped")
    BESIDE = "beside", say("it was added beside the chain")
    CUT = "cut", say("the trail was cut off before it")
    REWRITTEN = "rewritten", say("the trail was written anew: it had another hash before")


@dataclass(frozen=True)
class Head:
    """The end of the chain at some time."""

    event_id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.event_id} {self.hash}"


@dataclass(frozen=True)
class Broken:
    """The first event that does not fit."""

    event_id: int
    fault: Fault
    action: str = ""
    at: str = ""


@dataclass(frozen=True)
class Check:
    """What checking the whole trail found."""

    count: int
    #: None for an empty trail.
    head: Head | None
    #: None when everything holds.
    broken: Broken | None


def check_trail(heads: Iterable[Head] = ()) -> Check:
    """Check all events in their order, and that each known head still stands. Names the first bad event."""
    known = {head.event_id: head.hash for head in heads}
    expected, last, count = FIRST_HASH, None, 0
    for number, stored, *said in _events():
        count += 1
        if _hash_of(said) != stored:
            return Check(count, last, _named(number, Fault.CHANGED))
        if said[-1] != expected:
            return Check(count, last, _named(number, _fault_of_link(number, said[-1])))
        if known.pop(number, stored) != stored:
            return Check(count, last, _named(number, Fault.REWRITTEN))
        expected, last = stored, Head(number, stored)
    lost = [number for number in known if last is None or number > last.event_id]
    gone = lost or list(known)
    return Check(count, last, _named(min(gone), Fault.CUT) if gone else None)


def head_of_trail() -> Head | None:
    """Return the end of the chain as it is now, without checking it; None for an empty trail."""
    row = db.session.execute(_LAST).one_or_none()
    return Head(row.id, row.hash) if row else None


def keep_head(folder: Path, at: datetime) -> str:
    """Add today's head to the file of heads; return the line. An empty trail adds nothing."""
    head = head_of_trail()
    if head is None:
        return ""
    line = f"{at.isoformat(timespec='seconds')} {head}"
    with (folder / HEADS_FILE).open("a", encoding="ascii") as file:
        file.write(line + "\n")
    return line


def read_heads(path: Path) -> list[Head]:
    """Return the heads of a file: a line each of time, event number and hash. Raises Unreadable."""
    return [
        _head(number, line)
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if line.strip()
    ]


def _head(number: int, line: str) -> Head:
    parts = line.split()
    if len(parts) >= 2 and parts[-2].isascii() and parts[-2].isdigit():
        found = parts[-1].lower()
        if len(found) == LENGTH_OF_HASH and set(found) <= set("0123456789abcdef"):
            return Head(int(parts[-2]), found)
    raise Unreadable(
        say("Line %(number)s does not end with an event's number and its hash.", number=number)
    )


def _events() -> Iterator[Any]:
    """Yield (number, hash, what is hashed...) of each event as the database holds it."""
    streamed = db.session.connection().execution_options(yield_per=ROWS_AT_ONCE)
    for rows in streamed.execute(_READ).partitions():
        yield from rows


def _hash_of(said: list[Any]) -> str:
    at, *rest = said
    return hashlib.sha256(_WRITTEN([_moment(at), *rest]).encode()).hexdigest()


def _moment(at: Any) -> str:
    """Return the moment as it was hashed; SQLite holds it as text, in UTC."""
    if isinstance(at, str):
        return f"{at[:10]}T{at[11:]}+00:00"
    return str(at.isoformat(timespec="microseconds"))


def _fault_of_link(number: int, previous: str) -> Fault:
    """Return why an event names another one before it than the one that stands there."""
    before = db.session.execute(_OF_HASH, {"hash": previous}).scalar()
    if before is None and previous != FIRST_HASH:
        return Fault.MISSING
    if before is not None and before > number:
        return Fault.SWAPPED
    return Fault.BESIDE


def _named(number: int, fault: Fault) -> Broken:
    row = db.session.execute(_NAMED, {"id": number}).one_or_none()
    return Broken(number, fault, row.action, str(row.at)[:16]) if row else Broken(number, fault)
