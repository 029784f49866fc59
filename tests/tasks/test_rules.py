from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.tasks import rules
from app.tasks.rules import Owner, TaskDraft, TaskSource, TaskState

DAY = date(2020, 6, 10)
DRAFT = TaskDraft("协调电力杆线迁移", DAY, DAY)


def english(problems):
    return " ".join(problem.english for problem in problems)


@pytest.mark.parametrize(
    "state, due_on, late",
    [
        (TaskState.OPEN, DAY, False),  # due today is not late
        (TaskState.OPEN, DAY - timedelta(days=1), True),
        (TaskState.RETURNED, DAY - timedelta(days=1), True),
        (TaskState.REPORTED, DAY - timedelta(days=1), False),  # waits for the giver
        (TaskState.DONE, DAY - timedelta(days=1), False),
        (TaskState.WITHDRAWN, DAY - timedelta(days=1), False),
    ],
)
def test_a_task_is_late_from_the_day_after_its_day_while_its_holder_has_to_act(state, due_on, late):
    assert rules.is_late(state, due_on, DAY) is late


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({}, ""),
        ({"text": " "}, "Say what is to be done."),
        ({"text": "长" * 2001}, "more than 2000 characters"),
        ({"due_on": None}, "Say by which day"),
        ({"due_on": DAY - timedelta(days=1)}, "before the day it is given"),
        ({"source": TaskSource.ORDER}, "Name the organ"),
        ({"source": TaskSource.ORDER, "organ": "区政府"}, "number of the document"),
        ({"source": TaskSource.ORDER, "organ": "区政府", "document_no": "口头"}, ""),
        ({"needs_photos": True}, "by section or project"),
        ({"needs_photos": True, "has_place": True}, ""),
    ],
)
def test_what_a_task_needs_to_be_given(changes, sentence):
    told = english(rules.giving_problems(replace(DRAFT, **changes)))
    assert sentence in told
    assert bool(told) == bool(sentence)


@pytest.mark.parametrize(
    "owner, of_user, sentence",
    [
        (Owner(None, None), None, "Name a person or an organisation"),
        (Owner(1, 5), 6, "does not belong"),
        (Owner(1, 6), 6, ""),
        (Owner(1, None), 6, ""),
        (Owner(None, 5), None, ""),
    ],
)
def test_a_task_has_a_person_or_an_organisation(owner, of_user, sentence):
    assert sentence in english(rules.owner_problems(owner, of_user))


def test_a_report_needs_words_and_the_photos_that_were_asked_for():
    assert not rules.report_problems(TaskState.OPEN, "已迁移", 0, needs_photos=False)
    assert "Say what was done." in english(rules.report_problems(TaskState.OPEN, "", 1, True))
    assert "proved by photos" in english(rules.report_problems(TaskState.OPEN, "好", 0, True))
    assert not rules.report_problems(TaskState.RETURNED, "补", 0, True, photos_known=2)
    for state in (TaskState.REPORTED, TaskState.DONE, TaskState.WITHDRAWN):
        assert "not waiting" in english(rules.report_problems(state, "好", 0, False))


@pytest.mark.parametrize(
    "state, judge, accepts, reason, sentence",
    [
        (TaskState.REPORTED, "b", True, "", ""),
        (TaskState.REPORTED, "a", True, "", "Whoever reported it done cannot accept it."),
        (TaskState.REPORTED, "b", False, "", "Say what is still missing."),
        (TaskState.REPORTED, "b", False, "缺影像", ""),
        (TaskState.OPEN, "b", True, "", "not reported done"),
    ],
)
def test_two_people_settle_a_task(state, judge, accepts, reason, sentence):
    told = english(rules.judging_problems(state, "a", judge, accepts=accepts, reason=reason))
    assert sentence in told
    assert bool(told) == bool(sentence)


def test_handing_over_needs_another_holder_and_a_reason():
    before = Owner(1, 6)
    problems = rules.handing_problems
    assert "theirs already" in english(problems(TaskState.OPEN, before, Owner(1, None), 6, "出差"))
    assert "why it is handed" in english(problems(TaskState.OPEN, before, Owner(2, None), 6, ""))
    assert "still to be done" in english(problems(TaskState.DONE, before, Owner(2, None), 6, "x"))
    assert not problems(TaskState.OPEN, before, Owner(None, 6), None, "改由单位办理")


def test_only_what_is_not_settled_is_withdrawn_or_moved():
    later = DAY + timedelta(days=3)
    assert "settled" in english(rules.withdrawing_problems(TaskState.DONE, "x"))
    assert "why it is withdrawn" in english(rules.withdrawing_problems(TaskState.OPEN, " "))
    assert not rules.moving_problems(TaskState.OPEN, later, DAY, DAY, "雨天")
    assert "already" in english(rules.moving_problems(TaskState.OPEN, DAY, DAY, DAY, "雨天"))
    past = rules.moving_problems(TaskState.OPEN, DAY - timedelta(days=1), DAY, DAY, "雨天")
    assert "passed already" in english(past)


def test_a_person_named_holds_it_alone_and_without_a_name_everybody_of_the_organisation():
    assert rules.may_report(Owner(1, 6), 1, 6)
    assert not rules.may_report(Owner(1, 6), 2, 6)
    assert rules.may_report(Owner(None, 6), 2, 6)
    assert not rules.may_report(Owner(None, 6), 2, 7)
