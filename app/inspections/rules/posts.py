"""Who was at the key posts, and which machines were there. Source: domain.md R17, R24, R32, R33."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.inspections.rules.words import Attendance
from app.shared.calendar import WorkingCalendar
from app.shared.sentences import Sentence, say

MOST_MACHINES = 9999
_NEEDS_REASON = (Attendance.ON_LEAVE, Attendance.REPLACED)


@dataclass(frozen=True)
class PostLine:
    """One key post as it was met."""

    post: str
    person_name: str
    attendance: Attendance
    reason: str = ""


@dataclass(frozen=True)
class EquipmentLine:
    """One kind of machine: how many the contract asks for, how many were there."""

    name: str
    required: int
    present: int


@dataclass(frozen=True)
class Presence:
    """So many were due, so many were there."""

    required: int
    present: int

    @property
    def missing(self) -> int:
        """How many were due and not there."""
        return self.required - self.present


def with_leave(
    posts: Iterable[PostLine], on_leave: Collection[tuple[str, str]], why: str
) -> tuple[PostLine, ...]:
    """Return the lines as they count: whoever is on approved leave is not absent (R32)."""
    return tuple(
        PostLine(line.post, line.person_name, Attendance.ON_LEAVE, line.reason or why)
        if line.attendance == Attendance.ABSENT and (line.post, line.person_name) in on_leave
        else line
        for line in posts
    )


def presence(posts: Iterable[PostLine]) -> Presence:
    """Count the posts that had to be filled and those where the contract's own person was.

    Approved leave is not asked for. Another person is not the contract's person.
    ASSUMPTION: a replacement that the owner approved is entered as the post's new person first.
    """
    due = [post for post in posts if post.attendance != Attendance.ON_LEAVE]
    return Presence(len(due), sum(post.attendance == Attendance.PRESENT for post in due))


def equipment_presence(machines: Iterable[EquipmentLine]) -> Presence:
    """Count the machines due and there; one kind's surplus does not make up for another's lack."""
    machines = list(machines)
    return Presence(
        sum(machine.required for machine in machines),
        sum(min(machine.present, machine.required) for machine in machines),
    )


def evidence_due_on(
    attendance: Attendance, inspected_on: date, days: int, calendar: WorkingCalendar
) -> date | None:
    """Return until when written evidence of an absence is owed: so many working days (R33)."""
    if attendance != Attendance.ABSENT:
        return None
    return calendar.add_working_days(inspected_on, days)


def post_problems(posts: Sequence[PostLine]) -> list[Sentence]:
    """Return what is wrong with the attendance list."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for line in posts:
        if (line.post, line.person_name) in seen:
            problems.append(say("The post “%(post)s” is listed twice.", post=line.post))
        seen.add((line.post, line.person_name))
        if line.attendance in _NEEDS_REASON and not line.reason.strip():
            problems.append(
                say(
                    "%(post)s: say why when somebody is on leave or replaced.",
                    post=line.post,
                )
            )
    return problems


def equipment_problems(machines: Sequence[EquipmentLine]) -> list[Sentence]:
    """Return what is wrong with the list of machines."""
    problems = []
    for line in machines:
        if not line.name.strip():
            problems.append(say("Name the equipment that you counted."))
        if not (0 <= line.required <= MOST_MACHINES and 0 <= line.present <= MOST_MACHINES):
            problems.append(
                say(
                    "%(name)s: a number of machines is from 0 to %(most)s.",
                    name=line.name,
                    most=MOST_MACHINES,
                )
            )
    return problems
