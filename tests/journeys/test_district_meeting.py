"""An obstacle climbs to the district's meeting, gets an owner and a day, is late, returns, and ends."""

from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.meetings import actions
from app.meetings.models import Meeting, Outcome
from app.meetings.rules import MeetingKind
from app.shared.audit import Program
from app.shared.calendar import now, today
from app.tasks.models import Task
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.meetings import a_series, in_days
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_road

pytestmark = pytest.mark.journey
OLD, YOUNG = "蕲县镇 10kV 杆线未迁移", "路灯杆未迁移"


def test_an_obstacle_climbs_to_the_district_and_is_followed_to_its_end(
    live: Live, tmp_path: Path
) -> None:
    with live.given():
        office, engineer = a_user(), a_user(Role.AREA_ENGINEER, name="王海涛")
        chair = a_user(Role.LEADER)
        road = a_road()
        obstacle = an_obstacle(road, since=in_days(-20), name=OLD)
        an_obstacle(road, since=in_days(-3), name=YOUNG)
        series = a_series(MeetingKind.DISTRICT, chair_id=chair.id)
        meeting = actions.plan_on(series, today(), by=Program())
        obstacle_id, meeting_id = obstacle.id, meeting.id
    page = _hold_the_first(live, office, engineer, meeting_id)
    _ten_days_later(live)
    page.goto(f"{live.address}/meetings/{_following(live, meeting_id)}/edit")
    page.fill("[name=planned_on]", today().isoformat())
    page.click("main .form-buttons .btn-primary")
    page.click("form[action$='/start'] button")
    expect(page.locator(".note").first).to_contain_text("上次会议议定事项 1 项，已完成 0 项")
    expect(page.locator(".agenda-item").first).to_contain_text("已逾期")
    _prove_and_clear(live, engineer, chair, office, obstacle_id)
    page.click("form[action$='/agenda'] button")
    expect(page.locator("#agenda")).not_to_contain_text(OLD)
    page.click("form[action$='/close'] button")
    expect(page.locator(".head-line").first).to_contain_text("已结束")
    page.goto(f"{live.address}/meetings/{meeting_id}")
    with page.expect_download() as download:
        page.click("a[href$='minutes.docx']")
    download.value.save_as(tmp_path / "minutes.docx")
    document = Document(str(tmp_path / "minutes.docx"))
    assert any(OLD in paragraph.text for paragraph in document.paragraphs)
    row = [cell.text for cell in document.tables[0].rows[1].cells]
    assert (row[1], row[3], row[6]) == ("供电公司限期迁移杆线", "王海涛", "√")


def _hold_the_first(live: Live, office: User, engineer: User, meeting_id: int) -> Page:
    page = live.visit(f"/meetings/{meeting_id}", office, "zh_Hans_CN")
    expect(page.locator("#agenda")).to_contain_text(OLD)
    expect(page.locator("#agenda")).not_to_contain_text(YOUNG)
    page.click("form[action$='/start'] button")
    page.fill("[action$='/topics'] [name=title]", "传达区委文件")
    page.click("[action$='/topics'] button")
    # By keyboard: the topic is called first.
    page.locator(".agenda-item").nth(1).locator("button[value=up]").press("Enter")
    expect(page.locator(".agenda-item").first).to_contain_text("传达区委文件")
    expect(page.locator("#agenda-said")).to_contain_text("已移至第 1 项")
    # By dragging it back.
    grip = page.locator(".agenda-item [data-grip]").nth(1)
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), page.locator(".agenda-item").first.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 4, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 4, steps=6)
    page.mouse.up()
    expect(page.locator(".agenda-item").first).to_contain_text(OLD)
    page.wait_for_load_state("networkidle")
    first = page.locator(".agenda-item").first
    first.locator("summary").click()
    first.locator("[data-live] textarea").fill("供电公司承诺尽快迁移")
    expect(first.locator(".saved")).to_contain_text("已保存")
    first.locator(".outcome-slot a").click()
    first.locator(".outcome-form textarea[name=text]").fill("供电公司限期迁移杆线")
    first.locator("[name=kind]").select_option("action")
    first.locator("[name=owner_id]").select_option(str(engineer.id))
    first.locator("[name=due_on]").fill(in_days(1).isoformat())
    first.locator(".outcome-form .btn-primary").click()
    expect(page.locator("#outcomes")).to_contain_text("王海涛")
    page.locator(".agenda-item").nth(1).locator("summary").click()
    page.click("form[action$='/settlement'] button")
    page.click("form[action$='/close'] button")
    expect(page.locator(".head-line").first).to_contain_text("已结束")
    return page


def _ten_days_later(live: Live) -> None:
    """Let ten days pass: what was decided lies ten days back."""
    ago = timedelta(days=10)
    with live.given():
        day = today() - ago
        db.session.execute(update(Outcome).values(due_on=day, first_on=day))
        db.session.execute(update(Task).values(due_on=day, given_on=day))
        db.session.execute(
            update(Meeting)
            .where(Meeting.started_at.is_not(None))
            .values(held_on=day, started_at=now() - ago, planned_at=now() - ago)
        )


def _following(live: Live, meeting_id: int) -> int:
    with live.app.app_context():
        found = db.session.scalars(
            db.select(Meeting.id).where(Meeting.id != meeting_id).order_by(Meeting.id.desc())
        ).first()
    assert found
    return found


def _prove_and_clear(
    live: Live, engineer: User, chair: User, office: User, obstacle_id: int
) -> None:
    with live.app.app_context():
        task_id = db.session.scalars(db.select(Task.id)).one()
    page = live.visit(f"/tasks/{task_id}", engineer, "zh_Hans_CN")
    page.fill("#report textarea", "杆线已全部迁移，附现场照片")
    page.click("#report .btn-primary")
    expect(page.locator("main")).to_contain_text("杆线已全部迁移")
    page = live.visit(f"/tasks/{task_id}", chair, "zh_Hans_CN")
    page.click("#judgement button[value=accept]")
    expect(page.locator("#judgement")).to_have_count(0)
    page = live.visit(f"/obstacles/{obstacle_id}", office, "zh_Hans_CN")
    page.fill("[name=resolution]", "供电公司已迁移")
    page.click("form[action$='/clearing'] .btn-primary")
    expect(page.locator(".head-line").first).to_contain_text("已")
