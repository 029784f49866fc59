"""The map in a real browser: drawn, quiet, in the right place."""

import math
import time
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from app.accounts.models import User
from app.extensions import db
from app.shared.audit import Program
from app.shared.calendar import today
from app.shared.coordinates import Position, wgs84_to_gcj02
from app.shared.settings import change_setting
from app.works.models import Location, Work
from app.works.rules import LocationSource, WorkKind
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_bridge, a_road, a_section
from tests.makers.works_map import a_placed_work

pytestmark = pytest.mark.journey

AMAP = "高德 | GCJ02 | http://127.0.0.1:9/{z}/{x}/{y}.png | © 高德 | 1"


@pytest.fixture(scope="module")
def user(live_program: Live) -> User:
    """The office, with two roads, a bridge and an obstacle on the map."""
    with live_program.given():
        section = a_section(name="1标段")
        line = [[116.95, 33.6], [117.0, 33.62], [117.05, 33.6]]
        road = a_placed_work(a_road(section, "清水沟路"), ("117.0", "33.62"), line=line)
        a_placed_work(
            a_bridge(section, "胡楼桥"), ("117.1", "33.7"), source=LocationSource.APPROXIMATE
        )
        an_obstacle(road, name="10kV 杆线")
        return a_user()


def drawn(page: Page) -> None:
    expect(page.locator("#works-map[data-drawn]")).to_be_attached()


def test_the_map_draws_its_works_and_asks_no_other_host(live: Live, user: User) -> None:
    page = live.visit("/map", user)
    drawn(page)
    expect(page.locator("#map-list li")).to_have_count(2)
    expect(page.locator("#map_works canvas")).to_be_visible()


def test_a_click_in_the_list_opens_the_card_and_escape_closes_it(live: Live, user: User) -> None:
    page = live.visit("/map", user)
    drawn(page)
    page.locator("#map-list a").first.click()
    card = page.locator("#map-card")
    expect(card).to_contain_text("清水沟路")
    expect(card).to_contain_text("10kV 杆线")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_pointing_at_a_road_marks_it_in_the_list(live: Live, user: User) -> None:
    page = live.visit("/map?at=33.62,117.0,14", user)
    drawn(page)
    box = page.locator("#map_works").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#map-list li.is-hot")).to_contain_text("清水沟路")


def test_the_address_keeps_what_is_shown(live: Live, user: User) -> None:
    page = live.visit("/map", user)
    drawn(page)
    page.get_by_label("Bridge").uncheck()
    page.get_by_label("Deviation from plan").check()
    expect(page.locator("#map-list li")).to_have_count(1)
    expect(page.locator("[data-legend=deviation]")).to_be_visible()
    expect(page.locator("[data-legend=state]")).to_be_hidden()
    again = live.visit(page.url.removeprefix(live.address), user)
    expect(again.locator("#map-list li")).to_have_count(1)
    expect(again.get_by_label("Deviation from plan")).to_be_checked()


def test_a_search_goes_to_what_it_finds(live: Live, user: User) -> None:
    page = live.visit("/map?at=33.3,117.4,15", user)
    drawn(page)
    expect(page.locator("#map-list li")).to_have_count(0)
    page.get_by_label("Search the works on the map").fill("胡楼")
    page.keyboard.press("Enter")
    expect(page.locator("#map-list li")).to_contain_text("胡楼桥")


def test_a_click_on_the_forms_map_fills_the_position(live: Live, user: User) -> None:
    with live.given():
        road = a_road()
    page = live.visit(f"/works/{road.id}/place", user)
    page.locator("[data-point-picker]").click()
    assert 116.5 < float(page.get_by_label("Longitude").input_value()) < 117.6
    assert 33.0 < float(page.get_by_label("Latitude").input_value()) < 34.2


def test_the_browser_shifts_as_the_server_does(live: Live, user: User) -> None:
    page = live.visit("/map", user)
    for place in (Position(117.0, 33.64), Position(116.39, 39.9), Position(0.0, 51.0)):
        shown = page.evaluate(
            "([lat, lng]) => { const p = L.toGcj02(lat, lng); return [p.lng, p.lat]; }",
            [place.latitude, place.longitude],
        )
        assert shown == pytest.approx(wgs84_to_gcj02(place), abs=1e-10)


def test_tiles_of_a_shifted_map_lie_under_the_works(live_program: Live, user: User) -> None:
    with live_program.given():
        change_setting("map_sources", [AMAP], valid_from=today(), by=Program())
    try:
        page = live_program.visit("/map?at=33.64,117.0,15", user)
        page.locator(".leaflet-tile").first.wait_for(state="attached")
        # Where the tile that shows the place in GCJ-02 lies on the screen, against the centre.
        offset = page.evaluate(
            """([x, y]) => {
                const tile = [...document.querySelectorAll(".leaflet-tile")]
                  .find((t) => t.src.includes(`/15/${Math.floor(x)}/${Math.floor(y)}.png`));
                const at = tile.getBoundingClientRect();
                const map = document.getElementById("map_works").getBoundingClientRect();
                return [at.left + (x % 1) * 256 - map.left - map.width / 2,
                        at.top + (y % 1) * 256 - map.top - map.height / 2];
            }""",
            list(tile_of(wgs84_to_gcj02(Position(117.0, 33.64)), 15)),
        )
        assert offset == pytest.approx([0, 0], abs=2)
    finally:
        with live_program.given():
            change_setting("map_sources", [], valid_from=today(), by=Program())
        live_program.close_pages()


def tile_of(place: Position, zoom: int) -> tuple[float, float]:
    """Return column and row of a place in the web map's grid, with fractions."""
    side = 2**zoom
    row = math.asinh(math.tan(math.radians(place.latitude)))
    return (place.longitude + 180) / 360 * side, (1 - row / math.pi) / 2 * side


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_the_map_fits_every_screen(live: Live, user: User, width: int, language: str) -> None:
    page = live.visit("/map", user, language, width)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    stage = page.locator(".map-stage").bounding_box()
    assert stage is not None
    assert stage["height"] >= 300


@pytest.mark.slow
def test_twenty_thousand_works_are_drawn_in_a_second(live: Live, user: User) -> None:
    with live.given():
        fill_the_district(20_000)
    page = live.visit("/map", user)
    drawn(page)
    started = time.perf_counter()
    page.locator("[name=kind][value=yard]").uncheck()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".map-group").first).to_be_visible()
    assert time.perf_counter() - started < 2


def fill_the_district(count: int) -> None:
    """Store works of one section all over the district."""
    section = a_section()
    db.session.flush()
    db.session.execute(
        insert(Work),
        [
            {"section_id": section.id, "kind": WorkKind.ROAD, "name": f"第{n}路", "position": n}
            for n in range(count)
        ],
    )
    numbers = db.session.scalars(select(Work.id).where(Work.section_id == section.id)).all()
    db.session.execute(
        insert(Location),
        [
            {
                "work_id": number,
                "longitude": Decimal("116.7") + Decimal(number % 211) / 400,
                "latitude": Decimal("33.3") + Decimal(number % 307) / 400,
                "source": LocationSource.SURVEY,
            }
            for number in numbers
        ],
    )
