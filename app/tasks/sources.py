"""What the rooms above tell of the records that tasks come from, of which this room knows nothing.

A room registers when its `views.py` is imported:

    tell_of(TaskSource.OBSTACLE, address=lambda number: url_for("obstacles.obstacle_page", obstacle_id=number))
"""

from collections.abc import Callable

from app.tasks.rules import TaskSource

_addresses: dict[TaskSource, Callable[[int], str]] = {}


def tell_of(source: TaskSource, *, address: Callable[[int], str]) -> None:
    """Let this room know of a kind of record that tasks come from."""
    _addresses[source] = address


def address_of(source: TaskSource, number: int | None) -> str | None:
    """Return the page of the record, or None when there is none or no room told of it."""
    find = _addresses.get(source)
    return find(number) if find and number is not None else None
