"""Step acceptance and side stations from phones: signed once, in rounds, and offered to those who sign next."""

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.accounts.models import User
from app.extensions import db
from app.field.bundle import bundle_for
from app.quality.models import AcceptanceRequest, DrawnSignature, SideStation, SignOff
from app.quality.rules.parties import RequestState
from app.shared.calendar import SHANGHAI, now
from tests.field.test_day_without_network import field_app, opened, take_photos, unsent
from tests.field.test_photos import name_of, put
from tests.live import Live
from tests.makers.acceptance import Cast, a_cast
from tests.makers.evidence import a_photo_file
from tests.makers.field import a_message

__all__ = ["field_app"]

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]
ASK = {"process_code": "clearing", "start_m": "K0+000", "end_m": "K0+500", "own_check": "自检合格"}


def a_drawing() -> str:
    """Return a drawn signature as the phone sends it."""
    picture = Image.new("RGB", (640, 280), "white")
    ImageDraw.Draw(picture).line([(40, 200), (200, 40), (320, 220), (600, 60)], "black", 6)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def cast(given: Given) -> Cast:
    with given():
        return a_cast()


def send(browser: FlaskClient, kind: str, subject: int, fields: dict[str, Any], **more: Any) -> Any:
    message = a_message(kind, subject, fields=fields, by_clock=False, **more)
    answers = [browser.post("/field/api/records", json=message) for _ in range(2)]
    if answers[0].status_code == 201:
        assert answers[1].status_code == 200  # sent again, taken in once
    return answers[0]


def request_of(app: Flask) -> AcceptanceRequest:
    with app.app_context():
        return db.session.scalars(select(AcceptanceRequest)).one()


def waits_for(app: Flask, user: User) -> list[list[str]]:
    with app.app_context():
        return [one["parties"] for one in bundle_for(db.session.merge(user))["requests"]]


def test_a_step_is_asked_for_refused_asked_for_again_and_signed_by_all(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    asker, supervisor = browser_of(cast.contractor), browser_of(cast.supervisor)
    assert send(asker, "acceptance", cast.road.id, ASK).status_code == 201
    number = request_of(app).id
    assert waits_for(app, cast.supervisor) == [["supervisor", "village"]]
    refusal = {"party": "supervisor", "verdict": "refuses", "reason": "宽度不足", "round": "1"}
    assert send(supervisor, "sign_off", number, refusal).status_code == 201
    assert waits_for(app, cast.contractor) == [["contractor"]]
    assert send(asker, "round", number, {"own_check": "已返工"}).status_code == 201
    agrees = {"party": "supervisor", "verdict": "agrees", "round": "2"}
    assert send(supervisor, "sign_off", number, agrees).status_code == 201
    engineer = agrees | {"party": "bureau_engineer"}
    assert send(browser_of(cast.engineer), "sign_off", number, engineer).status_code == 201
    holder, picture = browser_of(cast.holder), a_photo_file()
    put(holder, picture)
    village = {
        "verdict": "agrees", "name": "王大爷", "phone": "13800005678", "village": "小店村",
        "round": "2", "signature": a_drawing(),
    }  # fmt: skip
    photos = [{"sha256": name_of(picture), "field": "photos"}]
    assert send(holder, "village", number, village, photos=photos).status_code == 201
    station = agrees | {"party": "station"}
    assert send(browser_of(cast.station), "sign_off", number, station).status_code == 201
    assert request_of(app).state == RequestState.PASSED
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignOff)) == 7
        assert db.session.scalar(select(func.count()).select_from(DrawnSignature)) == 1
        assert bundle_for(db.session.merge(cast.station))["requests"] == []


