"""The photos of a day on a map, in a real browser."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from app.accounts.rules import Role
from app.evidence.actions import attach
from app.evidence.rules import Capture, Owner, OwnerKind
from app.evidence.store import StoredPhoto
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.inspections import an_inspection
from tests.makers.works import a_road, a_section
from tests.makers.works_map import a_placed_work

pytestmark = pytest.mark.journey
MONDAY = date(2020, 6, 8)


def test_photos_stand_on_the_map_by_their_numbers_and_the_plan_is_left_for_print(
    live_program: Live,
) -> None:
    with live_program.given():
        office, section = a_user(Role.PROJECT_OFFICE), a_section()
        line = [[116.9, 33.6], [116.95, 33.6]]
        a_placed_work(a_road(section), ("116.92", "33.6"), line=line)
        visit = an_inspection(section, on=MONDAY, by=office)
        photos = [
            StoredPhoto(mark * 64, 640, 480, 9, Capture(None, Decimal(north), Decimal(east)))
            for mark, north, east in (("a", "33.6004", "116.91"), ("b", "33.9", "117.4"))
        ]
        owner = Owner(OwnerKind.INSPECTION, visit.id, MONDAY, section_id=section.id)
        attach(photos, owner, by=office)
        number = section.id
    for width in (1440, 390):
        page = live_program.visit(f"/sections/{number}/days/{MONDAY}", office, "zh_Hans_CN", width)
        expect(page.locator("[data-day-map][data-ready]")).to_be_visible()
        expect(page.locator(".photo-mark")).to_have_text(["1", "2"])
        expect(page.locator(".photo-mark.is-far")).to_have_text("2")
        expect(page.locator(".photo-plan")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator(".photo-plan")).to_be_visible()
        expect(page.locator("[data-day-map]")).to_be_hidden()
        page.emulate_media(media="screen")
    live_program.close_pages()
