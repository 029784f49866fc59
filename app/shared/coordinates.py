"""Coordinate systems in use in China. Stored positions are WGS 84; others are converted on entry.

Source: domain.md 4.3. CGCS2000 differs from WGS 84 by far less than a metre and is taken as equal.
"""

from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Final, NamedTuple

from app.shared.sentences import LabelledEnum, say

#: Krassowsky's ellipsoid, on which the public formula of GCJ-02 is built.
_SEMI_MAJOR_AXIS: Final = 6378245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
_BAIDU_TURN: Final = pi * 3000 / 180
#: Outside of this box the formulas change nothing.
_CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
_ROUNDS_OF_INVERSE: Final = 5


class CoordinateSystem(LabelledEnum):
    """The system in which positions or map tiles are given."""

    WGS84 = "WGS84", say("WGS 84 (GPS)")
    CGCS2000 = "CGCS2000", say("CGCS2000 (Tianditu)")
    GCJ02 = "GCJ02", say("GCJ-02 (Amap, Tencent)")
    BD09 = "BD09", say("BD-09 (Baidu)")


class Position(NamedTuple):
    """A place in degrees, in GeoJSON's order."""

    longitude: float
    latitude: float


def to_wgs84(position: Position, system: CoordinateSystem) -> Position:
    """Return the WGS 84 position of a place that is given in another system."""
    if system == CoordinateSystem.GCJ02:
        return gcj02_to_wgs84(position)
    if system == CoordinateSystem.BD09:
        return gcj02_to_wgs84(bd09_to_gcj02(position))
    return position


def wgs84_to_gcj02(position: Position) -> Position:
    """Return where GCJ-02 shows a place: some hundred metres beside."""
    longitude, latitude = position
    if not _is_in_china(position):
        return position
    east, north = longitude - 105.0, latitude - 35.0
    radians = latitude / 180.0 * pi
    bend = 1 - _ECCENTRICITY_SQUARED * sin(radians) ** 2
    metres_north = _shift_north(east, north)
    metres_east = _shift_east(east, north)
    meridian_radius = _SEMI_MAJOR_AXIS * (1 - _ECCENTRICITY_SQUARED) / (bend * sqrt(bend))
    parallel_radius = _SEMI_MAJOR_AXIS / sqrt(bend) * cos(radians)
    return Position(
        longitude + metres_east * 180.0 / (parallel_radius * pi),
        latitude + metres_north * 180.0 / (meridian_radius * pi),
    )


def gcj02_to_wgs84(position: Position) -> Position:
    """Return the place that GCJ-02 shows here, exact to well under a centimetre."""
    guess = position
    for _ in range(_ROUNDS_OF_INVERSE):
        shown = wgs84_to_gcj02(guess)
        guess = Position(
            guess.longitude - (shown.longitude - position.longitude),
            guess.latitude - (shown.latitude - position.latitude),
        )
    return guess


def bd09_to_gcj02(position: Position) -> Position:
    """Return the GCJ-02 position of a place given in Baidu's system."""
    x, y = position.longitude - 0.0065, position.latitude - 0.006
    radius = hypot(x, y) - 0.00002 * sin(y * _BAIDU_TURN)
    angle = atan2(y, x) - 0.000003 * cos(x * _BAIDU_TURN)
    return Position(radius * cos(angle), radius * sin(angle))


def _is_in_china(position: Position) -> bool:
    west, south, east, north = _CHINA
    return west < position.longitude < east and south < position.latitude < north


def _shift_north(x: float, y: float) -> float:
    """Return the shift to the north in metres, from degrees east of 105 and north of 35."""
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    shift += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return shift + (160.0 * sin(y / 12.0 * pi) + 320 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _shift_east(x: float, y: float) -> float:
    """Return the shift to the east in metres, from degrees east of 105 and north of 35."""
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    shift += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return shift + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
