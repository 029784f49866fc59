"""Deferred money comes up by itself before its latest lawful date, and a person still approves it."""

from collections.abc import Callable
from datetime import date

import pytest

from app.accounts.rules import Role
from app.payments import actions, queries
from app.payments.actions.due import propose_due_releases
from app.payments.rules.decide import State
from app.ranking.rules.policy import Band
from app.shared.audit import Program
from app.shared.calendar import Month, clock_at
from app.timetable import JOBS
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.inspections import at_noon
from tests.makers.payments import (
    WAN,
    a_frozen_ranking,
    a_paid_section,
    a_release,
    an_approved_release,
)

#: The day by which what a_deferred_section() waits for must be paid.
LATEST = date(2020, 8, 20)
BEFORE = date(2020, 8, 13)


def a_deferred_section() -> Section:
    """Return a section of which half a million yuan was deferred in June 2020 for its place."""
    section = a_paid_section(paid_wan=350)
    a_paid_section(paid_wan=450)  # nothing due
    a_frozen_ranking({section: Band.REAR})
    an_approved_release()
    return section


@pytest.mark.usefixtures("context")
def test_nothing_is_proposed_more_than_a_week_before_the_date() -> None:
    a_deferred_section()
    assert propose_due_releases(date(2020, 8, 12), by=Program()) is None


@pytest.mark.usefixtures("context")
def test_a_week_before_it_is_proposed_whole_for_its_section_alone_and_waits_for_a_person() -> None:
    section = a_deferred_section()
    proposal = propose_due_releases(BEFORE, by=Program())
    assert proposal is not None
    assert (proposal.month, proposal.state) == (Month(2020, 8), State.DRAFT)
    assert (proposal.reckoned_on, proposal.proposed_by_id) == (LATEST, None)
    [line] = queries.list_lines(proposal)
    assert line.section_id == section.id
    assert (line.proposed_fen, line.due_fen - line.proposed_fen) == (50 * WAN, 0)
    assert actions.verify_proposal(proposal) == []


@pytest.mark.usefixtures("context")
def test_a_month_whose_proposal_waits_gets_no_second_one() -> None:
    a_deferred_section()
    assert propose_due_releases(BEFORE, by=Program()) is not None
    assert propose_due_releases(BEFORE, by=Program()) is None


@pytest.mark.usefixtures("context")
def test_without_deferred_money_there_is_nothing_to_propose() -> None:
    a_paid_section(paid_wan=450)
    a_release()
    assert propose_due_releases(LATEST, by=Program()) is None


@pytest.mark.usefixtures("context")
def test_the_timetable_proposes_it_in_the_morning() -> None:
    a_deferred_section()
    [job] = [job for job in JOBS if job.name == "propose_due_money"]
    assert job.work(BEFORE) == "proposal 1 of 2020-08"
    assert job.work(BEFORE) == "nothing to propose"


def test_finance_and_the_leader_see_it_on_their_first_page_days_before(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        a_deferred_section()
        finance, leader, north = (
            a_user(Role.FINANCE),
            a_user(Role.LEADER),
            a_user(Role.AREA_ENGINEER),
        )
    for user, day, is_told in (
        (finance, date(2020, 8, 13), True),
        (leader, date(2020, 8, 13), True),
        (north, date(2020, 8, 13), False),
        (finance, date(2020, 8, 12), False),
    ):
        with clock_at(at_noon(day)):
            assert ("Pay what was deferred" in browser_of(user).get("/").text) is is_told
