"""The order of a person's work list."""

from datetime import date
from decimal import Decimal

import pytest

from app.home.rules import Task, arrange, share_of
from app.shared.sentences import say

TODAY = date(2020, 6, 8)


def a_task(due_on: date | None = None, *, subject: str = "1标段", came_back: bool = False) -> Task:
    return Task(say("Report the week"), subject, "home.today", {}, due_on, came_back=came_back)


@pytest.mark.parametrize(
    "due_on, group",
    [
        (date(2020, 6, 7), "late"),  # yesterday
        (date(2020, 6, 8), "due"),  # today is not late yet
        (date(2020, 6, 15), "due"),  # the last of the days ahead
        (None, "due"),  # no day at all
    ],
)
def test_a_task_stands_in_the_group_of_its_day(due_on: date | None, group: str) -> None:
    work_list = arrange([a_task(due_on)], TODAY)
    assert len(getattr(work_list, group)) == 1
    assert len(work_list.came_back) + len(work_list.late) + len(work_list.due) == 1


def test_what_is_due_in_more_than_a_week_waits() -> None:
    assert arrange([a_task(date(2020, 6, 16))], TODAY).is_empty


def test_what_came_back_stays_there_also_when_it_is_late() -> None:
    work_list = arrange([a_task(date(2020, 6, 1), came_back=True)], TODAY)
    assert (len(work_list.came_back), len(work_list.late)) == (1, 0)


def test_the_earliest_comes_first_and_those_without_a_day_last() -> None:
    tasks = [
        a_task(None, subject="c"),
        a_task(date(2020, 6, 9), subject="b"),
        a_task(date(2020, 6, 8), subject="z"),
        a_task(date(2020, 6, 8), subject="a"),
    ]
    assert [task.subject for task in arrange(tasks, TODAY).due] == ["a", "z", "b", "c"]


@pytest.mark.parametrize(
    "part, whole, share",
    [
        (Decimal(50), Decimal(200), Decimal("0.25")),
        (0, 200, Decimal(0)),
        (5, 0, None),
        (5, None, None),
        (None, 5, None),
    ],
)
def test_there_is_no_share_of_nothing(
    part: Decimal | int | None, whole: Decimal | int | None, share: Decimal | None
) -> None:
    assert share_of(part, whole) == share
