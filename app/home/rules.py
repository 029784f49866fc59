"""What a person's first page puts first: what came back, what is late, what is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from app.shared.calendar import Month, Week
from app.shared.sentences import Sentence

#: A thing that is due within so many days stands under "due", what is due later does not yet.
DAYS_AHEAD: Final = 7
LONGEST_LIST: Final = 12


@dataclass(frozen=True)
class Task:
    """One thing that waits for the reader: what to do, about what, until when, and the page for it."""

    what: Sentence
    subject: str | Month
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None
    detail: Sentence | Week | str = ""
    #: Somebody sent it back to the reader, with a reason.
    came_back: bool = False


@dataclass(frozen=True)
class WorkList:
    """The reader's tasks in the three groups of the page, each in the order in which to do them."""

    came_back: Sequence[Task] = ()
    late: Sequence[Task] = ()
    due: Sequence[Task] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.came_back or self.late or self.due)


def arrange(tasks: Iterable[Task], today: date) -> WorkList:
    """Return the tasks in their groups; the earliest due first, those without a day last.

    A task that came back stays under "came back" also when it is late. A task due more than
    DAYS_AHEAD days from now is left out.
    """
    horizon = today + timedelta(days=DAYS_AHEAD)
    wanted = sorted(
        (task for task in tasks if task.due_on is None or task.due_on <= horizon),
        key=lambda task: (task.due_on is None, task.due_on or today, str(task.subject)),
    )
    came_back = [task for task in wanted if task.came_back]
    others = [task for task in wanted if not task.came_back]
    late = [task for task in others if task.due_on is not None and task.due_on < today]
    due = [task for task in others if task.due_on is None or task.due_on >= today]
    return WorkList(came_back, late, due)


def share_of(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Return part ÷ whole; None where there is no whole to measure against."""
    if part is None or not whole:
        return None
    return Decimal(part) / Decimal(whole)
