"""Every screen of the app fits a phone of 360 × 640 in both languages, and a thumb finds every button."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.accounts.rules import Role
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.inspections import an_inspection
from tests.makers.works import a_road, a_section

pytestmark = pytest.mark.journey

#: What is wider than the screen, smaller than a thumb, or cut off without a sign.
COMPLAINTS = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  const name = (one) => one.tagName + " " + (one.textContent || one.name || "").trim().slice(0, 30);
  const isShown = (one) => one.getBoundingClientRect().width > 0;
  if (document.documentElement.scrollWidth > wide) found.push("page " + document.documentElement.scrollWidth);
  for (const one of document.querySelectorAll("main *, header *")) {
    if (isShown(one) && one.getBoundingClientRect().right > wide + 1) found.push("outside: " + name(one));
    const style = getComputedStyle(one);
    if (style.overflow === "hidden" && one.scrollWidth > one.clientWidth + 1) found.push("cut: " + name(one));
    if (style.overflow === "hidden" && one.scrollHeight > one.clientHeight + 1) found.push("cut: " + name(one));
  }
  const targets = "button, a, select, textarea, summary, .chip span, .segment span, .tick, input.measured";
  for (const one of document.querySelectorAll("input")) {
    if (!["file", "radio", "checkbox"].includes(one.type)) one.classList.add("measured");
  }
  for (const one of document.querySelectorAll(targets)) {
    const box = one.getBoundingClientRect();
    if (isShown(one) && (box.width < 44 || box.height < 44)) found.push("small: " + name(one));
  }
  return found;
}"""
#: The first record on the phone, as if the office had answered so.
ANSWERED = """async (changes) => {
  const answered = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const db = await answered(indexedDB.open("zhulu-field"));
  const tx = db.transaction("records", "readwrite"), records = tx.objectStore("records");
  const all = await answered(records.getAll());
  records.put(Object.assign(all[0], changes));
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
  return all[0].uuid;
}"""
DIFFERENCES = [
    {"field": "topics", "kept": "progress、quality", "sent": "quality"},
    {"field": "weather", "kept": "晴", "sent": "多云转阴，下午有小到中雨，气温十二至十九度"},
    {"field": "photo 2", "kept": "a" * 64, "sent": "b" * 64},
]


@pytest.fixture
def field_app(live_program: Live) -> Iterator[Live]:
    yield live_program
    live_program.close_pages()


def supervisor_of(live: Live) -> User:
    with live.given():
        road = a_road(a_section(name="三标段（杨庄乡、北杨寨行政村）"), "宿州埇桥经济开发区大徐路")
        user = a_user(Role.SUPERVISOR, organisation=road.section.supervision_firm)
        an_inspection(road.section, by=user, open_work_ids={road.id})
    return user


def look(page: Page, hash_: str) -> None:
    page.evaluate(f"location.hash = '{hash_}'")
    page.wait_for_timeout(300)
    assert page.evaluate(COMPLAINTS) == [], hash_


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_screen_fits_a_small_phone(field_app: Live, language: str) -> None:
    page = field_app.visit("/field/", supervisor_of(field_app), "zh_Hans_CN", 360)
    expect(page.locator(".card").first).to_be_visible()
    page.route("**/field/api/records", lambda route: route.abort())
    look(page, "#/me")
    if language == "en":
        page.get_by_role("button", name="English").click()
    look(page, "#/")
    uuids = []
    for place in range(page.locator(".card-buttons button").count()):
        page.locator(".card-buttons button").nth(place).click()
        page.wait_for_timeout(300)
        if page.evaluate("location.hash").startswith("#/works"):
            page.locator("main button").first.click()
            page.wait_for_timeout(300)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.locator(".thumb-bar button").click()
        here = page.evaluate("location.hash")
        if here.startswith("#/record"):
            uuids.append(here)
            look(page, here)
            page.evaluate("location.hash = '#/'")
        page.wait_for_timeout(300)
    assert uuids
    for state in ("refused", "returned", "conflict", "waiting"):
        changes = {"state": state, "sentences": ["桩号：无法识别。"], "differences": DIFFERENCES}
        uuid = page.evaluate(ANSWERED, changes)
        look(page, "#/list")
        look(page, f"#/record/{uuid}")
        assert "progress、" not in page.locator("main").inner_text()
