"""The rules of meetings: cadence, counting, agendas, closing. Cases stand on the boundary."""

from datetime import date

import pytest

from app.meetings import rules
from app.meetings.rules import (
    Attendance,
    ChairLevel,
    ClimbingDays,
    DutyState,
    Earlier,
    Held,
    Issue,
    ItemAtClose,
    Key,
    MeetingKind,
    MeetingState,
    OutcomeDraft,
    OutcomeKind,
    OutcomeState,
    Part,
    Source,
    Span,
)
from app.shared.calendar import WorkingCalendar

PLAIN = WorkingCalendar()
#: The National Day week of 2020 with the Sunday before it worked instead.
NATIONAL_DAY = WorkingCalendar(
    {
        date(2020, 9, 27): True,
        **{date(2020, 10, day): False for day in range(1, 9)},
        date(2020, 10, 10): True,
    }
)
DAYS = ClimbingDays(weekly=1, district=14)


def a_meeting(
    day: date | None,
    kind: MeetingKind = MeetingKind.WEEKLY,
    state: MeetingState = MeetingState.CLOSED,
    level: ChairLevel = ChairLevel.PROJECT_OFFICE,
    projects: tuple[int, ...] = (),
) -> Held:
    return Held(kind, state, day, level, frozenset(projects))


def an_issue(
    since: date, source: Source = Source.OBSTACLE, number: int = 1, **details: object
) -> Issue:
    return Issue(Key(source, number), "10kV 杆线", since, **details)  # type: ignore[arg-type]


def an_item(**details: object) -> ItemAtClose:
    given = {
        "number": 3, "title": "杆线迁移", "source": Source.OBSTACLE, "is_settled": False,
        "is_open": True, "measure": "商供电公司", "outcomes": (),
    } | details  # fmt: skip
    return ItemAtClose(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "after", "calendar", "expected"),
    [
        (MeetingKind.DAILY_PUSH, date(2020, 6, 5), PLAIN, date(2020, 6, 8)),  # over the weekend
        (MeetingKind.DAILY_PUSH, date(2020, 9, 30), NATIONAL_DAY, date(2020, 10, 9)),
        (MeetingKind.WEEKLY, date(2020, 6, 1), PLAIN, date(2020, 6, 3)),  # Wednesday of this week
        (MeetingKind.WEEKLY, date(2020, 6, 3), PLAIN, date(2020, 6, 10)),  # never the same day
        (MeetingKind.WEEKLY, date(2020, 10, 1), NATIONAL_DAY, date(2020, 10, 9)),  # later that week
        (MeetingKind.SUPERVISION, date(2020, 5, 1), PLAIN, date(2020, 5, 29)),  # 31st is a Sunday
        (MeetingKind.SUPERVISION, date(2020, 5, 29), PLAIN, date(2020, 6, 30)),
        (
            MeetingKind.DISTRICT,
            date(2020, 9, 25),
            NATIONAL_DAY,
            date(2020, 10, 26),
        ),  # 25th is a Sunday
        (MeetingKind.AD_HOC, date(2020, 6, 1), PLAIN, None),
    ],
)
def test_a_series_returns_on_its_working_day(
    kind: MeetingKind, after: date, calendar: WorkingCalendar, expected: date | None
) -> None:
    assert rules.next_day(kind, after, calendar, weekday=2, day_of_month=25) == expected


def test_eighteen_dispatch_meetings_count_as_eighteen() -> None:
    held = [a_meeting(date(2020, 1 + number % 12, 10)) for number in range(18)]
    others = [
        a_meeting(date(2019, 12, 31)),  # the year before
        a_meeting(date(2021, 1, 1)),  # the year after
        a_meeting(date(2020, 6, 1), state=MeetingState.CANCELLED),
        a_meeting(date(2020, 6, 2), state=MeetingState.MERGED),
        a_meeting(None, state=MeetingState.PLANNED),
        a_meeting(date(2020, 6, 3), MeetingKind.DAILY_PUSH),  # no dispatch
        a_meeting(date(2020, 6, 29), MeetingKind.SUPERVISION),
    ]
    assert rules.dispatch_of_year([*held, *others], 2020).total == 18


def test_a_meeting_on_two_projects_counts_once_in_total_and_once_for_each() -> None:
    count = rules.dispatch_of_year([a_meeting(date(2020, 6, 3), projects=(1, 2))], 2020)
    assert (count.total, count.by_project) == (1, {1: 1, 2: 1})


