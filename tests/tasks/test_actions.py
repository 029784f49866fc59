from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from app.accounts.rules import Role
from app.extensions import db
from app.notices.models import Notice, NoticeReceipt
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken, StaleEdit
from app.tasks import actions, queries
from app.tasks.rules import TaskSource, TaskState
from tests.makers.accounts import a_contractor, a_user, an_organisation
from tests.makers.evidence import a_stored_photo
from tests.makers.tasks import a_task
from tests.makers.works import a_section

pytestmark = pytest.mark.usefixtures("context")


def test_a_task_is_reported_returned_and_accepted_by_another_person():
    owner, giver = a_user(Role.AREA_ENGINEER), a_user(Role.LEADER)
    task = a_task(owner, by=giver)
    actions.report_done(task, "已协调", by=owner)
    with pytest.raises(RuleBroken):
        actions.accept(task, by=owner)
    actions.return_task(task, "缺供电公司回函", by=giver)
    assert task.state == TaskState.RETURNED
    assert [one.id for one in queries.open_tasks_for(owner)] == [task.id]
    actions.report_done(task, "附回函", by=owner)
    assert [one.id for one in queries.tasks_to_judge(giver)] == [task.id]
    actions.accept(task, by=giver)
    assert task.state == TaskState.DONE
    assert [report.is_accepted for report in task.reports] == [False, True]
    told = [event.action for event in reversed(queries.list_events(task.id))]
    assert told == [
        "task.given",
        "task.reported",
        "task.returned",
        "task.reported",
        "task.accepted",
    ]


def test_what_the_giver_reports_is_done():
    giver = a_user(Role.PROJECT_OFFICE)
    task = a_task(organisation=an_organisation("供电公司"), by=giver)
    actions.report_done(task, "供电公司已迁移", by=giver)
    assert task.state == TaskState.DONE
    assert task.settled_by_id == giver.id


def test_the_same_form_and_the_same_report_sent_twice_are_one():
    giver, owner = a_user(Role.LEADER), a_user(Role.AREA_ENGINEER)
    uuid = "7b1c1d2e-0000-4000-8000-000000000001"
    task = a_task(owner, by=giver, client_uuid=uuid)
    assert a_task(owner, by=giver, client_uuid=uuid).id == task.id
    with pytest.raises(RuleBroken):
        a_task(owner, by=a_user(Role.LEADER), client_uuid=uuid)
    first = actions.report_done(task, "已办", by=owner, round_number=1, seen_version=task.version)
    again = actions.report_done(task, "已办", by=owner, round_number=1, seen_version=1)
    assert first.id == again.id


def test_handing_over_leaves_a_trace_that_nobody_removes():
    before, after = a_user(Role.AREA_ENGINEER), a_user(Role.PROJECT_OFFICE)
    task = a_task(before)
    actions.hand_over(task, after, None, "换片区", by=before)
    assert task.owner_id == after.id
    assert task.owner_organisation_id == after.organisation_id
    assert [(one.from_user_id, one.to_user_id) for one in task.handovers] == [(before.id, after.id)]
    assert not queries.open_tasks_for(before)
    with pytest.raises(Exception, match="final"):
        db.session.execute(text("DELETE FROM task_handover"))


def test_whoever_changes_a_task_that_was_changed_meanwhile_is_told():
    giver = a_user(Role.LEADER)
    task = a_task(by=giver)
    seen = task.version
    actions.move_day(task, today() + timedelta(days=9), "连续降雨", by=giver)
    with pytest.raises(StaleEdit):
        actions.withdraw(task, "项目搁置", by=giver, seen_version=seen)
    actions.withdraw(task, "项目搁置", by=giver)
    assert not task.is_open


def test_photos_asked_for_are_kept_with_the_report():
    owner, section = a_user(Role.CONTRACTOR), a_section()
    task = a_task(owner, section=section, needs_photos=True)
    with pytest.raises(RuleBroken):
        actions.report_done(task, "已完成", by=owner)
    actions.report_done(
        task, "已完成", [a_stored_photo("a")], by=owner, photos_before=[a_stored_photo("b")]
    )
    assert queries.count_photos(task) == 2


def test_people_without_a_role_in_the_works_are_given_no_tasks():
    with pytest.raises(RuleBroken):
        a_task(a_user(Role.SYSTEM_ADMIN))


def test_outsiders_see_what_they_hold_held_or_gave():
    firm = a_contractor()
    contractor = a_user(Role.CONTRACTOR, organisation=firm)
    stranger, engineer = a_user(Role.CONTRACTOR), a_user(Role.AREA_ENGINEER)
    task = a_task(organisation=firm)
    assert queries.get_task_for(contractor, task.id)
    with pytest.raises(NotFound):
        queries.get_task_for(stranger, task.id)
    actions.hand_over(task, engineer, None, "由片区办理", by=contractor)
    assert queries.get_task_for(contractor, task.id)
    assert queries.get_task_for(engineer, task.id)


def test_tasks_are_found_by_the_record_they_came_from():
    task = a_task(source=(TaskSource.MEETING, 7), given_on=date(2020, 6, 1))
    a_task(source=(TaskSource.MEETING, 8))
    a_task(source=(TaskSource.OBSTACLE, 7))
    assert [one.id for one in queries.tasks_of_source(TaskSource.MEETING, [7])] == [task.id]


def test_whoever_gets_a_task_is_told_and_whoever_gives_it_to_themselves_is_not():
    giver, owner, next_owner = a_user(Role.LEADER), a_user(), a_user()
    task = a_task(owner, by=giver)
    actions.hand_over(task, next_owner, None, "调岗", by=giver)
    a_task(giver, by=giver)
    told = db.session.execute(
        select(NoticeReceipt.user_id, Notice.key)
        .join(Notice, Notice.id == NoticeReceipt.notice_id)
        .order_by(Notice.id)
    ).all()
    assert [number for number, _key in told] == [owner.id, next_owner.id]
    assert told[0].key == f"task:{task.id}:given"
