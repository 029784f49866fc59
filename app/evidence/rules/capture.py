"""What a phone says of a photo when it takes it: when, where, how exactly, and the fingerprint of its bytes.

The field app sends one object a photo, in the order of the files:

    {"sha256": "9f86…", "taken_at": "2020-06-07T08:30:00+08:00", "latitude": 33.63, "longitude": 116.97,
     "accuracy_m": 12.5, "clock_offset_s": -35}

Only `sha256` must be there. `clock_offset_s` is how many seconds the phone's clock is behind the server's.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.shared.errors import Unreadable
from app.shared.quantities import round_half_up
from app.shared.sentences import say

SHA256 = re.compile(r"[0-9a-f]{64}")
#: Nothing on earth is farther off than this; a phone that knows nothing says less.
WORST_ACCURACY_M = Decimal(100_000)
LONGEST_OFFSET = timedelta(days=3650)


@dataclass(frozen=True)
class Capture:
    """What is known of the taking of a photo, from the field app or from what the camera wrote."""

    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_m: Decimal | None = None
    #: How many seconds the phone's clock is behind ours; only the field app says it.
    clock_offset_s: int | None = None
    sha256: str = ""

    def completed_by(self, camera: "Capture") -> "Capture":
        """Return this, and where it says nothing what the camera wrote into the file."""
        found = self
        if self.taken_at is None:
            found = replace(found, taken_at=camera.taken_at)
        if self.latitude is None:
            found = replace(found, latitude=camera.latitude, longitude=camera.longitude)
        return found


class Unfinished(Unreadable):
    """The bytes are not those that the phone fingerprinted: half a photo."""


def read_captures(text: str) -> list[Capture]:
    """Return what the phone says of its photos, in the order of the files. Raises Unreadable."""
    try:
        told = json.loads(text or "[]")
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(told, list):
        raise _unreadable()
    return [read_capture(one) for one in told]


def read_capture(told: Any) -> Capture:
    """Return what the phone says of one photo. Raises Unreadable."""
    if not isinstance(told, dict) or not SHA256.fullmatch(str(told.get("sha256"))):
        raise _unreadable()
    latitude, longitude = (
        _number(told.get(name), most, places=7)
        for name, most in (("latitude", Decimal(90)), ("longitude", Decimal(180)))
    )
    if (latitude is None) != (longitude is None):
        raise _unreadable()
    accuracy_m = _number(told.get("accuracy_m"), WORST_ACCURACY_M, places=1)
    offset = _number(
        told.get("clock_offset_s", 0), Decimal(LONGEST_OFFSET // timedelta(seconds=1)), places=0
    )
    return Capture(
        taken_at=_moment(told.get("taken_at")),
        latitude=latitude,
        longitude=longitude,
        accuracy_m=None if accuracy_m is None else abs(accuracy_m),
        clock_offset_s=int(offset or 0),
        sha256=told["sha256"],
    )


def check_whole(capture: Capture, sha256: str, name: str) -> None:
    """Refuse bytes that are not those which the phone fingerprinted. Raises Unfinished."""
    if capture.sha256 and capture.sha256 != sha256:
        raise Unfinished(say("“%(name)s” did not arrive whole; send it again.", name=name))


def camera_position(told: Sequence[Any] | None) -> tuple[Decimal, Decimal] | None:
    """Return latitude and longitude as a camera wrote them, or None when they make no sense."""
    try:
        latitude, longitude = told or ()
        north = _number(latitude, Decimal(90), places=7)
        east = _number(longitude, Decimal(180), places=7)
    except (ValueError, TypeError):
        return None
    return (north, east) if north is not None and east is not None else None


def _number(told: Any, most: Decimal, *, places: int) -> Decimal | None:
    if told is None:
        return None
    try:
        number = Decimal(str(told))
    except InvalidOperation:
        raise _unreadable() from None
    if isinstance(told, bool) or not number.is_finite() or abs(number) > most:
        raise _unreadable()
    return round_half_up(number, places)


def _moment(told: Any) -> datetime | None:
    if told is None:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except (ValueError, TypeError):
        raise _unreadable() from None
    if moment.tzinfo is None:
        raise _unreadable()
    return moment


def _unreadable() -> Unreadable:
    return Unreadable(say("What the phone says of the photos cannot be read."))
