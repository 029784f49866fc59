"""What a work's colour on the map means, and the words of the legend."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.shared.sentences import LabelledEnum, Sentence, say


class Colouring(LabelledEnum):
    """By what works are coloured."""

    STATE = "state", say("State of progress")
    DEVIATION = "deviation", say("Deviation from plan")
    BAND = "band", say("Place in the ranking")


class Tone(StrEnum):
    """The tones of the whole program; each has a shape and a thickness too, which grey print keeps."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True)
class Look:
    """One line of the legend."""

    tone: Tone
    label: Sentence


#: From this deviation on (share of the whole), the best first; below the last is red.
DEVIATION_STEPS: Final = (
    (Decimal("0"), Tone.GREEN, say("On plan or ahead")),
    (Decimal("-0.05"), Tone.BLUE, say("Behind by up to 5 points")),
    (Decimal("-0.10"), Tone.YELLOW, say("Behind by 5 to 10 points")),
    (Decimal("-0.20"), Tone.ORANGE, say("Behind by 10 to 20 points")),
)
FARTHEST_BEHIND: Final = Look(Tone.RED, say("Behind by more than 20 points"))
LEGENDS: Final[Mapping[Colouring, tuple[Look, ...]]] = {
    Colouring.STATE: (
        Look(Tone.GREEN, say("Excellent")),
        Look(Tone.BLUE, say("Good")),
        Look(Tone.YELLOW, say("Fair")),
        Look(Tone.ORANGE, say("Weak")),
        Look(Tone.RED, say("Poor")),
        Look(Tone.GREY, say("No report yet")),
    ),
    Colouring.DEVIATION: (
        *(Look(tone, label) for _, tone, label in DEVIATION_STEPS),
        FARTHEST_BEHIND,
        Look(Tone.GREY, say("No plan or no report yet")),
    ),
    Colouring.BAND: (
        Look(Tone.GREEN, say("Front")),
        Look(Tone.YELLOW, say("Middle")),
        Look(Tone.RED, say("Rear")),
        Look(Tone.GREY, say("Not ranked")),
    ),
}
TONE_OF_BAND: Final = {"front": Tone.GREEN, "middle": Tone.YELLOW, "rear": Tone.RED}


def tone_of_deviation(share: Decimal | None, plan_share: Decimal | None) -> Tone:
    """Return the tone of how far a section is ahead of or behind its plan."""
    if share is None or plan_share is None:
        return Tone.GREY
    for least, tone, _ in DEVIATION_STEPS:
        if share - plan_share >= least:
            return tone
    return FARTHEST_BEHIND.tone


def tone_of_state(tone: str) -> Tone:
    """Return the tone of a state of progress; anything that is none of the five is grey."""
    return next((each for each in Tone if each.value == tone), Tone.GREY)
