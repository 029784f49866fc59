"""Which photos of a week are looked at again on the site, drawn so that anybody can draw them again.

Every photo has as many tickets as it has weight. A ticket's number is the SHA-256 of "seed:photo:ticket", a
photo counts with its smallest ticket, and the smallest photos are drawn. No random generator of any
language is needed for it, and a photo of weight 4 is four times as likely to be first.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from app.evidence.rules.owners import OwnerKind
from app.shared.sentences import LabelledEnum, Sentence, say

#: What cannot be found again on the site, or is itself a re-check.
NOT_DRAWN = frozenset(
    {
        OwnerKind.SIGNATURE,
        OwnerKind.OBJECTION,
        OwnerKind.ABSENCE,
        OwnerKind.RECHECK,
        OwnerKind.START_STEP,
    }
)
LONGEST_TEXT = 2_000


class RecheckOutcome(LabelledEnum):
    """What somebody else found where a photo was taken."""

    AGREES = "agrees", say("Agrees with the photo")
    DIFFERS = "differs", say("Does not agree with the photo")
    GONE = "gone", say("Cannot be found any more")


@dataclass(frozen=True)
class Candidate:
    """A photo that may be drawn, by its showing, and its weight: 1, or more when it is doubtful."""

    use_id: int
    weight: int


def sample_size(count: int, share: Decimal, least: int) -> int:
    """Return how many of so many photos are drawn: the share, rounded up, and not fewer than `least`."""
    wanted = int((count * share).to_integral_value(ROUND_CEILING))
    return min(count, max(wanted, least))


def draw(candidates: Iterable[Candidate], size: int, seed: str) -> list[int]:
    """Return the photos that are drawn, in the order of their numbers."""
    numbers = {one.use_id: number_of(one, seed) for one in candidates}
    return sorted(numbers, key=lambda use_id: (numbers[use_id], use_id))[:size]


def number_of(candidate: Candidate, seed: str) -> str:
    """Return the smallest of the photo's tickets."""
    return min(
        hashlib.sha256(f"{seed}:{candidate.use_id}:{ticket}".encode()).hexdigest()
        for ticket in range(1, candidate.weight + 1)
    )


def assign(drawn: Sequence[int], people: Mapping[int, Collection[int]]) -> dict[int, int | None]:
    """Return who re-checks each photo: of the people who may, the one with the fewest, then the first.

    `people` are the numbers of those who may re-check a photo, without the one who sent it.
    """
    loads: dict[int, int] = {}
    chosen: dict[int, int | None] = {}
    for use_id in drawn:
        free = sorted(people.get(use_id, ()), key=lambda person: (loads.get(person, 0), person))
        chosen[use_id] = free[0] if free else None
        if free:
            loads[free[0]] = loads.get(free[0], 0) + 1
    return chosen


def recheck_problems(
    outcome: RecheckOutcome | None, words: str, photos: int, *, is_open: bool, is_own: bool
) -> list[Sentence]:
    """Return why the outcome of a re-check is not taken."""
    problems = []
    if not is_open:
        problems.append(say("This re-check has its outcome already."))
    if is_own:
        problems.append(say("Another person than the one who sent the photo must re-check it."))
    if outcome is None:
        problems.append(say("Say what was found."))
    if outcome not in (None, RecheckOutcome.AGREES) and not words.strip():
        problems.append(say("Say in words what is different, or what was looked for."))
    if len(words) > LONGEST_TEXT:
        problems.append(say("The text has more than %(most)s characters.", most=LONGEST_TEXT))
    if not photos:
        problems.append(say("A re-check needs a photo of the place."))
    return problems


def is_overdue(due_on: date, done_on: date | None, today: date) -> bool:
    """Return whether the re-check was not done by its day."""
    return (done_on or today) > due_on
