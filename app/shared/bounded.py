"""Things that are built once for a key and cost memory: a few hundred at most are remembered."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Bounded(Generic[T]):
    """What was built for each key; all of it is dropped when there is too much."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.built: dict[Hashable, T] = {}

    def of(self, key: Hashable, build: Callable[[], T]) -> T:
        """Return what was built for the key, or build it now."""
        found = self.built.get(key)
        if found is None:
            if len(self.built) >= self.most:
                self.built = {}
            found = self.built[key] = build()
        return found
