"""What stands on an agenda, and in which order. Sources: domain.md R04 and the issue of dispatch.

An issue climbs by age: to the weekly meeting, then to the district's. What is not done returns to the
next meeting of the series whatever its age.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from app.meetings.rules.kinds import MeetingKind, Source
from app.shared.sentences import Sentence, say


class Key(NamedTuple):
    """What an item is about, the same on every agenda."""

    source: Source
    source_id: int


class Issue(NamedTuple):
    """Something open that a meeting may have to deal with."""

    key: Key
    title: str
    since: date
    project_id: int | None = None
    section_id: int | None = None
    due_on: date | None = None
    #: What is proposed to be done about it (R04).
    measure: str = ""
    #: What a decision was about: it is called together with that.
    about: Key | None = None
    #: Whether an earlier meeting of this series had it.
    is_ours: bool = False
    #: On how many agendas of the series it has stood already.
    rounds: int = 0


class Earlier(NamedTuple):
    """What the last agenda of the series knew of an issue."""

    since: date
    measure: str
    rounds: int


@dataclass(frozen=True)
class ClimbingDays:
    """After how many days an issue climbs."""

    weekly: int = 1
    district: int = 14


def age_days(since: date, today: date) -> int:
    """Return how many days something has been open."""
    return max(0, (today - since).days)


def reaches(kind: MeetingKind, issue: Issue, today: date, days: ClimbingDays) -> bool:
    """Return whether the issue has climbed to meetings of this kind; what was there once stays there."""
    if issue.is_ours or kind in (MeetingKind.DAILY_PUSH, MeetingKind.AD_HOC):
        return True
    if kind is MeetingKind.SUPERVISION:
        return issue.key.source in (Source.FINDING, Source.SECTION)
    least = days.district if kind is MeetingKind.DISTRICT else days.weekly
    return age_days(issue.since, today) >= least


def draw_up(
    kind: MeetingKind,
    issues: Iterable[Issue],
    earlier: Mapping[Key, Earlier],
    today: date,
    days: ClimbingDays,
) -> list[Issue]:
    """Return what belongs on the agenda, decisions first, the oldest of each kind before the younger.

    A decision about something that is on the agenda itself is called with it, not a second time.
    """
    known = [_remembered(issue, earlier.get(issue.key)) for issue in issues]
    called = [issue for issue in known if reaches(kind, issue, today, days)]
    keys = {issue.key for issue in called}
    order = {source: place for place, source in enumerate(Source)}
    return sorted(
        (issue for issue in called if issue.about not in keys),
        key=lambda issue: (order[issue.key.source], issue.since, issue.key.source_id),
    )


def _remembered(issue: Issue, earlier: Earlier | None) -> Issue:
    if earlier is None:
        return issue
    return issue._replace(
        since=min(issue.since, earlier.since),
        measure=earlier.measure or issue.measure,
        is_ours=True,
        rounds=earlier.rounds + 1,
    )


def proposal(source: Source, due_on: date | None, today: date) -> Sentence | None:
    """Return the measure that stands on the agenda until somebody proposes another (R04); none for topics."""
    is_late = due_on is not None and due_on < today
    if source is Source.OBSTACLE and due_on is not None and not is_late:
        return say("The rights owner clears it by %(day)s as planned.", day=due_on)
    if source is Source.OBSTACLE:
        return say("Agree a clearing day with the rights owner and name who sees to it.")
    return _PROPOSALS.get(source)


def mark_of(*written: object) -> str:
    """Return a short mark of what a form showed: another one when somebody else has changed it since.

    An item's order, time, measure and notes are changed by different hands at once, so each is compared
    by itself and not by the version of the whole item.
    """
    return sha256("\0".join(map(str, written)).encode()).hexdigest()[:12]


def order_problems(known: Sequence[int], wanted: Sequence[int]) -> list[Sentence]:
    """Return why the items cannot be put into this order."""
    if sorted(known) != sorted(wanted):
        return [say("The agenda has changed meanwhile. Load the page again and put it in order.")]
    return []


_PROPOSALS: Mapping[Source, Sentence] = {
    Source.FINDING: say("The contractor puts it right at once and proves it with photos."),
    Source.SECTION: say(
        "The contractor hands in a catch-up plan with crews, machines and weekly targets."
    ),
    Source.DECISION: say("The owner explains the delay; set a new day or another owner."),
}
