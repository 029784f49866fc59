"""What requests that write need again and again, and read anew only when its tables were written to.

Pages are kept by what they were made from (kept.py); requests that write keep nothing of the kind. What they look
up before they write, as who it is and what a draft is measured against, is remembered here by each process.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from flask import has_request_context, request

from app.shared.revisions import has_written, revisions

T = TypeVar("T")
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Standing(Generic[T]):
    """Answers by key, true while the tables that they are read from have the same revisions.

    The revisions are read first: what is read after them is at least as new. Nobody may change an answer.
    """

    def __init__(self, *tables: str, most: int) -> None:
        self.tables = tables
        self._most = most
        self._known: dict[Hashable, tuple[tuple[int, ...], T]] = {}

    def of(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returned for the key, or call it where that may not be true any more."""
        if not has_request_context() or request.method in READING or has_written():
            return read()
        now = revisions()
        numbers = tuple([now.get(name, 0) for name in self.tables])
        known = self._known.get(key)
        if known is not None and known[0] == numbers:
            return known[1]
        answer = read()
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = numbers, answer
        return answer
