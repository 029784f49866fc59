"""What stands in the way of the works, and what that excuses. Sources: domain.md R12, R25, R51, R52, 2.9.

What an obstacle blocks is a list of scopes, each from a day on and, once cleared, up to a day: a part
that is cleared, and a stretch that is blocked again, are scopes of their own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from app.shared.sentences import LabelledEnum, Sentence, say
from app.works.rules import Cause

ZERO = Decimal(0)


class ObstacleKind(LabelledEnum):
    """What kind of thing stands in the way (R12)."""

    LAND_APPROVAL = "land_approval", say("Land approval")
    POLE_LINE = "pole_line", say("Pole line")
    PIPELINE = "pipeline", say("Pipeline")
    DEMOLITION = "demolition", say("Demolition")
    MINERAL = "mineral", say("Overlying mineral deposit")
    OTHER = "other", say("Other obstacle")


class ObstacleState(LabelledEnum):
    """Whether an obstacle still blocks anything."""

    OPEN = "open", say("Unsolved")
    PARTLY_CLEARED = "partly_cleared", say("Partly cleared")
    CLEARED = "cleared", say("Cleared")


class EntryKind(LabelledEnum):
    """What kind of step was taken towards clearing an obstacle."""

    LETTER_OUT = "letter_out", say("Letter sent")
    LETTER_IN = "letter_in", say("Letter received")
    CALL = "call", say("Call")
    VISIT = "visit", say("Visit")
    ON_SITE = "on_site", say("Work on the spot")
    OTHER = "other", say("Something else")


@dataclass(frozen=True)
class EntryDraft:
    """One step, as it is entered."""

    client_uuid: str
    kind: EntryKind
    entered_on: date | None
    words: str
    counterpart: str = ""
    document_no: str = ""
    promised_on: date | None = None


def entry_problems(entry: EntryDraft, today: date) -> list[Sentence]:
    """Return what is wrong with a step of the thread."""
    problems = []
    if entry.entered_on is None:
        problems.append(say("Enter the day."))
    elif entry.entered_on > today:
        problems.append(say("What is to come cannot be entered as done."))
    elif entry.promised_on and entry.promised_on < entry.entered_on:
        problems.append(say("What was promised lies before the promise."))
    if not entry.words.strip():
        problems.append(say("Say what was written, said or done."))
    return problems


class AgeBand(LabelledEnum):
    """How long an obstacle has been open, in days."""

    WEEK = "week", say("Up to 7 days")
    MONTH = "month", say("8 to 30 days")
    QUARTER = "quarter", say("31 to 90 days")
    LONGER = "longer", say("More than 90 days")


#: First and last number of days of each band; None has no end.
AGES: Mapping[AgeBand, tuple[int, int | None]] = {
    AgeBand.WEEK: (0, 7),
    AgeBand.MONTH: (8, 30),
    AgeBand.QUARTER: (31, 90),
    AgeBand.LONGER: (91, None),
}
#: Obstacles for which the contractor does not answer: their days and stretches leave the plan.
NOT_THE_CONTRACTORS = frozenset({Cause.OWNER, Cause.FORCE_MAJEURE})


@dataclass(frozen=True)
class WorkExtent:
    """A work of the section: its place along the route, and its length, where known."""

    work_id: int
    name: str = ""
    start_m: Decimal | None = None
    end_m: Decimal | None = None
    length_m: Decimal | None = None

    @property
    def ends(self) -> tuple[Decimal, Decimal] | None:
        """The lower and the upper chainage, or None where they are not known."""
        if self.start_m is None or self.end_m is None or self.start_m == self.end_m:
            return None
        return min(self.start_m, self.end_m), max(self.start_m, self.end_m)


@dataclass(frozen=True)
class Blockage:
    """A work, or a stretch of it, that is blocked from `since` up to, not including, `until`.

    Without a work it is everything in the section or project; without a stretch the whole work.
    """

    #: None where something else than an obstacle blocks: a stop order.
    obstacle_id: int | None
    work_id: int | None
    start_m: Decimal | None
    end_m: Decimal | None
    since: date
    until: date | None = None


@dataclass(frozen=True)
class OwnerCausedDays:
    """What the contractor of a section does not answer for in a period."""

    #: Calendar days of the period on which something was blocked; overlapping obstacles count once.
    days: int = 0
    obstacle_ids: tuple[int, ...] = ()
    #: For each work what was blocked; an obstacle to everything stands with every work.
    blocked: Mapping[int, tuple[Blockage, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ScopeDraft:
    """A work that an obstacle touches, whole or from chainage to chainage."""

    work_id: int
    start_m: Decimal | None = None
    end_m: Decimal | None = None


@dataclass(frozen=True)
class ObstacleDraft:
    """What somebody says of an obstacle."""

    name: str
    rights_owner: str
    since: date | None
    planned_clear_on: date | None = None
    cost_fen: int | None = None
    #: Nothing of the section or project can go on.
    blocks_everything: bool = False
    scopes: Sequence[ScopeDraft] = ()


def is_open_on(blockage: Blockage, day: date) -> bool:
    """Return whether it blocks on the day; on the day of clearing work can go on."""
    return blockage.since <= day and (blockage.until is None or day < blockage.until)


def days_lost(blockages: Iterable[Blockage], start: date, end: date) -> int:
    """Return the days from start up to, not including, end on which anything was blocked, each once."""
    spans = sorted(
        (max(b.since, start), min(b.until or end, end))
        for b in blockages
        if b.since < end and (b.until is None or b.until > start)
    )
    lost, counted_to = 0, start
    for first, last in spans:
        first = max(first, counted_to)
        if last > first:
            lost += (last - first).days
            counted_to = last
    return lost


def blocked_length_m(blockages: Iterable[Blockage], work: WorkExtent, day: date) -> Decimal:
    """Return the metres of the work blocked on the day; what two obstacles block counts once."""
    stretches = []
    for blockage in blockages:
        if not is_open_on(blockage, day) or blockage.work_id not in (None, work.work_id):
            continue
        if blockage.start_m is None or blockage.end_m is None:
            return _length_of(work)
        stretches.append((blockage.start_m, blockage.end_m))
    return min(_covered_m(_within(stretches, work)), _length_of(work))


def is_work_blocked(
    blockages: Iterable[Blockage], work: WorkExtent, day: date, from_share: Decimal
) -> bool:
    """Return whether the work cannot be worked on: wholly blocked, or at least `from_share` of its length.

    A work without a length, such as a bridge, is blocked by any obstacle that touches it.
    """
    own = [b for b in blockages if is_open_on(b, day) and b.work_id in (None, work.work_id)]
    if not own:
        return False
    if any(b.start_m is None for b in own) or _length_of(work) <= ZERO:
        return True
    return blocked_length_m(own, work, day) >= from_share * _length_of(work)


def owner_caused(
    blockages: Collection[Blockage], work_ids: Iterable[int], start: date, end: date
) -> OwnerCausedDays:
    """Return what these blockages of one section take from its contractor's period."""
    inside = [b for b in blockages if days_lost([b], start, end)]
    blocked = {
        work_id: tuple(b for b in inside if b.work_id in (None, work_id)) for work_id in work_ids
    }
    return OwnerCausedDays(
        days_lost(inside, start, end),
        tuple(sorted({b.obstacle_id for b in inside if b.obstacle_id is not None})),
        {work_id: found for work_id, found in blocked.items() if found},
    )


