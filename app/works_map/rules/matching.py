"""Which work a drawing of a file means."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from app.shared.coordinates import Position
from app.shared.quantities import normalise
from app.shared.sentences import Sentence, say
from app.works_map.rules.lines import length_m

#: A line may be longer or shorter than the ledger says by so much of it before somebody is told.
TOLERATED_SHARE = 0.1


@dataclass(frozen=True)
class KnownWork:
    """What is asked of a work: its number, its names and its stated length."""

    id: int
    name: str
    route_code: str = ""
    bridge_code: str = ""
    length_m: Decimal | None = None


class Drawn(Protocol):
    """What is asked of a drawing: its name and its places, one for a point."""

    @property
    def name(self) -> str: ...
    @property
    def places(self) -> tuple[Position, ...]: ...


D = TypeVar("D", bound=Drawn)
Holds = Callable[[float, float], bool]


def match(name: str, works: Iterable[KnownWork]) -> KnownWork | Sentence:
    """Return the one work with this name, route code or bridge code, or why there is none."""
    wanted = _plain(name)
    works = list(works)
    for field in ("name", "route_code", "bridge_code"):
        found = [work for work in works if _plain(getattr(work, field)) == wanted != ""]
        if len(found) == 1:
            return found[0]
        if found:
            return say(
                "%(name)s: %(count)s works of the section are called so.",
                name=name,
                count=len(found),
            )
    return say("%(name)s: no work of the section has this name or code.", name=name)


@dataclass(frozen=True)
class Fit(Generic[D]):
    """A drawing of a file with the work it is proposed for, or why it has none."""

    number: int
    drawing: D
    drawn_m: float
    work: KnownWork | None = None
    problem: Sentence | None = None
    #: Somebody may choose a work for it; not for what lies outside the district.
    may_be_chosen: bool = True

    @property
    def is_point(self) -> bool:
        """Return whether it is a single place."""
        return len(self.drawing.places) == 1

    @property
    def difference_share(self) -> float | None:
        """Return how much longer the line is than the work's stated length, as a share of that."""
        return (
            None if self.work is None else length_difference(self.work, self.is_point, self.drawn_m)
        )

    @property
    def is_unlike(self) -> bool:
        """Return whether the line is so much longer or shorter that somebody should look."""
        return self.difference_share is not None and abs(self.difference_share) > TOLERATED_SHARE


def fits(
    drawings: Iterable[D], works: Sequence[KnownWork], holds: Holds, work: KnownWork | None
) -> list[Fit[D]]:
    """Return for each drawing the work it means, by name or code; `work` takes the only drawing.

    `holds` tells whether a place lies in the district.
    """
    drawings = list(drawings)
    found: list[Fit[D]] = []
    for number, drawing in enumerate(drawings, 1):
        fit = Fit[D](number, drawing, length_m(drawing.places))
        meant = work if work is not None and len(drawings) == 1 else match(drawing.name, works)
        if not all(holds(*place) for place in drawing.places):
            problem = say("It lies outside the district: is it another coordinate system?")
            fit = replace(fit, problem=problem, may_be_chosen=False)
        elif isinstance(meant, Sentence):
            fit = replace(fit, problem=meant)
        elif any(other.work == meant for other in found):
            problem = say("%(name)s has a line from this file already.", name=meant.name)
            fit = replace(fit, problem=problem)
        else:
            fit = replace(fit, work=meant)
        found.append(fit)
    return found


def choice_problems(names: Sequence[str]) -> list[Sentence]:
    """Return why drawings cannot be taken for the works of these names, all at once."""
    if not names:
        return [say("Choose a work for at least one line.")]
    counts = Counter(names)
    return [
        say("%(name)s is chosen for %(count)s lines; it can have one.", name=name, count=count)
        for name, count in counts.items()
        if count > 1
    ]


def length_difference(work: KnownWork, is_point: bool, drawn_m: float) -> float | None:
    """Return how much longer the line is than the ledger says, as a share; None without a length."""
    if is_point or not work.length_m:
        return None
    stated = float(work.length_m)
    return (drawn_m - stated) / stated


def _plain(text: str) -> str:
    return normalise(text).replace(" ", "").casefold()
