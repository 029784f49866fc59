"""What a weekly report says of a work besides its quantities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from app.progress.rules.weekly import Entry, read_number
from app.shared.sentences import Sentence, say

LONGEST_REMARK: Final = 500
MOST_PEOPLE: Final = 100_000


@dataclass(frozen=True)
class RemarkEntry:
    """The remarks on one work, as typed."""

    people: str = ""
    machines: str = ""
    problems: str = ""
    next_week: str = ""
    remark: str = ""

    @property
    def people_count(self) -> int | None:
        """The people on site; None where that is empty or no whole number."""
        return whole_number(self.people)

    @property
    def machine_count(self) -> int | None:
        """The machines on site; None where that is empty or no whole number."""
        return whole_number(self.machines)


@dataclass(frozen=True)
class Typed:
    """What a person sends of a weekly report."""

    entries: Sequence[Entry]
    remarks: Mapping[int, RemarkEntry] = field(default_factory=dict)
    reported_share: Decimal | None = None
    #: The version of the report that the person saw; 0 when there was none.
    seen: int = 0


@dataclass(frozen=True)
class Sent:
    """What a person has changed of a draft; what is not sent stays as it is stored."""

    entries: Sequence[Entry]
    #: By work, the parts of its remarks that were sent.
    remarks: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    #: Whether the overall figure was sent, which may then be empty.
    tells_share: bool = False
    reported_share: Decimal | None = None
    seen: int = 0

    @property
    def as_typed(self) -> Typed:
        """The same for a report of which nothing is stored yet."""
        remarks = {work: RemarkEntry(**parts) for work, parts in self.remarks.items()}
        return Typed(self.entries, remarks, self.reported_share, self.seen)


def whole_number(typed: str) -> int | None:
    """Read a whole number of people or machines; None where it is none."""
    number = read_number(typed)
    if number is None or number != number.to_integral_value() or not 0 <= number <= MOST_PEOPLE:
        return None
    return int(number)


def remark_problems(row: str, entry: RemarkEntry) -> list[Sentence]:
    """Return everything that is wrong with the remarks on the work called `row`."""
    problems = []
    if entry.people.strip() and entry.people_count is None:
        problems.append(say("%(row)s: the people on site are a whole number.", row=row))
    if entry.machines.strip() and entry.machine_count is None:
        problems.append(say("%(row)s: the machines on site are a whole number.", row=row))
    texts = (entry.problems, entry.next_week, entry.remark)
    if any(len(text) > LONGEST_REMARK for text in texts):
        problems.append(
            say("%(row)s: a remark has at most %(most)s characters.", row=row, most=LONGEST_REMARK)
        )
    return problems
