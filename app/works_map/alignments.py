"""Reading lines and points of works out of GeoJSON, KML and GPX files. Nothing is stored here."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from app.shared.coordinates import CoordinateSystem, Position, to_wgs84
from app.shared.quantities import normalise
from app.shared.sentences import Sentence, say
from app.works_map.rules.lines import distance_m

MOST_DRAWINGS = 2_000
MOST_PLACES = 50_000
#: Parts of one line that lie nearer than this are one line with a pen lifted on the way.
WIDEST_GAP_M = 200
#: Under these names files keep what a line is called.
NAME_FIELDS = (
    "name",
    "Name",
    "NAME",
    "名称",
    "路线名称",
    "工程名称",
    "route_code",
    "路线编码",
    "code",
)


@dataclass(frozen=True)
class Drawing:
    """One line, or one point, of a file, with the name that it bears there."""

    name: str
    #: A single place is a point.
    places: tuple[Position, ...]

    @property
    def is_point(self) -> bool:
        return len(self.places) == 1


Read = tuple[list[Drawing], list[Sentence]]


def read_alignments(file_name: str, content: bytes, system: CoordinateSystem) -> Read:
    """Return the drawings of the file in WGS 84, and what could not be read, a sentence each."""
    reader = {"geojson": _geojson, "json": _geojson, "kml": _kml, "gpx": _gpx}.get(
        file_name.lower().rpartition(".")[2]
    )
    if reader is None:
        return [], [say("Only GeoJSON, KML and GPX files can be read.")]
    try:
        found = list(reader(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [], [say("This is not the GeoJSON, KML or GPX file that its name promises.")]
    except (ParseError, DefusedXmlException):
        return [], [say("This is not a well-formed KML or GPX file.")]
    if not found:
        return [], [say("The file has no line and no point.")]
    if len(found) > MOST_DRAWINGS:
        return [], [say("The file has more than %(most)s lines; split it.", most=MOST_DRAWINGS)]
    return _checked(found, system)


def _checked(found: list["_Parts"], system: CoordinateSystem) -> Read:
    drawings, problems = [], []
    for number, parts in enumerate(found, 1):
        name = normalise(parts.name)[:200] or str(number)
        if problem := parts.problem():
            problems.append(say("%(name)s: %(problem)s", name=name, problem=problem))
            continue
        places = tuple(to_wgs84(place, system) for part in parts.parts for place in part)
        drawings.append(Drawing(name, places))
    return drawings, problems


@dataclass(frozen=True)
class _Parts:
    """What a file says of one thing: its name and one or more runs of places."""

    name: str
    parts: list[list[Position]]

    def problem(self) -> Sentence | None:
        """Return why this cannot be one line or point, or None."""
        places = [place for part in self.parts for place in part]
        if not places:
            return say("it has no place.")
        if len(places) > MOST_PLACES:
            return say("it has more than %(most)s places.", most=MOST_PLACES)
        if not all(_is_on_earth(place) for place in places):
            return say("a place has no valid longitude and latitude.")
        ends = zip(self.parts, self.parts[1:], strict=False)
        if any(distance_m(one[-1], other[0]) > WIDEST_GAP_M for one, other in ends):
            return say("it is in separate pieces; draw it as one line.")
        return None


def _is_on_earth(place: Position) -> bool:
    return (
        isfinite(place.longitude)
        and isfinite(place.latitude)
        and abs(place.longitude) <= 180
        and abs(place.latitude) <= 90
    )


def _geojson(content: bytes) -> Iterator[_Parts]:
    top = json.loads(content.decode("utf-8-sig"))
    for feature in top["features"] if top["type"] == "FeatureCollection" else [top]:
        geometry = feature["geometry"] if feature["type"] == "Feature" else feature
        if geometry is None:
            continue
        yield _Parts(_name_of(feature.get("properties") or {}), list(_geojson_parts(geometry)))


def _geojson_parts(geometry: dict[str, Any]) -> Iterator[list[Position]]:
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind == "Point":
        yield [_place(coordinates or ())]
    elif kind == "LineString":
        yield [_place(pair) for pair in coordinates or ()]
    elif kind == "MultiLineString":
        yield from ([_place(pair) for pair in part] for part in coordinates or () if part)
    else:
        raise ValueError(kind)


def _name_of(properties: dict[str, Any]) -> str:
    return next((str(properties[field]) for field in NAME_FIELDS if properties.get(field)), "")


def _place(pair: Iterable[Any]) -> Position:
    longitude, latitude, *_ = pair
    return Position(float(longitude), float(latitude))


def _kml(content: bytes) -> Iterator[_Parts]:
    for placemark in _elements(fromstring(content), "Placemark"):
        name = next((element.text or "" for element in _elements(placemark, "name")), "")
        parts = [
            [_place(triple.split(",")) for triple in (element.text or "").split()]
            for shape in ("LineString", "Point")
            for holder in _elements(placemark, shape)
            for element in _elements(holder, "coordinates")
        ]
        if any(parts):
            yield _Parts(name, [part for part in parts if part])


def _gpx(content: bytes) -> Iterator[_Parts]:
    root = fromstring(content)
    for kind, place_tag in (("trk", "trkpt"), ("rte", "rtept"), ("wpt", None)):
        for element in _elements(root, kind):
            name = next((child.text or "" for child in _elements(element, "name")), "")
            holders = list(_elements(element, "trkseg")) if kind == "trk" else [element]
            parts = [
                [_gpx_place(place) for place in _elements(holder, place_tag)]
                if place_tag
                else [_gpx_place(holder)]
                for holder in holders
            ]
            yield _Parts(name, [part for part in parts if part])


def _gpx_place(element: Any) -> Position:
    return Position(float(element.get("lon")), float(element.get("lat")))


def _elements(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the elements below of this name, whatever namespace the file's program gave them."""
    return (element for element in parent.iter() if str(element.tag).rpartition("}")[2] == tag)
