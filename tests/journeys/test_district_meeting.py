"""An obstacle reported on a phone climbs to the district's meeting, is late, returns, and ends with proof.

Nothing is moved in the tables: the clock goes on, and the job of the morning draws up the agendas.
"""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.meetings import actions
from app.meetings.models import Meeting
from app.meetings.rules import MeetingKind, MeetingState
from app.obstacles.models import Obstacle
from app.shared.audit import Program
from app.shared.calendar import SHANGHAI
from app.tasks.actions import accept, report_done
from app.tasks.models import Task
from app.timetable import prepare_meetings
from tests.field.test_day_without_network import a_picture, finish, opened, take_photos
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.inspections import an_inspection
from tests.makers.meetings import a_series
from tests.makers.works import a_road, a_section

pytestmark = pytest.mark.journey
NAME, TOPIC = "蕲县镇 10kV 杆线未迁移", "传达区委文件"
SUNDAY, MONDAY, TUESDAY = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
NEXT_MONDAY, FIRST_DISTRICT = date(2026, 3, 9), date(2026, 3, 10)
SECOND_DISTRICT, DUE, THIRD_DISTRICT = date(2026, 4, 10), date(2026, 4, 20), date(2026, 5, 11)


@dataclass
class Scene:
    """Who takes part, and where."""

    live: Live
    office: User
    engineer: User
    chair: User
    section_id: int
    road_id: int


def at(live: Live, day: date, hour: int = 6) -> None:
    """Let it be this hour of the day, and let the job of the morning run."""
    live.set_clock(datetime.combine(day, time(hour, 10), tzinfo=SHANGHAI))
    with live.given():
        prepare_meetings(day)


def test_an_obstacle_from_a_phone_climbs_to_the_district_and_is_followed_to_its_end(
    live: Live, tmp_path: Path
) -> None:
    scene = a_scene(live)
    at(live, MONDAY, 8)
    report_on_the_phone(scene)
    at(live, MONDAY, 9)
    on_the_agenda(scene, MeetingKind.WEEKLY, TOPIC, is_there=False)
    hold(scene, MeetingKind.WEEKLY)
    at(live, TUESDAY)
    page = on_the_agenda(scene, MeetingKind.DAILY_PUSH, NAME)
    hold_the_daily_meeting(page)
    at(live, NEXT_MONDAY)
    decide_in_the_weekly_meeting(scene)
    at(live, FIRST_DISTRICT)
    do_what_the_weekly_meeting_decided(scene)
    on_the_agenda(scene, MeetingKind.DISTRICT, NAME, is_there=False)
    hold(scene, MeetingKind.DISTRICT)
    at(live, SECOND_DISTRICT)
    meeting_id = decide_at_the_district(scene)
    at(live, THIRD_DISTRICT)
    page = on_the_agenda(scene, MeetingKind.DISTRICT, NAME)
    page.click("form[action$='/start'] button")
    expect(page.locator(".note").first).to_contain_text("上次会议议定事项 1 项，已完成 0 项")
    expect(page.locator(".agenda-item").first).to_contain_text("已逾期")
    expect(page.locator(".agenda-item").first).to_contain_text("已上会")
    prove_and_clear(scene)
    page.click("form[action$='/agenda'] button")
    expect(page.locator("#agenda")).not_to_contain_text(NAME)
    page.click("form[action$='/close'] button")
    expect(page.locator(".head-line").first).to_contain_text("已结束")
    read_the_minutes(page, f"{live.address}/meetings/{meeting_id}", tmp_path)


def a_scene(live: Live) -> Scene:
    """Return the bureau with its three series, whose first meetings are planned on a Sunday."""
    live.set_clock(datetime.combine(SUNDAY, time(20), tzinfo=SHANGHAI))
    with live.given():
        office, engineer = a_user(name="张明"), a_user(Role.AREA_ENGINEER, name="王海涛")
        chair = a_user(Role.LEADER, name="李建国")
        road = a_road(a_section())
        an_inspection(road.section, open_work_ids={road.id}, by=office)
        for kind, details in (
            (MeetingKind.DAILY_PUSH, {}),
            (MeetingKind.WEEKLY, {"weekday": 0}),
            (MeetingKind.DISTRICT, {"day_of_month": 10}),
        ):
            a_series(kind, chair_id=chair.id, **details)
        prepare_meetings(SUNDAY)
        return Scene(live, office, engineer, chair, road.section_id, road.id)


