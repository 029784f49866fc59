"""Key posts, machines and the evidence of absence (R17, R24, R32, R33)."""

from datetime import date

import pytest

from app.inspections.rules import (
    Attendance,
    EquipmentLine,
    PostLine,
    Presence,
    equipment_presence,
    equipment_problems,
    evidence_due_on,
    post_problems,
    presence,
)
from app.shared.calendar import WorkingCalendar


def post(name: str, attendance: Attendance, reason: str = ""):
    return PostLine(name, f"{name} person", attendance, reason)


@pytest.mark.parametrize(
    "attendances, expected",
    [
        (["present"] * 7, Presence(7, 7)),
        (["present"] * 6 + ["absent"], Presence(7, 6)),
        (["present"] * 6 + ["on_leave"], Presence(6, 6)),  # approved leave is not asked for
        (["present"] * 6 + ["replaced"], Presence(7, 6)),  # not the contract's person
        ([], Presence(0, 0)),
    ],
)
def test_presence_counts_the_contracts_own_people(attendances, expected):
    posts = [post(str(n), Attendance(a)) for n, a in enumerate(attendances)]
    assert presence(posts) == expected


def test_the_missing_are_those_due_and_not_there():
    assert Presence(7, 5).missing == 2


@pytest.mark.parametrize(
    "attendance, inspected_on, due_on",
    [
        (Attendance.ABSENT, date(2020, 6, 1), date(2020, 6, 4)),  # Monday: three working days
        (Attendance.ABSENT, date(2020, 6, 4), date(2020, 6, 9)),  # over the weekend
        (Attendance.ABSENT, date(2020, 9, 30), date(2020, 10, 13)),  # over the golden week
        (Attendance.PRESENT, date(2020, 6, 1), None),
        (Attendance.ON_LEAVE, date(2020, 6, 1), None),
        (Attendance.REPLACED, date(2020, 6, 1), None),
    ],
)
def test_an_absence_asks_for_evidence_within_working_days(attendance, inspected_on, due_on):
    holidays = WorkingCalendar({date(2020, 10, n): False for n in range(1, 9)})
    assert evidence_due_on(attendance, inspected_on, 3, holidays) == due_on


@pytest.mark.parametrize(
    "posts, count",
    [
        ([post("安全员", Attendance.ABSENT)], 0),  # the reason is asked for afterwards
        ([post("安全员", Attendance.ON_LEAVE)], 1),
        ([post("安全员", Attendance.REPLACED, "  ")], 1),  # blanks are no reason
        ([post("安全员", Attendance.ON_LEAVE, "会议")], 0),
        ([post("安全员", Attendance.PRESENT)] * 2, 1),  # twice the same
    ],
)
def test_leave_and_replacement_need_a_reason(posts, count):
    assert len(post_problems(posts)) == count


def test_two_people_may_share_a_post():
    two = [PostLine("施工员", name, Attendance.PRESENT) for name in ("张三", "李四")]
    assert post_problems(two) == []


def test_surplus_machines_do_not_make_up_for_missing_ones():
    machines = [EquipmentLine("压路机", 2, 5), EquipmentLine("摊铺机", 1, 0)]
    assert equipment_presence(machines) == Presence(3, 2)


@pytest.mark.parametrize(
    "line, count",
    [
        (EquipmentLine("压路机", 0, 0), 0),
        (EquipmentLine("压路机", 9999, 9999), 0),
        (EquipmentLine("压路机", 10000, 0), 1),
        (EquipmentLine("压路机", 1, -1), 1),
        (EquipmentLine(" ", 1, 1), 1),
    ],
)
def test_machines_have_names_and_sensible_numbers(line, count):
    assert len(equipment_problems([line])) == count
