"""Parts of pages that are kept while nothing changes.

Whoever changes anything records it (audit.record), in the same transaction. So what a page shows of the
database stays true until the last recorded event is another one, and the day is over. Each process keeps
its own parts; none is kept longer than until the next event.
"""

from collections.abc import Callable, Hashable
from datetime import date
from typing import TypeVar

from sqlalchemy import text

from app.extensions import db
from app.shared.calendar import today

T = TypeVar("T")
MOST_PARTS = 500
#: Text, because building the statement anew costs more than running it.
LAST_EVENT = text("SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1")


class _Kept:
    """The parts of this process, and the event and day for which they are true."""

    def __init__(self) -> None:
        self.state: tuple[str | None, date] | None = None
        self.parts: dict[Hashable, object] = {}


_kept = _Kept()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returned for the key since the last recorded event, or make it now.

    The key must name everything else that the part depends on: the reader's rights, language, address.
    """
    state = (db.session.scalar(LAST_EVENT), today())
    if _kept.state != state or len(_kept.parts) >= MOST_PARTS:
        _kept.state, _kept.parts = state, {}
    parts = _kept.parts
    if key not in parts:
        parts[key] = make()
    found: T = parts[key]  # type: ignore[assignment]
    return found
