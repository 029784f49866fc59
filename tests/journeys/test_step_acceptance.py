"""Four parties accept a step in a real browser, on phones: the village refuses, and a second round passes.

The supervisor and the engineer sign, the village draws its refusal with a finger on the office's phone, the
contractor puts it right and asks again, everybody signs anew, and the station lets the step pass.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from tests.live import Live
from tests.makers.acceptance import Cast, a_cast
from tests.makers.evidence import a_photo_file

pytestmark = pytest.mark.journey

PHONE = 360
SEND = "main .form-buttons .btn-primary"


@pytest.mark.parametrize("language", ["zh_Hans_CN", pytest.param("en", marks=pytest.mark.slow)])
def test_a_refusal_and_a_second_round_with_a_drawn_signature(
    live: Live, language: str, tmp_path: Path
) -> None:
    with live.given():
        cast = a_cast()
    portrait = tmp_path / "village.jpg"
    portrait.write_bytes(a_photo_file(size=(640, 480)))
    page = _ask(live, cast, language)
    address = page.url.removeprefix(live.address)

    _sign(live, address, cast.supervisor, language)
    _draw(live, address, cast.holder, language, portrait, refusal="靠村口一侧宽度不足")
    _ask_again(live, address, cast.contractor, language)
    for user in (cast.engineer, cast.supervisor):
        _sign(live, address, user, language)
    page = _draw(live, address, cast.holder, language, portrait)
    expect(page.locator(".drawn-signature")).to_have_count(2)
    page = _sign(live, address, cast.station, language)

    expect(page.locator(".request-state .tone-green")).to_be_visible()
    assert page.locator(".sign-off").count() == 8
    page = live.visit(f"/works/{cast.road.id}", cast.contractor, language, PHONE)
    expect(page.locator(".strip-bar .is-passed")).to_have_count(1)


def _ask(live: Live, cast: Cast, language: str) -> Page:
    page = live.visit(
        f"/quality/works/{cast.road.id}/requests/new", cast.contractor, language, PHONE
    )
    page.fill("[name=own_check]", "宽度、压实度自检合格")
    page.click(SEND)
    expect(page.locator(".sign-off")).to_have_count(1)
    return page


def _sign(live: Live, address: str, user: User, language: str) -> Page:
    page = live.visit(address, user, language, PHONE)
    before = page.locator(".sign-off").count()
    page.check("#sign [name=verdict][value=agrees]", force=True)
    page.click(f"#sign {SEND.removeprefix('main ')}")
    expect(page.locator(".sign-off")).to_have_count(before + 1)
    return page


def _draw(
    live: Live, address: str, holder: User, language: str, portrait: Path, refusal: str = ""
) -> Page:
    """Fill the village's page and draw on its box; an empty box is refused first and keeps the rest."""
    page = live.visit(f"{address}/village", holder, language, PHONE)
    page.check(f"[name=verdict][value={'refuses' if refusal else 'agrees'}]", force=True)
    page.fill("[name=reason]", refusal)
    page.fill("[name=name]", "王德福")
    page.fill("[name=phone]", "13855700001")
    page.set_input_files("[name=photos]", portrait)
    page.click(SEND)
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("王德福")
    assert all("422" in said for said in live.complaints)
    live.complaints.clear()
    _stroke(page)
    page.click(SEND)
    expect(page.locator(".sign-offs").first).to_be_visible()
    return page


def _stroke(page: Page) -> None:
    box = page.locator(".signature-box")
    box.scroll_into_view_if_needed()
    frame = box.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 30, frame["y"] + 20)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(frame["x"] + 30 + step * 18, frame["y"] + 20 + (step % 3) * 15)
    page.mouse.up()


def _ask_again(live: Live, address: str, contractor: User, language: str) -> None:
    page = live.visit(address, contractor, language, PHONE)
    page.fill("#again [name=own_check]", "已加宽路肩，复测合格")
    page.click(f"#again {SEND.removeprefix('main ')}")
    expect(page.locator("#again")).to_have_count(0)
