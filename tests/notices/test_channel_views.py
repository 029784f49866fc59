"""Pages of the channels: who opens them, what they never show, what people do to a queue."""

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.notices.models import Channel, Delivery
from app.notices.rules import Audience
from app.notices.rules.channels import ChannelKind
from tests.makers.accounts import a_user
from tests.makers.attendance import a_key_post
from tests.makers.notices import a_channel, a_notice
from tests.makers.works import a_section

SECRET = "very-secret-key-1234"


@pytest.fixture
def scene(given):
    with given():
        office, channel = a_user(), a_channel(ChannelKind.MANUAL, secret="also-very-secret-5678")
        section = a_section()
        a_notice(to=Audience(channels=[channel.id]), text="请联系 13812345678", by=office)
        return {
            "office": office, "admin": a_user(Role.SYSTEM_ADMIN), "leader": a_user(Role.LEADER),
            "contractor": a_user(Role.CONTRACTOR), "channel": channel, "post": a_key_post(section),
            "delivery": db.session.scalars(select(Delivery)).one(),
        }  # fmt: skip


@pytest.fixture
def page(scene):
    return f"/channels/{scene['channel'].id}"


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
@pytest.mark.parametrize("role", ["office", "admin", "leader"])
def test_pages_open_and_show_no_secret(scene, page, browser_of, language, role):
    browser = browser_of(scene[role], language)
    for address in (
        "/channels", "/channels/new", page, f"{page}?page=9", f"{page}/edit",
        f"{page}/messages/{scene['delivery'].id}",
    ):  # fmt: skip
        answer = browser.get(address)
        refused = role == "leader" and address.endswith(("new", "edit"))
        assert answer.status_code == (403 if refused else 200), address
        assert "very-secret" not in answer.text
        assert "13812345678" not in answer.text


def test_outsiders_see_no_channels(scene, page, browser_of):
    contractor = browser_of(scene["contractor"])
    for address in ("/channels", page, f"{page}/messages/{scene['delivery'].id}/picture.png"):
        assert contractor.get(address).status_code == 403


def test_a_channel_is_set_up_changed_and_keeps_its_secret(scene, browser_of, app):
    office = browser_of(scene["office"])
    form = {
        "name": "G206业务工作群", "kind": "wecom", "project_id": "", "is_on": "y",
        "address": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}",
    }  # fmt: skip
    assert office.post("/channels/new", data=form | {"address": ""}).status_code == 422
    assert office.post("/channels/new", data=form | {"kind": "pigeon"}).status_code == 422
    answer = office.post("/channels/new", data=form)
    assert answer.status_code == 303
    edit = f"{answer.location}/edit"
    assert "••••1234" in office.get(edit).text
    changed = form | {"name": "G206群", "address": "", "version": "1"}
    assert office.post(edit, data=changed).status_code == 303
    assert office.post(edit, data=changed).status_code == 409
    with app.app_context():
        channel = db.session.scalars(select(Channel).where(Channel.name == "G206群")).one()
        assert channel.address == form["address"]


def test_members_come_and_go(scene, page, browser_of):
    office = browser_of(scene["office"])
    assert office.post(f"{page}/members", data={}).status_code == 422
    chosen = {"user_id": scene["leader"].id, "key_post_id": scene["post"].id}
    assert office.post(f"{page}/members", data=chosen).status_code == 303
    assert "no account" in office.get(page).text
    assert office.post(f"{page}/members", data=chosen).status_code == 422
    assert office.post(f"{page}/members/1/removal").status_code in (303, 404)


def test_a_text_is_copied_by_hand_as_words_picture_or_paper(scene, page, browser_of):
    office, message = browser_of(scene["office"]), f"{page}/messages/{scene['delivery'].id}"
    assert "138****5678" in office.get(message).text
    assert office.get(f"{message}/picture.png").data.startswith(b"\x89PNG")
    assert office.get(f"{message}/paper.pdf").data.startswith(b"%PDF")
    assert office.post(f"{message}/copied").status_code == 303
    assert "Gone out" in office.get(page).text
    assert "waits already" in office.post(f"{message}/again", follow_redirects=True).text


def test_a_trial_waits_and_can_be_stopped(scene, page, browser_of, app):
    office = browser_of(scene["office"])
    assert "waits to leave" in office.post(f"{page}/trial", follow_redirects=True).text
    with app.app_context():
        trial = db.session.scalars(select(Delivery).where(Delivery.key.like("trial%"))).one()
    assert office.post(f"{page}/messages/{trial.id}/stop").status_code == 303
    assert "Stopped" in office.get(page).text
    assert browser_of(scene["leader"]).post(f"{page}/trial").status_code == 403


def test_the_preview_shows_what_leaves_by_each_channel(scene, browser_of):
    written = {
        "category": "document", "title": "转发文件", "text": "电话 13812345678",
        "channels": [scene["channel"].id],
    }  # fmt: skip
    preview = browser_of(scene["office"]).post("/messages/new", data=written).text
    assert "【转发文件】\n电话 138****5678" in preview
    assert "bytes" in preview


def test_the_list_of_channels_has_a_fixed_number_of_queries(given, browser_of, statements):
    with given():
        office = a_user()
    counts = []
    for number in (1, 5):
        with given():
            for _ in range(number):
                a_channel()
        with statements() as sent:
            browser_of(office).get("/channels")
        counts.append(len(sent))
    assert counts[0] == counts[1]
