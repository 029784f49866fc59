"""The map's pages: who sees what, and what leaves the house."""

import io
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.extensions import db
from app.ranking.queries.rankings import list_lines
from app.shared.audit import Program
from app.shared.calendar import today
from app.shared.settings import change_setting
from app.works.actions import place
from app.works.models import Project, Section
from app.works.panels import Progress
from app.works.queries import find_location
from app.works.rules import LocationSource, WorksKind
from app.works_map import frame
from app.works_map.rules.view import Box
from tests.makers.accounts import a_user
from tests.makers.obstacles import an_obstacle
from tests.makers.ranking import a_frozen_ranking
from tests.makers.works import a_bridge, a_project, a_road, a_section
from tests.makers.works_map import a_placed_work, location_of

BOX = "box=116.6,33.2,117.6,34.2"
FEATURES = f"/map/works.json?{BOX}&zoom=11"
LINE = [[117.0, 33.6], [117.02, 33.6], [117.04, 33.61]]


def features(client: FlaskClient, more: str = "") -> dict[str, Any]:
    answer = client.get(FEATURES + more)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def names(client: FlaskClient, more: str = "") -> list[str]:
    return [row[6] for row in features(client, more)["works"]]


@pytest.fixture
def office(given: Callable[[], Any], browser_of: Callable[..., FlaskClient]) -> FlaskClient:
    with given():
        user = a_user()
    return browser_of(user)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_works_sees_the_map_and_administrators_do_not(
    role: Role, given: Callable[[], Any], browser_of: Callable[..., FlaskClient]
) -> None:
    with given():
        user = a_user(role)
    is_administrator = role in {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    for path in ("/map", FEATURES, "/map/frame.js", "/map/extent.json", "/map/unplaced"):
        answer = browser_of(user).get(path)
        assert answer.status_code == (403 if is_administrator else 200), path


def test_a_contractor_sees_only_the_works_of_its_own_sections(
    given: Callable[[], Any], browser_of: Callable[..., FlaskClient]
) -> None:
    with given():
        own, other = a_section(), a_section()
        user = a_user(Role.CONTRACTOR, organisation=own.contractor)
        a_placed_work(a_road(own, "own road"))
        hidden = a_placed_work(a_road(other, "other road"))
    client = browser_of(user)
    assert names(client) == ["own road"]
    assert names(client, "&q=other") == []
    assert client.get(f"/map/works/{hidden.id}").status_code == 404
    assert client.get(f"/sections/{other.id}/alignments").status_code == 404
    assert client.get("/map/extent.json?q=other").get_json() == {"extent": None}


def test_without_settings_no_page_asks_another_host(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        a_placed_work()
    page = office.get("/map")
    policy = page.headers["Content-Security-Policy"]
    assert "http" not in policy
    assert "unsafe" not in policy
    # Addresses of other hosts stand neither in the page nor in folium's script.
    script = office.get("/map/frame.js").text
    assert re.findall(r"https?://(?!www\.w3\.org)[^\s\"']+", page.text + script) == []
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text)


def test_a_chosen_base_map_opens_the_policy_for_its_hosts_only(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        change_setting("tianditu_key", "0123456789abcdef", valid_from=today(), by=Program())
    page = office.get("/map")
    policy = page.headers["Content-Security-Policy"]
    assert re.findall(r"https?://[^\s;]+", policy) == ["https://*.tianditu.gov.cn"]
    assert "script-src 'self';" in policy
    script = office.get("/map/frame.js").text
    assert "vec_w/wmts" in script
    assert "gcj02" not in script
    assert "tianditu.gov.cn" not in office.get("/sections").headers["Content-Security-Policy"]


def test_a_shifted_base_map_is_drawn_shifted(given: Callable[[], Any], office: FlaskClient) -> None:
    line = "高德 | GCJ02 | https://webrd0{s}.is.autonavi.com/t?x={x}&y={y}&z={z} | © 高德 | 1234"
    with given():
        change_setting("map_sources", [line], valid_from=today(), by=Program())
    assert "L.tileLayer.gcj02(" in office.get("/map/frame.js").text


def test_a_worker_stays_without_folium(app: Flask, office: FlaskClient) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] in ("folium", "branca")]:
        del sys.modules[name]
    script = office.get("/map/frame.js").text  # drawn by a process of its own, kept for the next
    assert "L.map(" in script
    assert office.get("/map").status_code == 200
    assert office.get("/map/frame.js").text == script
    assert "folium" not in sys.modules


