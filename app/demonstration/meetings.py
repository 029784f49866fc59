"""Meetings of the invented season, and the eighteen dispatch meetings that the summary of 2020 counts."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from app.accounts.models import User
from app.demonstration.facts import YEAR, Year
from app.demonstration.season import Season
from app.extensions import db
from app.meetings import actions
from app.meetings.actions import Invited, Place
from app.meetings.actions.agenda import key_of
from app.meetings.models import AgendaItem, Meeting, MeetingScope, MeetingSeries, Outcome
from app.meetings.queries.agenda import standing_decisions
from app.meetings.rules import (
    Attendance,
    Category,
    ChairLevel,
    MeetingKind,
    MeetingState,
    OutcomeKind,
    Part,
    Source,
)
from app.shared.calendar import SHANGHAI, clock_at, today
from app.shared.settings import working_calendar
from app.tasks import actions as tasks
from app.tasks.queries import tasks_of_source
from app.tasks.rules import TaskSource

WEEKS = 6
ROOM = "区交通运输局三楼会议室"
WORDS = {
    Source.OBSTACLE: "协调权属单位限期迁移，项目办每日跟进",
    Source.FINDING: "施工单位限期整改到位，监理复查销号",
    Source.SECTION: "增加班组和机械，倒排工期，每周报送赶工情况",
    Source.DECISION: "责任单位说明原因，重新明确时限",
    Source.TOPIC: "按会议要求落实",
}
TEXTS = {
    Part.PROGRESS: "各标段汇报本周完成情况及下周计划，总体进度可控，个别标段滞后。",
    Part.PROBLEMS: "杆线迁移、逾期整改和个别标段人员机械投入不足仍是主要制约因素。",
    Part.DEMANDS: "各单位要盯紧时间节点，严把质量安全关，议定事项下次会议逐项销号。",
    Part.CONTRACTOR: "昨日完成水稳基层 320 米，今日计划完成 350 米。",
    Part.SUPERVISION: "基层养护覆盖不到位，个别路段洒水不及时。",
    Part.BUREAU: "同意监理意见，立即整改；加强夜间施工安全防护。",
}
SUBSTITUTE = "王副经理"


def tell_meetings(season: Season, year: Year, users: Mapping[str, User]) -> Iterator[str]:
    """Hold a season of weekly meetings, plan the district's, and enter those of the summary."""
    counted = enter_counted(year, users["leader"])
    invited = _invited(users)
    # The busiest project of the season: its sections, obstacles and findings fill the agendas.
    projects = [section.project_id for section in season.sections]
    busiest = Place(max(set(projects), key=projects.count))
    weekly = actions.create_series(
        MeetingKind.WEEKLY, "农村公路周调度会", by=users["office"], places=[busiest], invited=invited,
        chair_id=users["office"].id, recorder_id=users["office2"].id, place=ROOM, at_time="09:00",
        is_demonstration=True,
    )  # fmt: skip
    held = _hold_weeks(weekly, users)
    district = actions.create_series(
        MeetingKind.DISTRICT, "区级重点项目月调度会", by=users["office"], invited=invited,
        chair_id=users["leader"].id, recorder_id=users["office"].id, place="区政府第二会议室",
        day_of_month=25, at_time="15:00", planned_minutes=120, is_demonstration=True,
    )  # fmt: skip
    actions.plan_next(district, by=users["office"])
    push = _hold_push(users, busiest)
    actions.create_series(
        MeetingKind.SUPERVISION, "监理例会", by=users["office"], places=[busiest],
        chair_id=users["supervisor"].id, place="驻地监理办", at_time="14:30", is_demonstration=True,
    )  # fmt: skip
    yield f"{counted} dispatch meetings of {YEAR}, {held} weekly and {push} push meetings of the season"


