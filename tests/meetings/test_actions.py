"""Meetings from plan to minutes: what is stored, what returns, what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.demonstration.facts import Year, read_facts
from app.demonstration.meetings import enter_counted
from app.extensions import db
from app.meetings import actions
from app.meetings.actions.series import prepare
from app.meetings.models import AgendaItem, Meeting, Outcome
from app.meetings.queries.agenda import agenda_for, count_done
from app.meetings.queries.counts import count_dispatch
from app.meetings.rules import (
    Attendance,
    Category,
    MeetingKind,
    MeetingState,
    OutcomeKind,
    Part,
    Source,
)
from app.obstacles import actions as obstacles
from app.shared.audit import Program
from app.shared.calendar import clock_at, now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.tasks import actions as tasks
from app.tasks.queries import tasks_of_source
from app.tasks.rules import TaskSource, TaskState
from tests.makers.accounts import a_user
from tests.makers.inspections import a_finding
from tests.makers.meetings import a_meeting, a_running_meeting, a_series, in_days
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_project, a_road

pytestmark = pytest.mark.usefixtures("context")
BY = Program()


def decide(meeting: Meeting, item: AgendaItem | None, days: int = 7, **details: object) -> Outcome:
    return actions.add_outcome(
        meeting, OutcomeKind.ACTION, "供电公司迁移杆线", by=BY, item=item,
        owner_name="李明", due_on=in_days(days), **details,
    )  # fmt: skip


def told(broken: pytest.ExceptionInfo[RuleBroken]) -> str:
    return " ".join(str(sentence) for sentence in broken.value.sentences)


def test_the_agenda_writes_itself_from_what_is_open() -> None:
    road = a_road()
    old = an_obstacle(road, since=in_days(-20))
    an_obstacle(road, since=today())  # too young for a weekly meeting
    cleared = an_obstacle(road, since=in_days(-30))
    obstacles.clear(cleared, by=BY, on=today(), resolution="done")
    meeting = a_meeting()
    assert [(item.source, item.source_id) for item in meeting.items] == [(Source.OBSTACLE, old.id)]


def test_what_is_cleared_leaves_the_agenda_unless_something_was_written() -> None:
    road = a_road()
    gone, kept = an_obstacle(road, since=in_days(-20)), an_obstacle(road, since=in_days(-20))
    meeting = a_running_meeting()
    first, second = meeting.items
    decide(meeting, second)
    for obstacle in (gone, kept):
        obstacles.clear(obstacle, by=BY, on=today(), resolution="done")
    actions.bring_up_to_date(meeting, by=BY)
    assert meeting.items == [second]
    assert first not in db.session


def test_a_meeting_closes_only_with_an_owner_and_a_day_on_every_open_item() -> None:
    an_obstacle(a_road(), since=in_days(-20))
    meeting = a_running_meeting()
    with pytest.raises(RuleBroken) as broken:
        actions.close(meeting, by=BY)
    assert "has no owner" in told(broken)
    assert meeting.state is MeetingState.IN_PROGRESS
    decide(meeting, meeting.items[0])
    actions.close(meeting, by=BY)
    assert meeting.state is MeetingState.CLOSED
    with pytest.raises(RuleBroken):
        actions.close(meeting, by=BY)  # twice


def test_what_is_not_done_returns_and_the_next_meeting_opens_with_the_rate() -> None:
    series = a_series()
    an_obstacle(a_road(), since=in_days(-20))
    first = a_running_meeting(series)
    about, free = decide(first, first.items[0]), decide(first, None)
    following = actions.close(first, by=BY)
    assert following is not None
    assert following.planned_on > today()
    assert {item.source for item in following.items} == {Source.OBSTACLE, Source.DECISION}
    actions.report_done(free, "已完成", by=BY, on=today())
    with clock_at(now() + timedelta(days=10)):
        actions.start(following, by=BY)
        assert (following.opened_done, following.opened_of) == (1, 2)
        assert [item.source for item in following.items] == [Source.OBSTACLE]
        assert following.items[0].rounds == 1
    assert about.done_on is None


def test_a_late_decision_climbs_to_the_district_and_a_new_one_takes_its_place() -> None:
    meeting = a_running_meeting(a_series())
    old = decide(meeting, None, days=3)
    actions.close(meeting, by=BY)
    with clock_at(now() + timedelta(days=3 + 14)):
        district = a_meeting(MeetingKind.DISTRICT)
        assert [item.source_id for item in district.items] == [old.id]
        actions.start(district, by=BY)
        new = decide(district, district.items[0], days=30)
        assert new.replaces_id == old.id
        assert new.first_on == old.first_on
        actions.close(district, by=BY)
        assert old.id not in {one.key.source_id for one in agenda_for(meeting, today())}


def test_one_about_the_obstacle_is_not_settled_by_words() -> None:
    an_obstacle(a_road(), since=in_days(-20))
    meeting = a_running_meeting()
    with pytest.raises(RuleBroken) as broken:
        actions.change_item(meeting.items[0], by=BY, is_settled=True)
    assert "still open on the site" in told(broken)
    with pytest.raises(RuleBroken):
        actions.postpone(meeting.items[0], by=BY)


def test_a_decision_becomes_a_task_and_is_done_with_it() -> None:
    owner, meeting = a_user(), a_running_meeting(a_series())
    outcome = actions.add_outcome(
        meeting, OutcomeKind.ACTION, "迁移杆线", by=BY, owner_id=owner.id, due_on=in_days(3)
    )
    actions.close(meeting, by=BY)
    (task,) = tasks_of_source(TaskSource.MEETING, [outcome.id])
    assert (task.owner_id, task.due_on, task.given_by_id) == (
        owner.id,
        in_days(3),
        meeting.chair_id,
    )
    with pytest.raises(RuleBroken) as broken:
        actions.report_done(outcome, "已迁移", by=BY, on=today())
    assert "task" in told(broken)
    assert count_done(meeting.id) == (0, 1)
    tasks.report_done(task, "已迁移", by=owner)
    tasks.accept(task, by=task.given_by)
    db.session.expire_all()
    assert outcome.finished_on == today()
    assert count_done(meeting.id) == (1, 1)


def test_a_new_decision_withdraws_the_task_of_the_old_one() -> None:
    owner, meeting = a_user(), a_running_meeting(a_series())
    old = actions.add_outcome(
        meeting, OutcomeKind.ACTION, "迁移杆线", by=BY, owner_id=owner.id, due_on=in_days(3)
    )
    following = actions.close(meeting, by=BY)
    assert following is not None
    with clock_at(now() + timedelta(days=10)):
        actions.start(following, by=BY)
        actions.add_outcome(
            following, OutcomeKind.ACTION, "再限期迁移", by=BY, item=following.items[0],
            owner_id=owner.id, due_on=in_days(3),
        )  # fmt: skip
        actions.close(following, by=BY)
        (task,) = tasks_of_source(TaskSource.MEETING, [old.id])
        assert task.state is TaskState.WITHDRAWN


def test_topics_wait_in_the_backlog_and_come_back() -> None:
    series = a_series(MeetingKind.DAILY_PUSH)
    meeting = a_running_meeting(series)
    topic = actions.add_topic(meeting, "雨季施工安排", 10, by=BY)
    actions.postpone(topic, by=BY)
    assert meeting.items == []
    actions.take_from_backlog(meeting, topic, by=BY)
    assert meeting.items == [topic]
    for text in meeting.texts:
        actions.save_text(meeting, text.part, "完成", by=BY, seen_version=text.version)
    following = actions.close(meeting, by=BY)
    assert following is not None
    assert [(item.title, item.rounds) for item in following.items] == [("雨季施工安排", 2)]


def test_items_move_by_steps_and_as_a_whole() -> None:
    meeting = a_meeting()
    first, second, third = (actions.add_topic(meeting, name, 5, by=BY) for name in "abc")
    actions.move(third, -1, by=BY)
    assert [item.title for item in meeting.items] == ["a", "c", "b"]
    actions.move(first, -5, by=BY)
    actions.put_in_order(meeting, [second.id, third.id, first.id], by=BY)
    assert [item.title for item in meeting.items] == ["b", "c", "a"]
    with pytest.raises(RuleBroken):
        actions.put_in_order(meeting, [second.id], by=BY)


def test_the_second_minute_taker_is_told_and_nothing_is_overwritten() -> None:
    meeting, one, other = a_running_meeting(), a_user(), a_user()
    text = meeting.texts[0]
    seen = text.version
    actions.save_text(meeting, text.part, "first", by=one, seen_version=seen)
    with pytest.raises(StaleEdit):
        actions.save_text(meeting, text.part, "second", by=other, seen_version=seen)
    assert (text.text, text.saved_by_id) == ("first", one.id)


def test_outcomes_are_written_only_while_the_meeting_is_held() -> None:
    meeting = a_meeting()
    with pytest.raises(RuleBroken):
        decide(meeting, None)
    actions.start(meeting, by=BY)
    outcome = decide(meeting, None)
    actions.close(meeting, by=BY)
    with pytest.raises(RuleBroken) as broken:
        decide(meeting, None)
    assert "addendum" in told(broken)
    with pytest.raises(RuleBroken):
        actions.remove_outcome(outcome, by=BY)
    actions.add_addendum(meeting, "第一项时限应为 7 月 1 日", by=BY)
    assert len(meeting.addenda) == 1


def test_only_held_dispatch_meetings_count() -> None:
    before = count_dispatch(today().year).total
    actions.close(a_running_meeting(), by=BY)
    actions.cancel(a_meeting(), "防汛", by=BY)
    other = a_meeting()
    actions.merge(a_meeting(), other, by=BY)
    push = a_running_meeting(kind=MeetingKind.DAILY_PUSH)
    assert push.state is MeetingState.IN_PROGRESS
    assert count_dispatch(today().year).total == before + 1


def test_the_demonstration_counts_the_dispatch_meetings_of_2020() -> None:
    project = a_project()
    year = Year({}, {project.name: project}, None, None, read_facts())  # type: ignore[arg-type]
    enter_counted(year, a_user())
    count = count_dispatch(2020)
    assert (count.total, count.by_project) == (18, {project.id: 18})


def test_meetings_are_numbered_by_kind_and_year() -> None:
    first, second = a_running_meeting(), a_running_meeting()
    other = a_running_meeting(kind=MeetingKind.DISTRICT)
    assert (second.sequence or 0) - (first.sequence or 0) == 1
    assert other.year == today().year
    assert db.session.scalar(select(Meeting.sequence).where(Meeting.id == other.id)) == 1


def test_a_chair_is_in_one_meeting_at_a_time() -> None:
    chair = a_user()
    a_running_meeting(chair_id=chair.id)
    second = a_meeting(chair_id=chair.id)
    with pytest.raises(RuleBroken) as broken:
        actions.start(second, by=BY)
    assert "another meeting" in told(broken)


def test_merging_takes_over_people_and_topics() -> None:
    meeting, into = a_meeting(), a_meeting()
    actions.add_topic(meeting, "安全检查", 5, by=BY)
    actions.invite(meeting, actions.Invited(Category.TOWNSHIP, "", "蕲县镇"), by=BY)
    actions.merge(meeting, into, by=BY)
    assert [item.title for item in into.items] == ["安全检查"]
    assert [one.organisation for one in into.attendees] == ["蕲县镇"]
    with pytest.raises(RuleBroken):
        actions.merge(into, into, by=BY)


def test_a_substitute_is_recorded() -> None:
    meeting = a_meeting()
    one = actions.invite(meeting, actions.Invited(Category.DEPARTMENT, "赵", "国土局"), by=BY)
    db.session.flush()
    with pytest.raises(RuleBroken) as broken:
        actions.note_attendance(meeting, {one.id: (Attendance.SUBSTITUTE, "")}, by=BY)
    assert "赵" in told(broken)
    actions.note_attendance(meeting, {one.id: (Attendance.SUBSTITUTE, "钱")}, by=BY)
    assert (one.attendance, one.substitute) == (Attendance.SUBSTITUTE, "钱")
    with pytest.raises(RuleBroken):
        actions.invite(meeting, actions.Invited(Category.DEPARTMENT, "赵", "国土局"), by=BY)


def test_overdue_findings_are_on_the_agenda() -> None:
    finding = a_finding(on=in_days(-10), due_on=in_days(-3))
    meeting = a_meeting()
    assert (Source.FINDING, finding.id) in {(i.source, i.source_id) for i in meeting.items}


def test_daily_push_minutes_have_exactly_three_parts() -> None:
    meeting = a_running_meeting(kind=MeetingKind.DAILY_PUSH)
    assert {text.part for text in meeting.texts} == {Part.CONTRACTOR, Part.SUPERVISION, Part.BUREAU}


def test_the_morning_plans_what_series_lack_and_refreshes_agendas() -> None:
    a_series()
    planned, _ = prepare(by=BY)
    assert planned == 1
    an_obstacle(a_road(), since=in_days(-20))
    assert prepare(by=BY) == (0, 1)
    assert prepare(by=BY) == (0, 0)