def test_a_feature_is_one_short_row(given: Callable[[], Any], office: FlaskClient) -> None:
    with given():
        section = a_section(name="3标段")
        road = a_placed_work(a_road(section, "清水沟路"), ("117.02", "33.6"), line=LINE)
        bridge = a_placed_work(a_bridge(section, "桥"), source=LocationSource.APPROXIMATE)
    found = features(office)
    assert found["total"] == 2
    assert found["works"] == [
        [road.id, "road", "grey", 117.02, 33.6, 0, "清水沟路", "3标段", LINE],
        [bridge.id, "bridge", "grey", 117.0, 33.6, 1, "桥", "3标段"],
    ]


def test_only_what_lies_in_the_area_is_sent(given: Callable[[], Any], office: FlaskClient) -> None:
    with given():
        a_placed_work(a_road(name="inside"), ("117.0", "33.6"))
        a_placed_work(a_road(name="outside"), ("118.5", "33.6"))
        a_placed_work(
            a_road(name="passes through"), ("116.2", "33.6"), line=[[116.2, 33.6], [116.9, 33.6]]
        )
    assert names(office) == ["inside", "passes through"]


def test_kinds_programmes_and_words_choose(given: Callable[[], Any], office: FlaskClient) -> None:
    with given():
        section, other = a_section(), a_section()
        a_placed_work(a_road(section, "first road", village="胡楼村"))
        a_placed_work(a_bridge(section, "a bridge"))
        a_placed_work(a_road(other, "second road"))
        programme_id = section.project.programme_id
    assert names(office, "&kind=bridge") == ["a bridge"]
    assert names(office, "&kind=none") == []
    assert names(office, f"&programme={programme_id}") == ["first road", "a bridge"]
    assert names(office, f"&programme={programme_id}&kind=road") == ["first road"]
    assert names(office, "&q=胡楼") == ["first road"]
    assert names(office, "&q=%25") == []  # a sign of the database is a sign of a name


def test_too_many_works_become_groups(
    given: Callable[[], Any], office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.works_map.rules.view.MOST_SINGLE_WORKS", 2)
    with given():
        section = a_section()
        for at in (("117.0", "33.6"), ("117.001", "33.6"), ("117.4", "33.9")):
            a_placed_work(a_road(section), at)
    found = features(office)
    assert found["works"] == []
    assert [(group[2], group[3]) for group in found["groups"]] == [(2, "grey"), (1, "grey")]
    assert found["groups"][0][0] == pytest.approx(117.0005)


def test_the_number_of_queries_does_not_grow_with_the_works(
    given: Callable[[], Any], office: FlaskClient, statements: Callable[[], Any]
) -> None:
    counts = []
    for more in (1, 20):
        with given():
            section = a_section()
            for _ in range(more):
                a_placed_work(a_road(section), line=LINE)
        with statements() as sent:
            features(office)
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "query",
    ["", "box=1,2,3&zoom=11", "box=a,b,c,d&zoom=11", "box=nan,1,2,3&zoom=3", f"{BOX}&zoom=x", BOX],
)
def test_an_area_that_is_none_is_refused_in_a_sentence(query: str, office: FlaskClient) -> None:
    answer = office.get(f"/map/works.json?{query}")
    assert 400 <= answer.status_code < 500