def test_a_month_without_a_district_meeting_is_overdue_from_the_next_month_on() -> None:
    span = Span(date(2020, 5, 1))
    held = [
        a_meeting(date(2020, 5, 31), level=ChairLevel.DISTRICT, kind=MeetingKind.AD_HOC),
        a_meeting(date(2020, 6, 3)),  # chaired by the project office
    ]
    last_day = rules.monthly_dispatch(held, span, date(2020, 6, 30))
    assert [one.state for one in last_day] == [DutyState.MET, DutyState.DUE]
    next_day = rules.monthly_dispatch(held, span, date(2020, 7, 1))
    assert [one.state for one in next_day][:2] == [DutyState.MET, DutyState.MISSED]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(date(2020, 6, 16)), DutyState.MISSED),  # fifteen days of June
        (Span(date(2020, 6, 17)), DutyState.EXCUSED),  # fourteen
        (Span(date(2020, 1, 1), rests=((date(2020, 5, 20), None),)), DutyState.EXCUSED),  # on hold
    ],
)
def test_a_month_needs_a_meeting_when_half_of_it_is_active(span: Span, expected: DutyState) -> None:
    june = next(
        p for p in rules.monthly_dispatch([], span, date(2020, 7, 1)) if str(p.name) == "2020-06"
    )
    assert june.state is expected


def test_every_week_needs_a_meeting_of_the_project_office() -> None:
    span = Span(date(2020, 6, 1), date(2020, 6, 22))
    held = [a_meeting(date(2020, 6, 7)), a_meeting(date(2020, 6, 15), level=ChairLevel.DISTRICT)]
    weeks = rules.weekly_dispatch(held, span, date(2020, 7, 1), PLAIN)
    assert [one.state for one in weeks] == [DutyState.MET, DutyState.MISSED, DutyState.MISSED]


@pytest.mark.parametrize(
    ("excuses", "expected"), [(False, DutyState.MISSED), (True, DutyState.EXCUSED)]
)
def test_a_holiday_week_keeps_its_duty_and_says_so(excuses: bool, expected: DutyState) -> None:
    span = Span(date(2020, 9, 28), date(2020, 10, 12))
    weeks = rules.weekly_dispatch(
        [], span, date(2020, 10, 20), NATIONAL_DAY, excuses_holidays=excuses
    )
    # Monday to Wednesday are worked in the first week, Friday and Saturday in the second.
    assert [one.state for one in weeks] == [DutyState.MISSED, expected]
    assert str(weeks[1].reason) == "holiday week"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 6, 23), DutyState.MISSED),  # eight days before the end
        (date(2020, 6, 24), DutyState.MET),
        (date(2020, 6, 30), DutyState.MET),
        (date(2020, 7, 1), DutyState.HELD_LATE),
        (date(2020, 7, 3), DutyState.HELD_LATE),
        (date(2020, 7, 4), DutyState.MISSED),
    ],
)
def test_the_supervision_meeting_is_held_in_the_last_week_of_the_month(
    day: date, expected: DutyState
) -> None:
    held = [a_meeting(day, MeetingKind.SUPERVISION, level=ChairLevel.SUPERVISOR)]
    months = rules.supervision_of_months(held, Span(date(2020, 6, 1)), date(2020, 7, 10))
    assert months[0].state is expected
    assert months[1].state is DutyState.DUE  # never the meeting of the next month


@pytest.mark.parametrize(
    ("kind", "since", "expected"),
    [
        (MeetingKind.DAILY_PUSH, date(2020, 6, 30), True),
        (MeetingKind.WEEKLY, date(2020, 6, 30), False),
        (MeetingKind.WEEKLY, date(2020, 6, 29), True),
        (MeetingKind.DISTRICT, date(2020, 6, 17), False),
        (MeetingKind.DISTRICT, date(2020, 6, 16), True),
        (MeetingKind.AD_HOC, date(2020, 6, 30), True),
    ],
)
def test_an_issue_climbs_by_age(kind: MeetingKind, since: date, expected: bool) -> None:
    assert rules.reaches(kind, an_issue(since), date(2020, 6, 30), DAYS) is expected


def test_what_an_earlier_meeting_had_returns_with_its_age_and_its_measure() -> None:
    issue = an_issue(date(2020, 6, 29))
    earlier = {issue.key: Earlier(date(2020, 6, 1), "商供电公司", 1)}
    drawn = rules.draw_up(MeetingKind.DISTRICT, [issue], earlier, date(2020, 6, 30), DAYS)
    assert [(one.since, one.measure, one.rounds) for one in drawn] == [
        (date(2020, 6, 1), "商供电公司", 2)
    ]


def test_a_decision_about_something_on_the_agenda_is_not_called_twice() -> None:
    obstacle = an_issue(date(2020, 6, 1))
    about = an_issue(date(2020, 6, 2), Source.DECISION, 7, about=obstacle.key, is_ours=True)
    free = an_issue(date(2020, 6, 3), Source.DECISION, 8, is_ours=True)
    drawn = rules.draw_up(MeetingKind.WEEKLY, [obstacle, about, free], {}, date(2020, 6, 30), DAYS)
    assert [one.key for one in drawn] == [free.key, obstacle.key]


def test_the_oldest_is_called_first_within_its_kind() -> None:
    young, old = an_issue(date(2020, 6, 9), number=1), an_issue(date(2020, 6, 1), number=2)
    drawn = rules.draw_up(MeetingKind.WEEKLY, [young, old], {}, date(2020, 6, 30), DAYS)
    assert [one.key.source_id for one in drawn] == [2, 1]


