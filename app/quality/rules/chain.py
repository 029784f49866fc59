"""Whether a step may be asked for: the step before must stand over the whole of the stretch (R26).

Roads are asked for by stretch; stretches may overlap, be split or joined. Bridges and yards are asked
for by part (a pier, a span); the part without a name is the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.quality.rules.processes import Process
from app.quality.rules.stretches import Stretch, covers, joined, shared, without
from app.shared.quantities import Chainage
from app.shared.sentences import Sentence, say

WHOLE = ""


@dataclass(frozen=True)
class Place:
    """Where a step was done: a stretch of a road, or a part of a bridge or yard by name."""

    stretch: Stretch | None = None
    part: str = WHOLE


@dataclass(frozen=True)
class Standing:
    """Where one process stands accepted (or is let through)."""

    stretches: tuple[Stretch, ...] = ()
    parts: frozenset[str] = frozenset()

    def holds(self, place: Place, all_parts: Iterable[str] = ()) -> bool:
        """Return whether all of the place stands; the whole does when every known part does."""
        if place.stretch is not None:
            return covers(self.stretches, place.stretch)
        if WHOLE in self.parts or place.part in self.parts:
            return True
        named = set(all_parts) - {WHOLE}
        return place.part == WHOLE and bool(named) and named <= self.parts

    def missing(self, wanted: Stretch) -> list[Stretch]:
        """Return the stretches of what is wanted that do not stand."""
        return without([wanted], self.stretches)

    def joined_with(self, other: "Standing") -> "Standing":
        """Return where either stands."""
        both = joined([*self.stretches, *other.stretches])
        return Standing(tuple(both), self.parts | other.parts)


@dataclass(frozen=True)
class Turn:
    """Something that happened to a process at a place: it came to stand, or was taken back (R31)."""

    at: datetime
    process: str
    place: Place
    stands: bool = True


@dataclass(frozen=True)
class RequestDraft:
    """A step that the contractor asks to be accepted."""

    process: str
    place: Place
    own_check: str
    asked_at: datetime


@dataclass(frozen=True)
class WorkState:
    """What is known of a work when a step of it is asked for."""

    #: The work's own ends, None for what has no chainages.
    ends: Stretch | None
    processes: Sequence[Process]
    passed: Mapping[str, Standing] = field(default_factory=dict)
    #: Where the leader let the next process go on without acceptance.
    overridden: Mapping[str, Standing] = field(default_factory=dict)
    #: Places of the same process that wait for signatures, or for a new round.
    unsettled: Sequence[Place] = ()
    parts: frozenset[str] = frozenset()


def standings(turns: Iterable[Turn]) -> dict[str, Standing]:
    """Return where each process stands after all that happened, in the order of time."""
    stretches: dict[str, list[Stretch]] = defaultdict(list)
    parts: dict[str, set[str]] = defaultdict(set)
    for turn in sorted(turns, key=lambda one: one.at):
        code, place = turn.process, turn.place
        if place.stretch is not None:
            if turn.stands:
                stretches[code] = joined([*stretches[code], place.stretch])
            else:
                stretches[code] = without(stretches[code], [place.stretch])
        elif turn.stands:
            parts[code].add(place.part)
        elif place.part == WHOLE:
            parts[code].clear()
        else:
            parts[code] -= {place.part, WHOLE}
    return {
        code: Standing(tuple(stretches[code]), frozenset(parts[code]))
        for code in {*stretches, *parts}
    }


def request_problems(draft: RequestDraft, work: WorkState) -> list[Sentence]:
    """Return why a step cannot be asked for."""
    codes = [process.code for process in work.processes]
    if draft.process not in codes:
        return [say("This process is not in the list of this kind of work.")]
    problems = place_problems(draft.place, work.ends)
    if not draft.own_check.strip():
        problems.append(say("Write the result of the contractor's own check."))
    if problems:
        return problems
    if work.passed.get(draft.process, Standing()).holds(draft.place, work.parts):
        return [say("This process has passed here already.")]
    if any(meet(draft.place, other) for other in work.unsettled):
        return [say("A request for this process is open here already; finish that one first.")]
    return _order_problems(draft, work)


def next_step(
    work: WorkState, asked: Mapping[str, Sequence[Stretch]]
) -> tuple[str, Stretch | None] | None:
    """Return the first process that can be asked for now, and the first stretch where; None for nothing.

    `asked` are the stretches of each process that wait for signatures or a new round.
    """
    if work.ends is None:
        return (work.processes[0].code, None) if work.processes else None
    free: Sequence[Stretch] = [work.ends]
    for process in work.processes:
        passed = work.passed.get(process.code, Standing())
        let_through = work.overridden.get(process.code, Standing())
        open_here = without(free, [*passed.stretches, *asked.get(process.code, ())])
        if open_here:
            return process.code, open_here[0]
        free = shared([work.ends], passed.joined_with(let_through).stretches)
    return None


def place_problems(place: Place, ends: Stretch | None) -> list[Sentence]:
    """Return what is wrong with a place on a work with these ends."""
    stretch = place.stretch
    if ends is None:
        return [say("This work has no chainages: name its part.")] if stretch else []
    if stretch is None:
        return [say("Give both ends of the stretch.")]
    if stretch.start_m >= stretch.end_m:
        return [say("The stretch ends before it begins.")]
    if stretch.start_m < ends.start_m or stretch.end_m > ends.end_m:
        return [
            say(
                "The stretch lies outside the work (%(start)s to %(end)s).",
                start=str(Chainage(ends.start_m)),
                end=str(Chainage(ends.end_m)),
            )
        ]
    return []


def _order_problems(draft: RequestDraft, work: WorkState) -> list[Sentence]:
    """The process before must have passed, or been let through, over the whole of the place."""
    codes = [process.code for process in work.processes]
    place_in_list = codes.index(draft.process)
    if not place_in_list:
        return []
    earlier = work.processes[place_in_list - 1]
    none = Standing()
    free = work.passed.get(earlier.code, none).joined_with(work.overridden.get(earlier.code, none))
    if free.holds(draft.place, work.parts):
        return []
    if draft.place.stretch is None:
        return [
            say(
                "“%(process)s” has not passed for %(part)s yet.",
                process=earlier.name,
                part=draft.place.part or say("the whole work"),
            )
        ]
    return [
        say(
            "“%(process)s” has not passed from %(start)s to %(end)s yet.",
            process=earlier.name,
            start=str(Chainage(gap.start_m)),
            end=str(Chainage(gap.end_m)),
        )
        for gap in free.missing(draft.place.stretch)
    ]


def meet(one: Place, other: Place) -> bool:
    """Return whether the places have anything in common; the whole has with every part."""
    if one.stretch is None or other.stretch is None:
        return one.stretch is other.stretch and (
            one.part == other.part or WHOLE in (one.part, other.part)
        )
    return bool(shared([one.stretch], [other.stretch]))


def ends_of(start_m: Decimal | None, end_m: Decimal | None, is_road: bool) -> Stretch | None:
    """Return a work's own stretch, the lower end first, or None for what is asked for by part."""
    if not is_road or start_m is None or end_m is None or start_m == end_m:
        return None
    return Stretch(min(start_m, end_m), max(start_m, end_m))