def enter_counted(year: Year, chair: User) -> int:
    """Enter as many dispatch meetings as the summary counts.

    Of them it tells the number and the groups that came, so the days are spread over the months by the
    program, and each name says so; agenda and minutes stay empty, because nothing is known of them.
    """
    count = year.facts["dispatch_meetings"]["held_2020"]
    projects = [project.id for project in year.projects.values()]
    calendar = working_calendar()
    for number in range(1, count + 1):
        day = calendar.next_working_day(
            date(YEAR, 1 + (number - 1) * 12 // count, 8 + number % 2 * 14)
        )
        moment = datetime.combine(day, time(9), tzinfo=SHANGHAI)
        meeting = Meeting(
            kind=MeetingKind.DISTRICT, name=f"{YEAR}年第{number}次调度会（日期为演示）",
            chair_level=ChairLevel.DISTRICT, chair_id=chair.id, planned_at=moment,
            started_at=moment, held_on=day, closed_at=moment + timedelta(hours=2),
            state=MeetingState.CLOSED, year=YEAR, sequence=number, is_demonstration=True,
        )  # fmt: skip
        meeting.scopes = [MeetingScope(project_id=project) for project in projects]
        db.session.add(meeting)
    db.session.flush()
    return int(count)


def _invited(users: Mapping[str, User]) -> list[Invited]:
    return [
        Invited.person(Category.DISTRICT_LEADER, users["leader"]),
        Invited(Category.DEPARTMENT, "分管负责人", "区自然资源和规划局"),
        Invited(Category.TOWNSHIP, "分管负责人", "蕲县镇人民政府"),
        Invited.person(Category.CONTRACTOR, users["contractor"]),
        Invited.person(Category.CONTRACTOR, users["contractor2"]),
        Invited.person(Category.SUPERVISOR, users["supervisor"]),
        Invited.person(Category.OTHER, users["middle"]),
    ]


def _hold_weeks(series: MeetingSeries, users: Mapping[str, User]) -> int:
    """Hold the Monday meetings of the last weeks; the next one is planned by the closing of the last."""
    monday = today() - timedelta(days=today().weekday())
    first = monday - timedelta(weeks=WEEKS)
    with clock_at(_at(first, 8)):
        meeting: Meeting | None = actions.plan_on(series, first, by=users["office"])
    held = 0
    while meeting is not None and meeting.planned_on < today():
        meeting = _hold(meeting, users, held)
        held += 1
    return held


def _hold(meeting: Meeting, users: Mapping[str, User], place: int) -> Meeting | None:
    office, day = users["office"], meeting.planned_on
    with clock_at(_at(day, 9)):
        actions.start(meeting, by=office)
        _note_attendance(meeting, office, place)
        actions.add_topic(
            meeting, ("雨季施工安排", "农忙期间交通组织", "冬季施工准备")[place % 3], 10, by=office
        )
        owners = (users["contractor"], users["contractor2"], users["middle"], users["office2"])
        for number, item in enumerate(meeting.items):
            if item.source is Source.TOPIC:
                actions.change_item(item, by=office, is_settled=True)
            elif not _is_followed(meeting, item, place):
                actions.add_outcome(
                    meeting, OutcomeKind.ACTION, WORDS[item.source], by=office,
                    replaces=_replaced(item),
                    item=item, owner_id=owners[number % len(owners)].id, with_whom="监理单位",
                    due_on=day + timedelta(days=(5, 12, 19)[number % 3]),
                )  # fmt: skip
        _write(meeting, users["office2"])
    with clock_at(_at(day, 11)):
        following = actions.close(meeting, by=office)
    _do_some(meeting, day)
    return following


def _is_followed(meeting: Meeting, item: AgendaItem, place: int) -> bool:
    """An item that has a decision which is still valid is only looked at."""
    held_on = meeting.held_on or meeting.planned_on
    standing = standing_decisions({key_of(item)}).get(key_of(item), ())
    return place > 0 and any(one.due_on and one.due_on >= held_on for one in standing)


def _replaced(item: AgendaItem) -> Outcome | None:
    """Return the late decision that a new one about the same thing takes the place of."""
    standing = standing_decisions({key_of(item)}).get(key_of(item), ())
    return standing[-1] if standing else None


def _do_some(meeting: Meeting, day: date) -> None:
    """Two tasks of three are reported and accepted within the week."""
    given = tasks_of_source(TaskSource.MEETING, [one.id for one in meeting.outcomes])
    for number, task in enumerate(given):
        if number % 3 == 2 or task.owner is None or day + timedelta(days=4) >= today():
            continue
        with clock_at(_at(day + timedelta(days=3), 17)):
            tasks.report_done(task, "已按会议要求办理完毕", by=task.owner)
        with clock_at(_at(day + timedelta(days=4), 9)):
            tasks.accept(task, by=task.given_by)


def _hold_push(users: Mapping[str, User], place: Place) -> int:
    """Hold the push meetings of the last two working days, each with its three parts."""
    series = actions.create_series(
        MeetingKind.DAILY_PUSH, "农村道路项目推进会", by=users["office"], places=[place],
        chair_id=users["leader"].id, recorder_id=users["office2"].id, place=ROOM, at_time="17:30",
        planned_minutes=30, is_demonstration=True,
    )  # fmt: skip
    calendar, days = working_calendar(), list[date]()
    day = today() - timedelta(days=1)
    while len(days) < 2:
        if calendar.is_working_day(day):
            days.append(day)
        day -= timedelta(days=1)
    with clock_at(_at(days[-1], 8)):
        meeting: Meeting | None = actions.plan_on(series, days[-1], by=users["office"])
    for day in reversed(days):
        if meeting is None or meeting.planned_on != day:
            break
        with clock_at(_at(day, 17)):
            actions.start(meeting, by=users["office"])
            _write(meeting, users["office2"])
            meeting = actions.close(meeting, by=users["office"])
    return len(days)


def _note_attendance(meeting: Meeting, by: User, place: int) -> None:
    told: dict[int, tuple[Attendance, str]] = {}
    for number, one in enumerate(meeting.attendees):
        if (number + place) % 7 == 2:
            told[one.id] = (Attendance.SUBSTITUTE, SUBSTITUTE)
        elif (number + place) % 7 == 5:
            told[one.id] = (Attendance.LEAVE, "")
        else:
            told[one.id] = (Attendance.PRESENT, "")
    actions.note_attendance(meeting, told, by=by)


def _write(meeting: Meeting, by: User) -> None:
    for text in meeting.texts:
        actions.save_text(meeting, text.part, TEXTS[text.part], by=by, seen_version=text.version)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)