def test_strange_choices_are_left_out(office: FlaskClient) -> None:
    assert office.get("/map?colour=pink&kind=ship&programme=x&q=" + "a" * 10_000).status_code == 200


def test_the_card_of_a_work_says_how_it_stands(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        work = a_placed_work(a_road(name="<b>road</b>"), source=LocationSource.APPROXIMATE)
    card = office.get(f"/map/works/{work.id}")
    assert card.status_code == 200
    assert "&lt;b&gt;road&lt;/b&gt;" in card.text
    assert "Approximate position" in card.text
    assert "No inspection on record yet." in card.text
    assert "<html" not in card.text


def test_a_project_without_works_is_a_rough_point_until_it_has_works(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        project = a_project(name="港口物流园", kind=WorksKind.LOGISTICS)
        place(
            project, Decimal("117.0"), Decimal("33.6"), by=Program(),
            source=LocationSource.APPROXIMATE,
        )  # fmt: skip
    [found] = features(office)["projects"]
    assert found[1] == "港口物流园"
    assert found[3:] == [117.0, 33.6]
    assert features(office, "&kind=bridge")["projects"] == []
    assert features(office, "&q=港口")["projects"] == [found]
    assert office.get("/map/extent.json?q=港口").json == {"extent": [117.0, 33.6, 117.0, 33.6]}
    card = office.get(f"/map/projects/{project.id}").text
    assert "only roughly where it lies" in card
    with given():
        a_road(a_section(project=db.session.get_one(Project, project.id)))
    assert features(office)["projects"] == []


def test_works_without_a_place_are_counted_and_listed(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        section = a_section(name="7标段")
        a_road(section)
        a_road(section)
        a_placed_work(a_road(section))
    assert "2 works have no place yet" in office.get("/map").text
    assert "7标段" in office.get("/map/unplaced").text


def upload(client: FlaskClient, section_id: int, content: bytes, **fields: str) -> Any:
    data = {"system": "WGS84", "work_id": "", "file": (io.BytesIO(content), "a.geojson"), **fields}
    return client.post(f"/sections/{section_id}/alignments", data=data)


def lines(*named: tuple[str, list[list[float]]]) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": name},
                    "geometry": {"type": "LineString", "coordinates": coordinates},
                }
                for name, coordinates in named
            ],
        }
    ).encode()


