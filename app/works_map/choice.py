"""What a page or a request for features asks of the map, read from the address."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.shared.quantities import normalise
from app.works.rules import WorkKind
from app.works_map.queries import LONGEST_SEARCH, Choice
from app.works_map.rules.looks import Colouring


@dataclass(frozen=True)
class Asked:
    """Which works, in which colours, with or without obstacles."""

    choice: Choice
    colouring: Colouring
    with_obstacles: bool


def read_asked(arguments: "MultiDict[str, str]") -> Asked:
    """Return what is asked; what is not mentioned is shown whole (`kind=none` shows none)."""
    colourings = {each.value: each for each in Colouring}
    choice = Choice(
        kinds=_kinds(arguments.getlist("kind")),
        programme_ids=_numbers(arguments.getlist("programme")),
        words=normalise(arguments.get("q", "")[:LONGEST_SEARCH]).strip(),
    )
    colouring = colourings.get(arguments.get("colour", ""), Colouring.STATE)
    return Asked(choice, colouring, arguments.get("obstacles") != "no")


def _kinds(given: list[str]) -> frozenset[WorkKind] | None:
    known = {each.value: each for each in WorkKind}
    return frozenset(known[text] for text in given if text in known) if given else None


def _numbers(given: list[str]) -> frozenset[int] | None:
    return frozenset(number for text in given if (number := _number(text))) if given else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
