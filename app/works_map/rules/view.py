"""What part of the map is asked for, and how coarsely it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from app.shared.errors import Unreadable
from app.shared.sentences import say

FARTHEST_ZOOM, NEAREST_ZOOM = 3, 20
#: More works than this in view are gathered into groups, so that a browser draws them at once.
MOST_SINGLE_WORKS = 1_500
#: The side of the square, in pixels of the screen, whose works become one group.
PIXELS_OF_GROUP = 56
DEGREES_PER_PIXEL_AT_ZOOM_0 = 360 / 256


@dataclass(frozen=True)
class Box:
    """An area between two meridians and two parallels, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `116.8,33.2,117.5,34.2` (west, south, east, north). Raises Unreadable."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            raise Unreadable(say("An area is four numbers: west, south, east, north.")) from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise Unreadable(say("This area does not lie on the earth."))
        return cls(west, south, east, north)

    def holds(self, longitude: float, latitude: float) -> bool:
        """Return whether a place lies inside, the edge included."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def grown(self, share: float) -> "Box":
        """Return the box with a margin of this share of its sides."""
        wide, high = (self.east - self.west) * share, (self.north - self.south) * share
        return Box(self.west - wide, self.south - high, self.east + wide, self.north + high)


def around(boxes: Sequence[Box]) -> Box | None:
    """Return the smallest box that holds all of these, or None of none."""
    if not boxes:
        return None
    return Box(
        min(box.west for box in boxes), min(box.south for box in boxes),
        max(box.east for box in boxes), max(box.north for box in boxes),
    )  # fmt: skip


def parse_zoom(text: str) -> int:
    """Read a zoom level. Raises Unreadable."""
    if not text.isascii() or not text.isdigit() or len(text) > 2:
        raise Unreadable(say("A zoom is a whole number."))
    return min(max(int(text), FARTHEST_ZOOM), NEAREST_ZOOM)


def degrees_per_pixel(zoom: int) -> float:
    """Return how many degrees of longitude one pixel shows."""
    return DEGREES_PER_PIXEL_AT_ZOOM_0 / float(1 << zoom)


def degrees_of_group(zoom: int) -> float:
    """Return the side of a group's square in degrees."""
    return degrees_per_pixel(zoom) * PIXELS_OF_GROUP


def is_grouped(count: int) -> bool:
    """Tell whether so many works are shown in groups."""
    return count > MOST_SINGLE_WORKS
