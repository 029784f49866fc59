"""A day in the field in a real browser: no network, the app closed and opened again, uploads cut off."""

import io
import random
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from app.accounts.models import SignInSession, User
from app.accounts.rules import Role
from app.evidence import store
from app.evidence.models import Photo, PhotoUse
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.field.models import FieldReceipt
from app.inspections.models import Finding, Inspection, Proof
from app.inspections.rules import Topic
from app.orders.models import OfficeNote
from app.shared.calendar import now
from app.works.models import Section
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.inspections import a_finding, an_inspection
from tests.makers.works import a_road, a_section

pytestmark = pytest.mark.journey

FINISH = "完成并上传"
SEND = "立即上传"
PHOTOS_OF_A_VISIT = 3


@pytest.fixture
def field_app(live_program: Live) -> Iterator[Live]:
    """The running program; only refused scripts and errors are complaints: requests are cut on purpose."""
    live_program.complaints.clear()
    yield live_program
    live_program.close_pages()
    assert [said for said in live_program.complaints if "Failed to load resource" not in said] == []


def office_of(live: Live, count: int) -> tuple[User, list[int]]:
    """Return somebody of the project office, and the numbers of sections that were visited before."""
    with live.given():
        user, sections = a_user(Role.PROJECT_OFFICE), []
        for _ in range(count):
            road = a_road(a_section())
            an_inspection(road.section, topics=frozenset({Topic.QUALITY}), open_work_ids={road.id})
            sections.append(road.section_id)
    return user, sections


def opened(live: Live, user: User) -> Page:
    """Return the app on the user's phone, with everything it needs to work without network."""
    page = live.visit("/field/", user, "zh_Hans_CN", 360)
    page.context.set_default_timeout(20_000)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 33.64, "longitude": 116.97, "accuracy": 8})
    expect(page.locator("body[data-ready]")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.locator(".card").first).to_be_visible()
    return page


def a_picture(number: int) -> dict[str, Any]:
    """Return a photo as a camera gives it, another one for each number."""
    file = io.BytesIO()
    noise = Image.effect_noise((900, 700), 30).convert("RGB")
    Image.blend(noise, Image.new("RGB", noise.size, (number * 37 % 256, 90, 60)), 0.5).save(
        file, "JPEG"
    )
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def take_photos(page: Page, number: int, field: str = "photos") -> None:
    shown = page.locator(".photo")
    before = shown.count()
    for place in range(number):
        page.set_input_files(f"input[name={field}]", a_picture(random.randrange(10**6)))
        expect(shown).to_have_count(before + place + 1)


def begin_visit(page: Page, section_id: int) -> None:
    card = page.locator(f'.card[data-section="{section_id}"]')
    card.get_by_role("button", name="日常巡查").click()


def finish(page: Page) -> None:
    """Keep the record, and wait until the app is back at its start."""
    page.get_by_role("button", name=FINISH).click()
    expect(page.locator("#toast")).to_contain_text("已存在手机里")


def visit(page: Page, section_id: int, photos: int = PHOTOS_OF_A_VISIT) -> None:
    """Enter a visit to the section, from the start of the app."""
    page.evaluate("location.hash = '#/'")
    begin_visit(page, section_id)
    take_photos(page, photos)
    page.get_by_role("button", name=FINISH).click()
    expect(page.locator("#toast")).to_contain_text("已存在手机里")


def unsent(page: Page, count: int) -> None:
    expect(page.locator("#unsent")).to_have_text(f"{count} 条未上传")


class Cutter:
    """A bad network: every second upload is lost, on the way there or on the way back."""

    def __init__(self, context: BrowserContext) -> None:
        self.seen = 0
        context.route("**/field/api/photos/**", self.cut)
        context.route("**/field/api/records", self.cut)

    def cut(self, route: Route) -> None:
        self.seen += 1
        if self.seen % 2:
            route.continue_()
        elif self.seen % 4:
            route.abort()
        else:
            route.fetch()  # it arrives, and its answer is lost
            route.abort()


def send_what_waits(page: Page) -> None:
    """Press the list's button if it is there: the phone may have sent by itself when the network came."""
    page.evaluate("location.hash = '#/list'")
    page.wait_for_timeout(300)
    page.evaluate(
        "name => [...document.querySelectorAll('button')]"
        ".filter(button => button.textContent === name).slice(0, 1).forEach(button => button.click())",
        SEND,
    )


def send_until_all_is_there(page: Page, rounds: int) -> None:
    for _ in range(2 * rounds):
        send_what_waits(page)
        expect(page.locator("#toast")).not_to_contain_text("正在上传")
        if page.locator("#unsent").text_content() == "0 条未上传":
            return
    raise AssertionError(f"still {page.locator('#unsent').text_content()}")


