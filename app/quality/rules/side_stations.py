"""Side-station records: the supervisor stands by from beginning to end of a process (R28, 3.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.quality.rules.chain import Place, place_problems
from app.quality.rules.parties import CLOCK_SKEW, LONGEST_TEXT
from app.quality.rules.stretches import Stretch, without
from app.shared.quantities import Chainage
from app.shared.sentences import Sentence, say

#: Nobody stands by longer than two shifts without another record.
LONGEST_WATCH: Final = timedelta(hours=24)


@dataclass(frozen=True)
class WatchDraft:
    """A side-station record as it arrives."""

    started_at: datetime
    ended_at: datetime
    place: Place
    #: What the contractor did: people, plant, material, method, mix, quantity.
    work_done: str
    #: What the supervisor saw, measured and tested.
    watched: str


@dataclass(frozen=True)
class Watch:
    """A stored side-station record."""

    id: int
    supervisor: str
    started_at: datetime
    ended_at: datetime
    place: Place
    #: Two records of one place are not two places.
    where: str = ""


def watch_problems(draft: WatchDraft, ends: Stretch | None, now: datetime) -> list[Sentence]:
    """Return what is wrong with a side-station record."""
    problems = place_problems(draft.place, ends)
    if draft.ended_at <= draft.started_at:
        problems.append(say("The side station ends before it begins."))
    elif draft.ended_at - draft.started_at > LONGEST_WATCH:
        problems.append(say("A side station of more than 24 hours needs a record for each shift."))
    if draft.ended_at > now + CLOCK_SKEW:
        problems.append(say("The side station ends in the future."))
    if not draft.work_done.strip():
        problems.append(say("Write what was done: people, plant, material, method."))
    if not draft.watched.strip():
        problems.append(say("Write what you watched, measured and tested."))
    if any(len(text) > LONGEST_TEXT for text in (draft.work_done, draft.watched)):
        problems.append(say("A text has more than %(most)s characters.", most=LONGEST_TEXT))
    return problems


def at_two_places(watch: Watch, others: Iterable[Watch]) -> list[Watch]:
    """Return the same supervisor's records elsewhere whose time overlaps; a warning, no refusal."""
    return [
        other
        for other in others
        if other.id != watch.id
        and other.supervisor == watch.supervisor
        and other.where != watch.where
        and other.started_at < watch.ended_at
        and watch.started_at < other.ended_at
    ]


def watch_gaps(
    watches: Sequence[Watch], place: Place, started_at: datetime | None, ended_at: datetime | None
) -> list[Sentence]:
    """Return in words what of a flagged process nobody stood by: places, and times where they are known."""
    if not watches:
        return [say("There is no side-station record.")]
    return _place_gaps(watches, place) + _time_gaps(watches, started_at, ended_at)


def _place_gaps(watches: Sequence[Watch], place: Place) -> list[Sentence]:
    if place.stretch is None:
        return []
    covered = [watch.place.stretch for watch in watches if watch.place.stretch]
    return [
        say(
            "No side station from %(start)s to %(end)s.",
            start=str(Chainage(gap.start_m)),
            end=str(Chainage(gap.end_m)),
        )
        for gap in without([place.stretch], covered)
    ]


def _time_gaps(
    watches: Sequence[Watch], started_at: datetime | None, ended_at: datetime | None
) -> list[Sentence]:
    if started_at is None or ended_at is None:
        return []
    gaps, reached = [], started_at
    for watch in sorted(watches, key=lambda one: one.started_at):
        if watch.started_at > reached:
            gaps.append((reached, min(watch.started_at, ended_at)))
        reached = max(reached, watch.ended_at)
        if reached >= ended_at:
            break
    if reached < ended_at:
        gaps.append((reached, ended_at))
    return [
        say("Nobody stood by from %(start)s to %(end)s.", start=start, end=end)
        for start, end in gaps
        if start < end
    ]
