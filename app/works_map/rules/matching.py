"""Which work a drawing of a file means."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol, TypeVar

from app.shared.quantities import normalise
from app.shared.sentences import Sentence, say

#: A line may be longer or shorter than the ledger says by so much of it before somebody is told.
TOLERATED_SHARE = 0.1


class Named(Protocol):
    """What is asked of a work: its names and its stated length."""

    name: str
    route_code: str
    bridge_code: str
    length_m: Decimal | None


W = TypeVar("W", bound=Named)


def match(name: str, works: Iterable[W]) -> W | Sentence:
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


def length_warning(work: Named, is_point: bool, drawn_m: float) -> Sentence | None:
    """Return a warning when a line is much longer or shorter than the ledger says, else None."""
    if is_point or not work.length_m:
        return None
    stated = float(work.length_m)
    if abs(drawn_m - stated) <= stated * TOLERATED_SHARE:
        return None
    return say(
        "%(name)s: the line measures %(drawn)s m, the ledger says %(stated)s m.",
        name=work.name,
        drawn=round(drawn_m),
        stated=round(stated),
    )


def _plain(text: str) -> str:
    return normalise(text).replace(" ", "").casefold()