@pytest.mark.parametrize("visits", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_a_day_without_network_arrives_whole_and_once(field_app: Live, visits: int) -> None:
    user, sections = office_of(field_app, visits)
    page = opened(field_app, user)
    context = page.context
    context.set_offline(True)
    page.reload()
    expect(page.locator(".card").first).to_be_visible()
    for section_id in sections:
        visit(page, section_id)
    unsent(page, visits)
    page.close()
    page = context.new_page()
    page.goto(field_app.address + "/field/")
    unsent(page, visits)
    cutter = Cutter(context)
    context.set_offline(False)
    send_until_all_is_there(page, rounds=6 * visits)
    assert cutter.seen > visits * (PHOTOS_OF_A_VISIT + 1)
    with field_app.app.app_context():
        receipts = db.session.scalars(
            select(FieldReceipt).where(FieldReceipt.user_id == user.id)
        ).all()
        assert len(receipts) == visits
        ids = db.session.scalars(
            select(Inspection.id).where(Inspection.inspector_id == user.id)
        ).all()
        assert sorted(ids) == sorted(receipt.answer["id"] for receipt in receipts)
        uses = select(PhotoUse).where(
            PhotoUse.owner_kind == OwnerKind.INSPECTION, PhotoUse.owner_id.in_(ids)
        )
        shown = db.session.scalars(uses).unique().all()
        assert len({use.photo_id for use in shown}) == len(shown) == visits * PHOTOS_OF_A_VISIT
        folder = store.folder_in(field_app.app.config["DATA_FOLDER"])
        assert all(store.path_of(use.photo.sha256, folder).exists() for use in shown)
        assert db.session.scalar(select(func.count()).select_from(Photo)) >= len(shown)


def test_what_was_typed_is_still_there_after_the_app_was_closed(field_app: Live) -> None:
    user, sections = office_of(field_app, 1)
    page = opened(field_app, user)
    page.context.set_offline(True)
    begin_visit(page, sections[0])
    page.get_by_label("质量情况").fill("基层压实不足")
    take_photos(page, 1)
    page.close()
    page = page.context.new_page()
    page.goto(field_app.address + "/field/#/list")
    unsent(page, 1)
    page.locator(".row-link").click()
    expect(page.get_by_label("质量情况")).to_have_value("基层压实不足")
    expect(page.locator(".photo")).to_have_count(1)


def test_what_the_office_refuses_comes_back_with_the_reason_and_can_be_mended(
    field_app: Live,
) -> None:
    user, sections = office_of(field_app, 1)
    page = opened(field_app, user)
    begin_visit(page, sections[0])
    page.locator("summary", has_text="更多").click()
    page.get_by_label("桩号").fill("K1+2x")
    page.get_by_role("button", name=FINISH).click()
    unsent(page, 1)
    page.locator("#unsent").click()
    expect(page.locator(".row-link")).to_contain_text("被退，请修改")
    expect(page.locator(".row-link")).to_contain_text("桩号")
    page.locator(".row-link").click()
    page.locator("summary", has_text="更多").click()
    page.get_by_label("桩号").fill("K0+200")
    page.get_by_role("button", name=FINISH).click()
    unsent(page, 0)
    with field_app.app.app_context():
        visits = select(Inspection).where(Inspection.inspector_id == user.id)
        assert str(db.session.scalars(visits).one().start_m) == "200.000"


def test_a_session_that_ran_out_loses_nothing(field_app: Live) -> None:
    user, sections = office_of(field_app, 1)
    page = opened(field_app, user)
    with field_app.given():
        for session in db.session.scalars(
            select(SignInSession).where(SignInSession.user_id == user.id)
        ).unique():
            session.ended_at = now()
    visit(page, sections[0], photos=1)
    unsent(page, 1)
    expect(page.locator("main")).to_contain_text("登录已失效")
    page.context.add_cookies([field_app._cookie(user, "zh_Hans_CN")])
    send_until_all_is_there(page, rounds=3)


def test_a_section_given_to_others_meanwhile_comes_back_and_stays(field_app: Live) -> None:
    with field_app.given():
        section = a_road(a_section()).section
        user = a_user(Role.SUPERVISOR, organisation=section.supervision_firm)
        other = a_section()
    page = opened(field_app, user)
    page.context.set_offline(True)
    begin_visit(page, section.id)
    page.get_by_label("质量", exact=True).check()
    finish(page)
    with field_app.given():
        db.session.get_one(Section, section.id).supervision_firm_id = other.supervision_firm_id
    page.context.set_offline(False)
    send_what_waits(page)
    expect(page.locator(".row-link")).to_contain_text("已退回")
    expect(page.locator(".row-link")).to_contain_text("已不归您管")
    unsent(page, 1)


def test_what_came_back_is_handed_to_the_office_or_taken_back(field_app: Live) -> None:
    with field_app.given():
        section = a_road(a_section()).section
        user = a_user(Role.SUPERVISOR, organisation=section.supervision_firm)
        other = a_section()
    page = opened(field_app, user)
    page.context.set_offline(True)
    begin_visit(page, section.id)
    page.get_by_label("质量", exact=True).check()
    take_photos(page, 1)
    finish(page)
    with field_app.given():
        db.session.get_one(Section, section.id).supervision_firm_id = other.supervision_firm_id
    page.context.set_offline(False)
    send_what_waits(page)
    expect(page.locator(".row-link")).to_contain_text("已退回")
    page.context.set_offline(True)
    for is_kept in (False, True):
        page.locator(".row-link").click()
        page.get_by_role("button", name="附说明转项目办处理").click()
        page.get_by_role("dialog").get_by_role("button", name="附说明转项目办处理").click()
        expect(page.get_by_role("dialog")).to_contain_text("请说明希望项目办如何处理")
        page.get_by_role("dialog").locator("textarea").fill("标段已移交，请代为补录")
        page.get_by_role("dialog").get_by_role("button", name="附说明转项目办处理").click()
        expect(page.locator(".row-link")).to_contain_text("转项目办处理")
        if not is_kept:
            page.locator(".row-link").click()
            page.get_by_role("button", name="撤回，继续修改").click()
            expect(page.locator("main")).to_contain_text("已不归您管")
            page.evaluate("location.hash = '#/list'")
            expect(page.locator(".row-link")).to_contain_text("日常巡查")
    unsent(page, 1)
    page.context.set_offline(False)
    send_until_all_is_there(page, rounds=3)
    with field_app.app.app_context():
        note = db.session.scalars(select(OfficeNote).where(OfficeNote.sender_id == user.id)).one()
        shown = select(PhotoUse).where(
            PhotoUse.owner_kind == OwnerKind.OFFICE_NOTE, PhotoUse.owner_id == note.id
        )
        assert (note.section_id, len(db.session.scalars(shown).all())) == (section.id, 1)


def test_the_second_of_two_people_is_shown_the_difference(field_app: Live) -> None:
    with field_app.given():
        section = a_section()
        finding = a_finding(section, description="未设置围挡")
        users = [a_user(Role.CONTRACTOR, organisation=section.contractor) for _ in range(2)]
    pages = [opened(field_app, user) for user in users]
    for page, words in zip(pages, ("围挡已设", "另加警示灯"), strict=True):
        page.context.set_offline(True)
        page.get_by_role("button", name="整改回复").click()
        page.get_by_label("整改情况").fill(words)
        page.get_by_role("button", name=FINISH).click()
        unsent(page, 1)
    for page in pages:
        page.context.set_offline(False)
        send_what_waits(page)
        expect(page.locator("#toast")).not_to_contain_text("正在上传")
    unsent(pages[0], 0)
    pages[1].locator(".row-link").click()
    expect(pages[1].locator(".differences")).to_contain_text("围挡已设")
    expect(pages[1].locator(".differences")).to_contain_text("另加警示灯")
    with field_app.app.app_context():
        proofs = db.session.scalars(
            select(Proof).join(Finding).where(Finding.id == finding.id)
        ).all()
        assert [proof.words for proof in proofs] == ["围挡已设"]


def test_signing_out_warns_of_what_was_not_sent(field_app: Live) -> None:
    user, sections = office_of(field_app, 1)
    page = opened(field_app, user)
    page.context.route("**/field/api/records", lambda route: route.abort())
    visit(page, sections[0], photos=0)
    page.locator("#me").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("还有 1 条未上传")
    page.get_by_role("button", name="取消").click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("alertdialog").get_by_role("button", name="退出登录").click()
    expect(page.locator("#unsent")).to_have_text("1 条未上传")
    page.evaluate("location.hash = '#/'")
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_a_closed_app_sends_by_background_sync(field_app: Live) -> None:
    user, sections = office_of(field_app, 1)
    page = opened(field_app, user)
    page.context.route("**/field/api/records", lambda route: route.abort())
    visit(page, sections[0], photos=0)
    unsent(page, 1)
    page.context.unroute("**/field/api/records")
    devtools = page.context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(
            one["registrationId"]
            for one in told["registrations"]
            if one["scopeURL"].endswith("/field/")
        ),
    )
    devtools.send("ServiceWorker.enable")
    page.goto("about:blank")
    page.wait_for_timeout(300)
    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": field_app.address,
            "registrationId": registrations[-1],
            "tag": "zhulu-outbox",
            "lastChance": False,
        },
    )
    for _ in range(100):
        with field_app.app.app_context():
            if db.session.scalars(
                select(FieldReceipt).where(FieldReceipt.user_id == user.id)
            ).one_or_none():
                return
        page.wait_for_timeout(100)
    raise AssertionError("nothing came")
