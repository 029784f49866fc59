"""Photos of the invented season: drawn, plainly no photographs, taken along the real lines, some of them doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final

from PIL import Image, ImageDraw

from app.demonstration.season import SEED
from app.evidence.queries import site_of
from app.evidence.rules import Capture
from app.evidence.store import StoredPhoto, folder_in, take_in

WIDTH, HEIGHT = 480, 360
#: Of the photos, each so manieth was shown before, was taken far away, or does not know its place well.
SHOWN_BEFORE_EVERY: Final = 29
FAR_AWAY_EVERY: Final = 37
INEXACT_EVERY: Final = 31
#: Some hundred metres, in degrees.
FAR: Final = 0.02
NEAR: Final = 0.0003


@dataclass
class Picture:
    """A drawn picture as if a browser sent it."""

    filename: str | None
    content: bytes

    def read(self, size: int = -1, /) -> bytes:
        return self.content if size < 0 else self.content[:size]


class Camera:
    """Takes the photos of the season, one after the other, the same ones every time."""

    def __init__(self, folder: Path, first: int = 1) -> None:
        self._first = first
        self._folder = folder_in(folder)
        self._random = Random(SEED + 5)
        self._taken: list[StoredPhoto] = []
        self._lines: dict[int, Sequence[Sequence[Sequence[float]]]] = {}

    def take(self, section_id: int, at: datetime) -> StoredPhoto:
        """Return a photo of the section, taken a quarter of an hour before `at`."""
        number = self._first + len(self._taken)
        if self._taken and number % SHOWN_BEFORE_EVERY == 0:
            photo = self._taken[len(self._taken) // 2]
        else:
            photo = take_in(
                Picture(f"{number}.jpg", _drawing(number)),
                self._folder,
                self._capture(number, section_id, at),
            )
        self._taken.append(photo)
        return photo

    def _capture(self, number: int, section_id: int, at: datetime) -> Capture:
        random, taken_at = self._random, at - timedelta(minutes=15)
        if section_id not in self._lines:
            self._lines[section_id] = site_of(section_id).lines
        lines = self._lines[section_id]
        if not lines:
            return Capture(taken_at)
        longitude, latitude = random.choice(random.choice(lines))
        away = FAR if number % FAR_AWAY_EVERY == 0 else random.uniform(-NEAR, NEAR)
        return Capture(
            taken_at,
            _degrees(latitude + away),
            _degrees(longitude + away),
            Decimal(150 if number % INEXACT_EVERY == 0 else random.randrange(4, 25)),
            random.randrange(-20, 20),
        )


def _degrees(value: float) -> Decimal:
    return Decimal(f"{value:.7f}")


def _drawing(number: int) -> bytes:
    """Return a drawn road among hills as JPEG, each another one."""
    dots = Random(number)
    image = Image.new("RGB", (WIDTH, HEIGHT), tuple(dots.randrange(150, 240) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    horizon, middle = dots.randrange(90, 240), dots.randrange(80, 400)
    hills = [(x, horizon - dots.randrange(80)) for x in range(0, WIDTH + 60, 60)]
    draw.polygon([(0, HEIGHT), *hills, (WIDTH, HEIGHT)], fill=_green(dots))
    draw.rectangle((0, horizon, WIDTH, HEIGHT), fill=_green(dots))
    left, right = dots.randrange(-150, 150), dots.randrange(330, 650)
    draw.polygon(
        [(middle, horizon), (middle + 25, horizon), (right, HEIGHT), (left, HEIGHT)],
        fill=(105, 105, 110),
    )
    for _ in range(6):
        x, y, size = dots.randrange(WIDTH), dots.randrange(horizon, HEIGHT), dots.randrange(10, 70)
        draw.rectangle(
            (x, y - size, x + 2 * size, y), fill=tuple(dots.randrange(256) for _ in "rgb")
        )
    draw.text((12, 12), f"DEMONSTRATION {number}", fill=(20, 20, 20), font_size=20)
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


def _green(dots: Random) -> tuple[int, int, int]:
    return dots.randrange(60, 150), dots.randrange(90, 170), dots.randrange(50, 110)
