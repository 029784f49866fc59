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
    """Return what is asked; words that mean nothing to the map are left out."""
    kinds = {each.value: each for each in WorkKind}
    colourings = {each.value: each for each in Colouring}
    numbers = (_number(text) for text in arguments.getlist("programme"))
    choice = Choice(
        kinds=frozenset(kinds[text] for text in arguments.getlist("kind") if text in kinds),
        programme_ids=frozenset(number for number in numbers if number),
        words=normalise(arguments.get("q", "")[:LONGEST_SEARCH]).strip(),
    )
    colouring = colourings.get(arguments.get("colour", ""), Colouring.STATE)
    return Asked(choice, colouring, arguments.get("obstacles") != "no")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
