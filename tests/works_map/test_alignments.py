"""Reading alignments as surveyors and phones write them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shared.coordinates import CoordinateSystem, Position, wgs84_to_gcj02
from app.works_map.alignments import Drawing, read_alignments

LINE = [[117.0, 33.6], [117.01, 33.61]]
WGS84 = CoordinateSystem.WGS84


def geojson(geometry: dict[str, Any], **properties: Any) -> bytes:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def a_line(coordinates: Any = None, **properties: Any) -> bytes:
    return geojson({"type": "LineString", "coordinates": coordinates or LINE}, **properties)


def read(name: str, content: bytes) -> tuple[list[Drawing], list[str]]:
    drawings, problems = read_alignments(name, content, WGS84)
    return drawings, [str(problem) for problem in problems]


def test_a_geojson_line_is_read_with_its_name() -> None:
    drawings, problems = read("道路.geojson", a_line(name="清水沟至胡楼"))
    assert problems == []
    assert drawings == [Drawing("清水沟至胡楼", (Position(117.0, 33.6), Position(117.01, 33.61)))]


def test_a_bare_geometry_with_heights_is_read() -> None:
    content = json.dumps(
        {"type": "LineString", "coordinates": [[117, 33.6, 25], [117.1, 33.6, 26]]}
    )
    assert read("a.json", content.encode())[0][0].places[0] == Position(117.0, 33.6)


def test_a_kml_of_a_phone_is_read() -> None:
    content = """<?xml version="1.0" encoding="UTF-8"?>
    <kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>X051</name>
    <LineString><coordinates>117.0,33.6,0 117.01,33.61,0</coordinates></LineString></Placemark>
    <Placemark><name>胡楼桥</name><Point><coordinates>117.02,33.62</coordinates></Point></Placemark>
    </Document></kml>"""
    drawings, problems = read("x.kml", content.encode())
    assert problems == []
    assert [(d.name, len(d.places), d.is_point) for d in drawings] == [
        ("X051", 2, False), ("胡楼桥", 1, True),
    ]  # fmt: skip


def test_a_gpx_track_with_a_pause_is_one_line() -> None:
    content = """<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>C012</name>
    <trkseg><trkpt lat="33.6" lon="117.0"/><trkpt lat="33.601" lon="117.0"/></trkseg>
    <trkseg><trkpt lat="33.6015" lon="117.0"/></trkseg></trk>
    <wpt lat="33.7" lon="117.1"><name>桥</name></wpt></gpx>"""
    drawings, problems = read("track.GPX", content.encode())
    assert problems == []
    assert [(d.name, len(d.places)) for d in drawings] == [("C012", 3), ("桥", 1)]


def test_positions_of_another_system_become_wgs_84() -> None:
    shown = wgs84_to_gcj02(Position(117.0, 33.6))
    drawings, _ = read_alignments(
        "a.geojson", geojson({"type": "Point", "coordinates": list(shown)}), CoordinateSystem.GCJ02
    )
    assert drawings[0].places[0] == pytest.approx((117.0, 33.6), abs=1e-7)


def test_one_bad_line_does_not_lose_the_others() -> None:
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        for name, geometry in (
            ("good", {"type": "LineString", "coordinates": LINE}),
            ("far", {"type": "LineString", "coordinates": [[117, 33.6], [217, 33.6]]}),
            ("broken", {"type": "MultiLineString", "coordinates": [LINE, [[117.2, 33.9]]]}),
            ("empty", {"type": "LineString", "coordinates": []}),
        )
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    drawings, problems = read("a.geojson", content)
    assert [drawing.name for drawing in drawings] == ["good"]
    assert problems == [
        "far: a place has no valid longitude and latitude.",
        "broken: it is in separate pieces; draw it as one line.",
        "empty: it has no place.",
    ]


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.shp", b"x"),
        ("a", a_line()),
        ("a.geojson", b""),
        ("a.geojson", b"\xff\xfe\x00"),
        ("a.geojson", b"[1, 2, 3]"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": 7}'),
        ("a.geojson", b'{"type": "Polygon", "coordinates": []}'),
        ("a.geojson", a_line([["x", "y"]])),
        ("a.geojson", b'{"type":"Point","coordinates":[NaN,1]}'),
        ("a.geojson", b"[" * 100_000),  # deeper than Python's stack
        ("a.geojson", b'{"type":"Point","coordinates":[' + b"9" * 5000 + b",1]}"),
        ("a.kml", b"<kml>"),
        ("a.kml", b"<html></html>"),
        ("a.gpx", b'<gpx><trk><trkseg><trkpt lat="x" lon="1"/></trkseg></trk></gpx>'),
        ("a.gpx", b'<gpx><trk><trkseg><trkpt lon="1"/></trkseg></trk></gpx>'),
        # Entities that grow to a billion words.
        ("a.kml", b'<!DOCTYPE k [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'),
        # An entity that reads a file of the server.
        ("a.kml", b'<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'),
    ],
)
def test_what_is_no_alignment_is_refused_in_a_sentence(name: str, content: bytes) -> None:
    drawings, problems = read(name, content)
    assert drawings == []
    assert len(problems) == 1


def test_a_file_of_too_many_lines_is_refused() -> None:
    features = [{"type": "Point", "coordinates": [117, 33]}] * 2_001
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert "more than 2000 lines" in read("a.geojson", content)[1][0]


@given(st.binary(max_size=300), st.sampled_from(["a.geojson", "a.kml", "a.gpx"]))
def test_no_file_breaks_the_reader(content: bytes, name: str) -> None:
    read(name, content)
