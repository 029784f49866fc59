"""The digests of a day: once for a channel, of its own project, in a fixed number of statements."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.digests.actions import compose_all, make_digests, make_due_digests
from app.extensions import db
from app.meetings.actions import Place, moment_of, plan_meeting
from app.meetings.rules import MeetingKind
from app.notices.models import Delivery
from app.notices.rules.channels import ChannelKind, DeliveryState
from app.shared.audit import Program
from app.shared.calendar import clock_at, today
from app.shared.settings import change_setting
from app.shared.trail import check_trail, read_heads
from app.works.rules import Status
from tests.makers.accounts import a_user
from tests.makers.duties import a_duty
from tests.makers.inspections import a_finding
from tests.makers.notices import a_channel
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_project, a_road, a_section

EVENING = datetime(2026, 6, 1, 10, 5, tzinfo=UTC)


@pytest.mark.usefixtures("context")
def test_a_channel_hears_of_its_own_project_only():
    section, other = a_section(a_project(name="甲项目")), a_section(a_project(name="乙项目"))
    a_road(section)
    a_road(other)
    an_obstacle(section)
    a_channel(project_id=section.project_id)
    a_channel(ChannelKind.MANUAL)
    a_channel(is_on=False)
    a_channel(ChannelKind.IN_APP)
    a_channel(takes_digest=False)
    own, whole = compose_all(today())
    assert own.title == "甲项目日播报"
    assert "1个标段" in own.text
    assert "2个标段" in whole.text
    assert "0.0/2.0公里" in whole.text


@pytest.mark.usefixtures("context")
def test_the_digest_of_all_works_carries_the_end_of_the_audit_trail(tmp_path):
    own = a_section(a_project(name="甲项目"))
    a_channel(project_id=own.project_id)
    a_channel()
    of_own, whole = compose_all(today())
    assert "审计记录校验值" not in of_own.text
    [line] = [one for one in whole.text.splitlines() if one.startswith("审计记录校验值：")]
    (tmp_path / "heads").write_text(line.partition("：")[2], "utf-8")
    [head] = read_heads(tmp_path / "heads")
    assert check_trail([head]).fault is None
    assert check_trail([replace(head, count=head.count + 1)]).fault == "truncated"
    change_setting("digest_trail_head", 0, valid_from=today(), by=Program())
    assert "审计记录校验值" not in compose_all(today())[1].text


@pytest.mark.usefixtures("context")
def test_a_project_hears_of_its_own_meetings_and_of_the_bureaus():
    own, other = a_section(a_project(name="甲项目")), a_section(a_project(name="乙项目"))
    for name, places in (
        ("甲调度", [Place(own.project_id), Place(own.project_id, own.id)]),
        ("乙调度", [Place(other.project_id, other.id)]),
        ("全局会", []),
    ):
        moment = moment_of(today(), "09:00")
        plan_meeting(MeetingKind.AD_HOC, name, moment, by=Program(), places=places)
    a_channel(project_id=own.project_id)
    a_channel()
    of_own, whole = compose_all(today())
    assert "今日会议：09:00 甲调度、09:00 全局会。" in of_own.text
    assert "今日会议：09:00 甲调度、09:00 乙调度、09:00 全局会。" in whole.text


@pytest.mark.usefixtures("context")
def test_a_project_hears_of_its_duties_that_are_due_and_late():
    own = a_section(a_project(status=Status.UNDER_CONSTRUCTION), status=Status.UNDER_CONSTRUCTION)
    other = a_section(a_project(status=Status.UNDER_CONSTRUCTION), status=Status.UNDER_CONSTRUCTION)
    for section, days in ((own, 0), (own, 3), (other, 3)):
        a_duty(since=today() - timedelta(days=days), project=section.project)
    a_channel(project_id=own.project_id)
    a_channel()
    of_own, whole = compose_all(today())
    assert "履职事项：今日到期1项，逾期1项。" in of_own.text
    assert "履职事项：今日到期1项，逾期2项。" in whole.text


@pytest.mark.usefixtures("context")
def test_a_digest_is_made_once_a_day_from_its_hour_on():
    bot, group = a_channel(), a_channel(ChannelKind.MANUAL)
    with clock_at(EVENING - timedelta(hours=1)):
        assert make_due_digests() == "not yet"
    with clock_at(EVENING):
        assert make_due_digests() == "2026-06-01: 2 new"
        assert make_due_digests() == "2026-06-01: 0 new"
    states = dict(db.session.execute(select(Delivery.channel_id, Delivery.state)).tuples().all())
    assert states == {bot.id: DeliveryState.WAITING, group.id: DeliveryState.TO_COPY}
    with clock_at(EVENING + timedelta(days=1)):
        assert make_due_digests() == "2026-06-02: 2 new"


@pytest.mark.usefixtures("context")
def test_fifty_channels_cost_as_many_statements_as_one(statements):
    counts = []
    for number in (1, 49):
        for _ in range(number):
            a_channel(project_id=a_section().project_id)
        db.session.commit()
        compose_all(today())  # the settings are read once for a request
        with statements() as sent:
            make_digests(today() + timedelta(days=number))
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_the_digests_are_read_copied_and_put_into_the_queues(given, browser_of, language):
    with given():
        office, leader, contractor = a_user(), a_user(Role.LEADER), a_user(Role.CONTRACTOR)
        a_finding(a_section()).due_on = today() - timedelta(days=1)
    browser = browser_of(office, language)
    assert browser.get("/digests").status_code == 200
    with given():
        channel = a_channel(ChannelKind.MANUAL)
    assert "整改逾期1项" in browser.get("/digests").text
    assert browser.get(f"/digests/{channel.id}/picture.png").data.startswith(b"\x89PNG")
    assert browser.get(f"/digests/{channel.id}/paper.pdf").data.startswith(b"%PDF")
    assert browser.get("/digests/999/paper.pdf").status_code == 404
    assert browser_of(leader).get("/digests").status_code == 200
    assert browser_of(leader).post("/digests").status_code == 403
    assert browser_of(contractor).get("/digests").status_code == 403
    assert browser.post("/digests").status_code == 303
    assert "日播报" in browser.get(f"/channels/{channel.id}").text