def problems_with(
    draft: ObstacleDraft, works: Mapping[int, WorkExtent], today: date
) -> list[Sentence]:
    """Return why the obstacle cannot be entered so; `works` are those it may touch."""
    problems = []
    if not draft.name.strip():
        problems.append(say("Say in a few words what stands in the way."))
    if not draft.rights_owner.strip():
        problems.append(say("Name the body that can remove it."))
    if draft.since is None:
        problems.append(say("Say since when it blocks the works."))
    elif draft.since > today:
        problems.append(say("An obstacle cannot be there since a day that has not come."))
    if draft.since and draft.planned_clear_on and draft.planned_clear_on < draft.since:
        problems.append(say("The planned clearing is before the obstacle began."))
    if draft.cost_fen is not None and draft.cost_fen < 0:
        problems.append(say("The cost cannot be negative."))
    if not draft.blocks_everything and not draft.scopes:
        problems.append(
            say("Choose at least one road or bridge, or say that it blocks everything.")
        )
    return problems + [p for scope in draft.scopes for p in scope_problems(scope, works)]


def scope_problems(scope: ScopeDraft, works: Mapping[int, WorkExtent]) -> list[Sentence]:
    """Return why a stretch does not lie on its work."""
    work = works.get(scope.work_id)
    if work is None:
        return [say("One of the works does not belong to this section or project.")]
    if scope.start_m is None and scope.end_m is None:
        return []
    if scope.start_m is None or scope.end_m is None:
        return [say("%(work)s: give both ends of the stretch, or none.", work=work.name)]
    if scope.start_m >= scope.end_m:
        return [say("%(work)s: the stretch ends before it begins.", work=work.name)]
    if work.ends and not (work.ends[0] <= scope.start_m and scope.end_m <= work.ends[1]):
        return [say("%(work)s: the stretch reaches beyond the work.", work=work.name)]
    return []


