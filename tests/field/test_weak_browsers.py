"""Old and narrow-minded browsers: scripts in words of 2018, and a sentence where something is refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.field import shell
from app.field.models import FieldReceipt
from app.field.views.shell import SENDS
from app.shared.assets import vendor_path
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.inspections import an_inspection
from tests.makers.works import a_road, a_section

pytestmark = pytest.mark.journey

PARSE = "([text, year]) => { acorn.parse(text, { ecmaVersion: year, sourceType: year > 5 ? 'module' : 'script' }); }"
#: Chrome 70 and the browser inside WeChat know the language of this year.
YEAR = 2018


@pytest.fixture
def field_app(live_program: Live) -> Iterator[Live]:
    yield live_program
    live_program.close_pages()


@pytest.fixture
def parser(chromium: Browser) -> Iterator[Page]:
    """A page that reads scripts as a browser of a given year would."""
    page = chromium.new_page()
    page.add_script_tag(path=vendor_path("acorn/dist/acorn.js"))
    yield page
    page.close()


def engineer_of(live: Live) -> User:
    with live.given():
        section = a_road(a_section()).section
        user = a_user(Role.PROJECT_OFFICE)
        an_inspection(section, by=user)
    return user


def opened(live: Live, script: str) -> tuple[User, Page]:
    """Return the app in a browser that lacks what the script takes away."""
    user = engineer_of(live)
    page = live.visit("/field/", user, "zh_Hans_CN", 360)
    page.context.set_default_timeout(20_000)
    page.add_init_script(script)
    page.reload()
    return user, page


def test_every_script_is_read_by_a_browser_of_2018(parser: Page) -> None:
    scripts = {
        name: shell.content_of(name).decode() for name in shell.names() if name[-3:] == ".js"
    }
    scripts |= {"worker.js": shell.worker(), "worker-module.js": SENDS % "/outbox.js"}
    for name, text in scripts.items():
        parser.evaluate(PARSE, [text, 5 if name == "too-old.js" else YEAR])


def test_a_word_of_2020_would_be_found(parser: Page) -> None:
    for text in ("a?.b", "a ?? b", "a ||= b", "class A { #b }", "await a"):
        with pytest.raises(Exception, match="SyntaxError"):
            parser.evaluate(PARSE, [text, YEAR])


def test_a_browser_that_keeps_nothing_says_so(field_app: Live) -> None:
    _, page = opened(
        field_app,
        "const open = () => { throw new DOMException('no', 'SecurityError'); };"
        "Object.defineProperty(window, 'indexedDB', { value: { open } });",
    )
    expect(page.locator("main")).to_contain_text("浏览器不允许在手机上保存数据")
    expect(page.locator("main").get_by_role("link")).to_have_attribute("href", "/")
    field_app.complaints.clear()


def test_without_position_worker_and_background_sync_a_record_still_arrives(
    field_app: Live,
) -> None:
    user, page = opened(
        field_app,
        "delete window.SyncManager; Object.defineProperty(navigator, 'serviceWorker', { value: undefined });",
    )
    page.route("**/field/api/records", lambda route: route.abort())
    page.get_by_role("button", name="日常巡查").first.click()
    expect(page.locator(".place").first).to_contain_text("没有定位权限")
    page.locator("input[type=file]").first.dispatch_event("cancel")
    expect(page.locator(".place").first).to_contain_text("没有拍到照片")
    page.get_by_label("质量", exact=True).check()
    page.get_by_role("button", name="完成并上传").click()
    expect(page.locator("main")).to_contain_text("只在打开应用时上传")
    page.unroute("**/field/api/records")
    page.locator("#unsent").click()
    page.get_by_role("button", name="立即上传").first.click()
    expect(page.locator("#unsent")).to_have_text("0 条未上传")
    with field_app.app.app_context():
        mine = select(FieldReceipt).where(FieldReceipt.user_id == user.id)
        assert len(db.session.scalars(mine).all()) == 1
    field_app.complaints.clear()