def report_on_the_phone(scene: Scene) -> None:
    """Enter the obstacle on the spot, with a photo, and wait until the server has it."""
    page = opened(scene.live, scene.office)
    card = page.locator(f'.card[data-section="{scene.section_id}"]')
    card.get_by_role("button", name="障碍").click()
    take_photos(page, 1)
    page.get_by_label("障碍物", exact=True).fill(NAME)
    page.get_by_label("权属单位").fill("供电公司")
    page.locator("[name=work]").select_option(str(scene.road_id))
    finish(page)
    expect(page.locator("#unsent")).to_have_text("0 条未上传")
    page.context.close()
    scene.live.contexts.remove(page.context)
    with scene.live.app.app_context():
        obstacle = db.session.scalars(select(Obstacle)).one()
        assert (obstacle.name, obstacle.since) == (NAME, MONDAY)


def on_the_agenda(scene: Scene, kind: MeetingKind, title: str, *, is_there: bool = True) -> Page:
    """Open the next meeting of the kind and look whether the title stands on its agenda."""
    page = scene.live.visit(f"/meetings/{next_of(scene, kind)}", scene.office, "zh_Hans_CN")
    found = expect(page.locator("#agenda"))
    (found.to_contain_text if is_there else found.not_to_contain_text)(title)
    return page


def next_of(scene: Scene, kind: MeetingKind) -> int:
    """Return the number of the meeting of the kind that is planned."""
    with scene.live.app.app_context():
        return db.session.scalars(
            select(Meeting.id).where(Meeting.kind == kind, Meeting.state == MeetingState.PLANNED)
        ).one()


def hold(scene: Scene, kind: MeetingKind) -> None:
    """Hold a meeting that has nothing to deal with."""
    with scene.live.given():
        meeting = db.session.get_one(Meeting, next_of(scene, kind))
        actions.start(meeting, by=Program())
        actions.close(meeting, by=Program())


def hold_the_daily_meeting(page: Page) -> None:
    page.click("form[action$='/start'] button")
    for part in ("contractor", "supervision", "bureau"):
        page.locator(f"form[action$='/texts/{part}'] textarea").fill("杆线未迁移，影响路基施工。")
        expect(page.locator(f"form[action$='/texts/{part}'] .saved")).to_contain_text("已保存")
    page.click("form[action$='/close'] button")
    expect(page.locator(".head-line").first).to_contain_text("已结束")


def decide_in_the_weekly_meeting(scene: Scene) -> None:
    page = on_the_agenda(scene, MeetingKind.WEEKLY, NAME)
    page.click("form[action$='/start'] button")
    page.click("form[action$='/close'] button")
    expect(page.locator(".error-summary")).to_contain_text("未明确责任人")
    # The refusal is wanted; the browser notes it as a complaint.
    scene.live.complaints[:] = [one for one in scene.live.complaints if "422" not in one]
    first = page.locator(".agenda-item").first
    first.locator("summary").click()
    write_down(page, "项目办与供电公司对接迁移方案", scene.office, date(2026, 3, 20))
    page.click("form[action$='/close'] button")
    expect(page.locator(".head-line").first).to_contain_text("已结束")


def do_what_the_weekly_meeting_decided(scene: Scene) -> None:
    with scene.live.given():
        task = db.session.scalars(select(Task).where(Task.owner_id == scene.office.id)).one()
        report_done(task, "已函告供电公司", by=db.session.merge(scene.office))
        accept(task, by=task.given_by)