def test_a_signature_for_a_round_that_is_over_comes_back(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    asker, supervisor = browser_of(cast.contractor), browser_of(cast.supervisor)
    send(asker, "acceptance", cast.road.id, ASK)
    number = request_of(app).id
    refusal = {"party": "supervisor", "verdict": "refuses", "reason": "宽度不足", "round": "1"}
    send(supervisor, "sign_off", number, refusal)
    send(asker, "round", number, {"own_check": "已返工"})
    late = {"party": "bureau_engineer", "verdict": "agrees", "round": "1"}
    answer = send(browser_of(cast.engineer), "sign_off", number, late)
    assert (answer.status_code, "new round" in answer.json["sentences"][0]) == (422, True)


@pytest.mark.parametrize("drawn", ["", "data:image/png;base64,xx", "data:text/html;base64,AAAA"])
def test_a_village_signature_that_is_no_drawing_comes_back_in_words(
    app: Flask, cast: Cast, browser_of: BrowserOf, drawn: str
) -> None:
    send(browser_of(cast.contractor), "acceptance", cast.road.id, ASK)
    village = {"verdict": "agrees", "name": "王", "phone": "13800005678", "signature": drawn}
    answer = send(browser_of(cast.holder), "village", request_of(app).id, village)
    assert answer.status_code == 422
    assert answer.json["sentences"]


def test_nobody_signs_for_a_party_that_is_not_theirs(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    send(browser_of(cast.contractor), "acceptance", cast.road.id, ASK)
    fields = {"party": "station", "verdict": "agrees", "round": "1"}
    assert (
        send(browser_of(cast.supervisor), "sign_off", request_of(app).id, fields).status_code == 422
    )
    assert (
        send(browser_of(cast.contractor), "sign_off", request_of(app).id, fields).status_code == 403
    )


def test_a_side_station_is_recorded_once(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    here = now().astimezone(SHANGHAI).replace(second=0, microsecond=0, tzinfo=None)
    fields = {
        "process_code": "clearing", "start_m": "K0+000", "end_m": "K0+500",
        "started_at": here.replace(minute=0).isoformat(timespec="minutes"),
        "ended_at": here.isoformat(timespec="minutes"), "work_done": "清表", "watched": "全程旁站",
    }  # fmt: skip
    if here.minute == 0:
        fields["started_at"] = fields["ended_at"][:11] + "00:00"
    assert (
        send(browser_of(cast.supervisor), "side_station", cast.road.id, fields).status_code == 201
    )
    with app.app_context():
        assert db.session.scalars(select(SideStation.work_done)).one() == "清表"


def test_the_processes_of_a_work_travel_with_it(app: Flask, cast: Cast) -> None:
    with app.app_context():
        bundle = bundle_for(db.session.merge(cast.contractor))
    processes = bundle["processes"][bundle["lists_of_works"][str(cast.road.id)]]
    assert processes[0]["code"] == "clearing"
    assert bundle["person"]["kinds"] == ["problem", "proof", "acceptance", "round", "office_note"]


@pytest.fixture
def live_cast(live_program: Live) -> Cast:
    with live_program.given():
        return a_cast()


def finish(page: Page) -> None:
    page.get_by_role("button", name="完成并上传").click()
    unsent(page, 0)
    expect(page.locator(".form")).to_have_count(0)


def fetch_again(page: Page) -> None:
    page.locator("#me").click()
    page.get_by_role("button", name="重新获取标段和人员").click()
    expect(page.locator("#toast")).not_to_contain_text("正在上传")
    page.locator("#back").click()


def sign(page: Page, verdict: str, reason: str = "") -> None:
    fetch_again(page)
    page.get_by_role("button", name="工序签认").click()
    page.get_by_label(verdict, exact=True).check()
    if reason:
        page.get_by_label("不同意原因").fill(reason)
    finish(page)


@pytest.mark.journey
def test_four_parties_sign_on_their_phones_after_a_refusal(
    field_app: Live, live_cast: Cast
) -> None:
    people = live_cast
    phones = {
        name: opened(field_app, getattr(people, name))
        for name in ("contractor", "supervisor", "engineer", "holder", "station")
    }
    asker = phones["contractor"]
    asker.context.set_offline(True)
    asker.get_by_role("button", name="提出工序报验").click()
    asker.get_by_role("button", name=people.road.name).click()
    asker.get_by_label("自检结果").fill("自检合格")
    take_photos(asker, 1)
    asker.get_by_role("button", name="完成并上传").click()
    unsent(asker, 1)
    asker.context.set_offline(False)
    unsent(asker, 0)
    sign(phones["supervisor"], "不同意", "宽度不足")
    fetch_again(asker)
    asker.get_by_role("button", name="重新报验").click()
    asker.get_by_label("自检结果").fill("已返工，复测合格")
    finish(asker)
    sign(phones["supervisor"], "同意")
    sign(phones["engineer"], "同意")
    holder = phones["holder"]
    fetch_again(holder)
    holder.get_by_role("button", name="村居代表签字").click()
    holder.get_by_label("村居代表姓名").fill("王大爷")
    holder.get_by_label("村居代表电话").fill("13800005678")
    take_photos(holder, 1)
    holder.get_by_label("同意", exact=True).check()
    draw(holder)
    finish(holder)
    sign(phones["station"], "同意")
    with field_app.app.app_context():
        asked = db.session.scalars(
            select(AcceptanceRequest).where(AcceptanceRequest.work_id == people.road.id)
        ).one()
        assert (asked.state, asked.round) == (RequestState.PASSED, 2)


def draw(page: Page) -> None:
    """Draw with the finger in the box."""
    pad = page.locator("canvas.pad")
    pad.evaluate("pad => pad.scrollIntoView({ block: 'center' })")
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 90)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * 20, box["y"] + (30 if step % 2 else 100))
    page.mouse.up()