def test_a_file_is_looked_at_and_changes_nothing_until_it_is_taken(
    given: Callable[[], Any], office: FlaskClient, app: Flask
) -> None:
    with given():
        section = a_section()
        road = a_road(section, "清水沟路", length_m=Decimal(1000))
        other = a_road(section, "胡楼路")
    answer = upload(office, section.id, lines(("清水沟 路", LINE), ("无名路", LINE)))
    assert answer.status_code == 303
    page = office.get(answer.location).text
    assert f'<option value="{road.id}" selected>' in page
    assert "The length differs by more than 10 percent." in page
    assert "无名路: no work of the section has this name or code." in page
    with app.app_context():
        assert find_location(work_id=road.id) is None
    taken = office.post(answer.location, data={"work-1": str(road.id), "work-2": str(other.id)})
    assert taken.status_code == 303
    with app.app_context():
        location = location_of(road)
        assert (location.line, location.source) == (LINE, LocationSource.IMPORT)
        assert float(location.longitude) == pytest.approx(117.0214, abs=1e-4)
        assert location.file_name == "a.geojson"
        assert location_of(other).line == LINE
    assert "2 works have their place now." in office.get(taken.location).text
    assert office.get(answer.location).status_code == 404


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "Choose a work for at least one line."),
        ({"work-1": "ROAD", "work-2": "ROAD"}, "路 is chosen for 2 lines; it can have one."),
        ({"work-1": "999999"}, "Choose a work for at least one line."),
    ],
)
def test_a_choice_that_cannot_be_taken_is_refused_and_kept(
    choices: dict[str, str],
    sentence: str,
    given: Callable[[], Any],
    office: FlaskClient,
    app: Flask,
) -> None:
    with given():
        section = a_section()
        road = a_road(section, "路")
    preview = upload(office, section.id, lines(("路", LINE), ("另一条", LINE))).location
    data = {name: value.replace("ROAD", str(road.id)) for name, value in choices.items()}
    answer = office.post(preview, data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert find_location(work_id=road.id) is None


def test_a_line_in_the_wrong_system_is_flagged_and_cannot_be_chosen(
    given: Callable[[], Any], office: FlaskClient, app: Flask
) -> None:
    with given():
        section = a_section()
        road = a_placed_work(a_road(section, "路"))
    preview = upload(office, section.id, lines(("路", [[33.6, 117.0 - 90], [33.7, 28.0]]))).location
    assert "lies outside the district" in office.get(preview).text
    answer = office.post(preview, data={"work-1": str(road.id)})
    assert answer.status_code == 422
    with app.app_context():
        assert location_of(road).line is None


def test_a_chosen_work_takes_the_only_line_whatever_its_name(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        section = a_section()
        road = a_road(section)
    answer = upload(office, section.id, lines(("track 1", LINE)), work_id=str(road.id))
    assert f'<option value="{road.id}" selected>' in office.get(answer.location).text


def test_only_who_uploaded_a_file_sees_it(
    given: Callable[[], Any], office: FlaskClient, browser_of: Callable
) -> None:
    with given():
        section = a_section()
        a_road(section, "路")
        stranger = a_user()
    preview = upload(office, section.id, lines(("路", LINE))).location
    assert browser_of(stranger).get(preview).status_code == 404
    assert office.get(f"/sections/{section.id}/alignments/../../secret_key").status_code == 404
    assert office.get(f"/sections/{section.id}/alignments/{'0' * 32}").status_code == 404


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"system": "MOON"}, "Not a valid choice"),
        ({"work_id": "999999"}, "Not a valid choice"),
        ({"file": (io.BytesIO(b"x"), "a.exe")}, "Only GeoJSON, KML and GPX"),
        ({"file": ""}, "Choose a file."),
    ],
)
def test_a_refused_upload_says_why(
    fields: dict[str, Any], words: str, given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        section = a_section()
        a_road(section)
    answer = upload(office, section.id, lines(("路", LINE)), **fields)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_file_that_is_too_large_is_refused(
    given: Callable[[], Any], office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.works_map.forms.MOST_BYTES", 20)
    with given():
        section = a_section()
        a_road(section)
    answer = upload(office, section.id, lines(("路", LINE)))
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.text


def test_only_those_who_may_write_for_a_section_place_its_works(
    given: Callable[[], Any], browser_of: Callable[..., FlaskClient]
) -> None:
    with given():
        section = a_section()
        contractor = a_user(Role.CONTRACTOR, organisation=section.contractor)
        engineer = a_user(Role.AREA_ENGINEER)
    for user in (contractor, engineer):
        assert upload(browser_of(user), section.id, lines(("路", LINE))).status_code == 403


def test_the_map_speaks_chinese(given: Callable[[], Any], browser_of: Callable[..., Any]) -> None:
    with given():
        user = a_user()
    page = browser_of(user, "zh_Hans_CN").get("/map").text
    for word in ("图例", "进度状态", "与计划的偏差", "排名档次", "未解决障碍"):
        assert word in page


def test_a_point_dropped_on_the_forms_map_places_the_work(
    given: Callable[[], Any], office: FlaskClient, app: Flask
) -> None:
    with given():
        road = a_road()
    assert "data-point-picker" in office.get(f"/works/{road.id}/place").text
    fields = {"longitude": "117.012345", "latitude": "３３.6", "is_approximate": "y"}
    answer = office.post(f"/works/{road.id}/place", data=fields)
    assert answer.status_code == 303
    with app.app_context():
        location = location_of(road)
        assert (str(location.longitude), str(location.latitude)) == ("117.0123450", "33.6000000")
        assert location.is_approximate
    assert "Show on the map" in office.get(answer.location).text


@pytest.mark.parametrize(
    "longitude, latitude, words",
    [
        ("", "33.6", "Enter the longitude."),
        ("abc", "33.6", "abc"),
        ("nan", "33.6", "nan"),
        ("217", "33.6", "Enter degrees from -180 to 180."),
        ("33.6", "117.0", "Enter degrees from -90 to 90."),  # the wrong way round
        ("121.5", "31.2", "outside the district"),  # Shanghai
        ("1" * 10_000, "33.6", "Not saved yet"),
    ],
)
def test_a_point_that_cannot_be_is_refused_in_a_sentence(
    longitude: str, latitude: str, words: str, given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        road = a_road()
    fields = {"longitude": longitude, "latitude": latitude}
    answer = office.post(f"/works/{road.id}/place", data=fields)
    assert answer.status_code == 422
    assert words in answer.text


def test_an_open_obstacle_lies_along_the_stretch_that_it_blocks(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        road = a_road(start_m=Decimal(0), end_m=Decimal(4000), length_m=Decimal(4000))
        a_placed_work(road, ("117.02", "33.6"), line=[[117.0, 33.6], [117.04, 33.6]])
        obstacle = an_obstacle(road, stretch=(1000, 2000), name="10kV 杆线")
    [found] = features(office)["obstacles"]
    assert found["line"] == [[117.01, 33.6], [117.02, 33.6]]
    assert "10kV 杆线" in found["said"]
    assert found["url"] == f"/obstacles/{obstacle.id}"
    assert features(office, "&obstacles=no")["obstacles"] == []
    assert "10kV 杆线" in office.get(f"/map/works/{road.id}").text


def test_a_contractor_sees_no_obstacle_of_others(
    given: Callable[[], Any], browser_of: Callable[..., FlaskClient]
) -> None:
    with given():
        section = a_section()
        user = a_user(Role.CONTRACTOR, organisation=section.contractor)
        an_obstacle(a_placed_work(a_road(a_section())))
    assert features(browser_of(user))["obstacles"] == []


def test_sections_are_coloured_by_what_other_rooms_know_of_their_progress(
    given: Callable[[], Any], office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with given():
        ahead, behind = a_placed_work(), a_placed_work()
    known = {
        ahead.section_id: Progress(Decimal("0.5"), Decimal("0.4"), None, "green"),
        behind.section_id: Progress(Decimal("0.5"), Decimal("0.58"), None, "orange"),
    }
    monkeypatch.setattr("app.works_map.queries.progress_of", lambda _kind, _ids: known)
    assert [row[2] for row in features(office)["works"]] == ["green", "orange"]
    assert [row[2] for row in features(office, "&colour=deviation")["works"]] == ["green", "yellow"]
    assert [row[2] for row in features(office, "&colour=band")["works"]] == ["grey", "grey"]


def test_works_take_the_colour_of_their_sections_band_in_the_frozen_month(
    given: Callable[[], Any], office: FlaskClient
) -> None:
    with given():
        ranking = a_frozen_ranking(sections=4)
        bands = {line.section_id: line.band for line in list_lines(ranking.id)}
        for section_id in bands:
            a_placed_work(a_road(db.session.get(Section, section_id)))
        names_of = {"front": "green", "middle": "yellow", "rear": "red"}
        expected = [names_of[str(band.value)] for band in bands.values() if band]
    shown = features(office, "&colour=band")["works"]
    assert sorted(row[2] for row in shown) == sorted(expected)
    assert len(set(expected)) > 1


def test_an_asset_that_is_not_ours_is_never_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(frame.LOCAL, "leaflet")  # as if folium asked for something new
    with pytest.raises(LookupError, match="not ours: leaflet"):
        frame.draw_frame((), Box(116, 33, 118, 35), frame.Words("", "", ""))