def decide_at_the_district(scene: Scene) -> int:
    page = on_the_agenda(scene, MeetingKind.DISTRICT, NAME)
    page.click("form[action$='/start'] button")
    page.fill("[action$='/topics'] [name=title]", TOPIC)
    page.click("[action$='/topics'] button")
    put_in_order(page)
    first = page.locator(".agenda-item").first
    first.locator("summary").click()
    first.locator("[data-live] textarea").fill("供电公司承诺尽快迁移")
    expect(first.locator(".saved")).to_contain_text("已保存")
    write_down(page, "供电公司限期迁移杆线", scene.engineer, DUE)
    page.locator(".agenda-item").nth(1).locator("summary").click()
    page.click("form[action$='/settlement'] button")
    page.click("form[action$='/close'] button")
    expect(page.locator(".head-line").first).to_contain_text("已结束")
    return int(page.url.split("?")[0].split("#")[0].rsplit("/", 1)[1])


def put_in_order(page: Page) -> None:
    """Call the topic first by keyboard, and put it back by dragging."""
    page.locator(".agenda-item").nth(1).locator("button[value=up]").press("Enter")
    expect(page.locator(".agenda-item").first).to_contain_text(TOPIC)
    expect(page.locator("#agenda-said")).to_contain_text("已移至第 1 项")
    grip = page.locator(".agenda-item [data-grip]").nth(1)
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), page.locator(".agenda-item").first.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 4, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 4, steps=6)
    page.mouse.up()
    expect(page.locator(".agenda-item").first).to_contain_text(NAME)
    page.wait_for_load_state("networkidle")


def write_down(page: Page, text: str, owner: User, due_on: date) -> None:
    """Write down an action that came out of the first item."""
    first = page.locator(".agenda-item").first
    first.locator(".outcome-slot a").click()
    first.locator(".outcome-form textarea[name=text]").fill(text)
    first.locator("[name=kind]").select_option("action")
    first.locator("[name=owner_id]").select_option(str(owner.id))
    first.locator("[name=due_on]").fill(due_on.isoformat())
    first.locator(".outcome-form .btn-primary").click()
    expect(page.locator("#outcomes")).to_contain_text(owner.name)


def prove_and_clear(scene: Scene) -> None:
    """Report the late task done with a photo, accept it, and clear the obstacle."""
    live = scene.live
    with live.app.app_context():
        task_id = db.session.scalars(
            select(Task.id).where(Task.owner_id == scene.engineer.id)
        ).one()
        obstacle_id = db.session.scalars(select(Obstacle.id)).one()
    page = live.visit(f"/tasks/{task_id}", scene.engineer, "zh_Hans_CN", 390)
    expect(page.locator(".head-line").first).to_contain_text("逾期")
    page.fill("#report textarea", "杆线已全部迁移，附现场照片")
    page.set_input_files("#report [name=photos]", a_picture(7))
    page.click("#report .btn-primary")
    expect(page.locator("main")).to_contain_text("杆线已全部迁移")
    expect(page.locator("main ul.photos img")).to_have_count(1)
    page = live.visit(f"/tasks/{task_id}", scene.chair, "zh_Hans_CN")
    page.click("#judgement button[value=accept]")
    expect(page.locator("#judgement")).to_have_count(0)
    page = live.visit(f"/obstacles/{obstacle_id}", scene.office, "zh_Hans_CN")
    page.fill("[name=resolution]", "供电公司已迁移")
    page.click("form[action$='/clearing'] .btn-primary")
    expect(page.locator(".head-line").first).to_contain_text("已")


def read_the_minutes(page: Page, address: str, folder: Path) -> None:
    """Open the minutes as Word does: by a library, and by LibreOffice where this machine has it."""
    page.goto(address)
    with page.expect_download() as download:
        page.click("a[href$='minutes.docx']")
    download.value.save_as(folder / "minutes.docx")
    document = Document(str(folder / "minutes.docx"))
    assert any(NAME in paragraph.text for paragraph in document.paragraphs)
    row = [cell.text for cell in document.tables[0].rows[1].cells]
    assert (row[1], row[3], row[6]) == ("供电公司限期迁移杆线", "王海涛", "√")
    if office := shutil.which("soffice"):
        subprocess.run(
            [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
             "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, folder / "minutes.docx"],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        shown = (folder / "minutes.txt").read_text("utf-8-sig")
        for words in ("会议纪要", NAME, "供电公司限期迁移杆线", "王海涛", "2026年4月10日"):
            assert words in shown