def clearing_problems(cleared_on: date | None, since: date, today: date) -> list[Sentence]:
    """Return why something cannot have been cleared on the day."""
    if cleared_on is None:
        return [say("Say on which day it was cleared.")]
    if cleared_on > today:
        return [say("It cannot have been cleared on a day that has not come.")]
    if cleared_on < since:
        return [say("It cannot have been cleared before it was there.")]
    return []


def remaining(
    blocked: tuple[Decimal, Decimal], cleared: tuple[Decimal, Decimal]
) -> list[tuple[Decimal, Decimal]]:
    """Return what stays of a blocked stretch when a part of it is cleared: none, one or two stretches."""
    parts = [(blocked[0], min(cleared[0], blocked[1])), (max(cleared[1], blocked[0]), blocked[1])]
    return [(start, end) for start, end in parts if start < end]


def state_of(scopes: Collection[Blockage]) -> ObstacleState:
    """Return whether everything, a part or nothing of an obstacle is cleared."""
    still_open = sum(1 for scope in scopes if scope.until is None)
    if not still_open:
        return ObstacleState.CLEARED
    return ObstacleState.OPEN if still_open == len(scopes) else ObstacleState.PARTLY_CLEARED


def age_days(since: date, cleared_on: date | None, today: date) -> int:
    """Return how many days an obstacle has blocked, or had when it was cleared."""
    return max(0, ((cleared_on or today) - since).days)


def age_band(days: int) -> AgeBand:
    """Return the band of an age."""
    return next(band for band, (_, most) in AGES.items() if most is None or days <= most)


def sinces_of(band: AgeBand, today: date) -> tuple[date | None, date]:
    """Return the first and last day since which an obstacle of this age is there, both included."""
    least, most = AGES[band]
    earliest = None if most is None else today - timedelta(days=most)
    return earliest, today - timedelta(days=least)


def _length_of(work: WorkExtent) -> Decimal:
    if work.length_m is not None:
        return work.length_m
    return work.ends[1] - work.ends[0] if work.ends else ZERO


def _within(
    stretches: Iterable[tuple[Decimal, Decimal]], work: WorkExtent
) -> list[tuple[Decimal, Decimal]]:
    if work.ends is None:
        return list(stretches)
    first, last = work.ends
    return [(max(start, first), min(end, last)) for start, end in stretches]


def _covered_m(stretches: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    covered, counted_to = ZERO, None
    for start, end in sorted(stretches):
        start = start if counted_to is None else max(start, counted_to)
        if end > start:
            covered += end - start
            counted_to = end
    return covered