@pytest.mark.parametrize(
    ("known", "wanted", "is_refused"),
    [([1, 2], [2, 1], False), ([1, 2], [1], True), ([1, 2], [1, 1], True), ([1], [1, 9], True)],
)
def test_only_the_agendas_own_items_are_put_in_order(
    known: list[int], wanted: list[int], is_refused: bool
) -> None:
    assert bool(rules.order_problems(known, wanted)) is is_refused


@pytest.mark.parametrize(
    ("item", "missing"),
    [
        (an_item(), ["no owner", "no day"]),
        (an_item(measure=""), ["no proposed measure", "no owner", "no day"]),
        (an_item(outcomes=[OutcomeDraft(OutcomeKind.DECISION, "x", has_owner=True)]), ["no day"]),
        (
            an_item(outcomes=[OutcomeDraft(OutcomeKind.INFORMATION, "x", True, date(2020, 7, 1))]),
            ["no owner", "no day"],
        ),
        (an_item(outcomes=[OutcomeDraft(OutcomeKind.ACTION, "x", True, date(2020, 7, 1))]), []),
        (an_item(is_open=False), []),  # cleared meanwhile
        (an_item(is_settled=True, source=Source.TOPIC), []),
    ],
)
def test_closing_a_dispatch_meeting_names_every_open_item(
    item: ItemAtClose, missing: list[str]
) -> None:
    found = [str(one) for one in rules.closing_problems(MeetingKind.WEEKLY, [item], {})]
    assert [
        text.removeprefix("Item 3 “杆线迁移” has ").removesuffix(".") for text in found
    ] == missing


def test_a_daily_push_meeting_needs_its_three_parts_and_nothing_else() -> None:
    texts = {Part.CONTRACTOR: "完成 300 m", Part.SUPERVISION: " ", Part.BUREAU: "加快"}
    problems = rules.closing_problems(MeetingKind.DAILY_PUSH, [an_item()], texts)
    assert [str(one) for one in problems] == [
        "The minutes need the part “Supervisors: problems found”."
    ]
    assert len(rules.parts_of(MeetingKind.DAILY_PUSH)) == 3


@pytest.mark.parametrize(
    ("draft", "count"),
    [
        (OutcomeDraft(OutcomeKind.ACTION, "迁移杆线", True, date(2020, 6, 30)), 0),
        (OutcomeDraft(OutcomeKind.ACTION, "迁移杆线", True, date(2020, 6, 29)), 1),  # a past day
        (OutcomeDraft(OutcomeKind.ACTION, "迁移杆线"), 2),
        (OutcomeDraft(OutcomeKind.DECISION, " "), 1),
        (OutcomeDraft(OutcomeKind.DECISION, "x" * 1001), 1),
        (OutcomeDraft(OutcomeKind.INFORMATION, "传达文件", True), 1),
    ],
)
def test_an_outcome_says_what_it_must(draft: OutcomeDraft, count: int) -> None:
    assert len(rules.outcome_problems(draft, date(2020, 6, 30))) == count


@pytest.mark.parametrize(
    ("due_on", "done_on", "expected"),
    [
        (date(2020, 6, 29), None, OutcomeState.LATE),
        (date(2020, 6, 30), None, OutcomeState.UNDER_WAY),  # its last day
        (None, None, OutcomeState.UNDER_WAY),
        (date(2020, 6, 1), date(2020, 6, 30), OutcomeState.DONE),
    ],
)
def test_a_decision_is_late_from_the_day_after(
    due_on: date | None, done_on: date | None, expected: OutcomeState
) -> None:
    state = rules.state_of_outcome(OutcomeKind.ACTION, due_on, done_on, date(2020, 6, 30))
    assert state is expected


def test_a_substitute_is_named_and_only_then() -> None:
    assert rules.attendance_problems(Attendance.SUBSTITUTE, "陈志远", "", "") != []
    assert rules.attendance_problems(Attendance.PRESENT, "陈志远", "", "李明") != []
    assert rules.attendance_problems(Attendance.SUBSTITUTE, "陈志远", "", "李明") == []


def test_a_meeting_begins_on_its_day_with_one_free_chair() -> None:
    day = date(2020, 6, 30)
    assert rules.starting_problems(MeetingState.PLANNED, day, day, True, False) == []
    assert (
        len(rules.starting_problems(MeetingState.PLANNED, day, date(2020, 6, 29), False, True)) == 3
    )
    assert len(rules.starting_problems(MeetingState.CLOSED, day, day, True, False)) == 1


def test_what_is_open_on_the_site_is_never_settled_by_words() -> None:
    assert not rules.may_settle(Source.OBSTACLE, is_open=True)
    assert rules.may_settle(Source.OBSTACLE, is_open=False)
    assert rules.may_settle(Source.TOPIC, is_open=True)
