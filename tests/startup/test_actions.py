from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.accounts.rules import Role
from app.evidence.queries import photos_of
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.startup import actions, queries
from app.startup.models import Crew
from app.startup.rules import SecurityForm, Standing, StepKind, StepState
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.startup import a_confirmed_step, a_report, a_reported_step, a_start
from tests.makers.works import a_contract, a_section

pytestmark = pytest.mark.usefixtures("context")

PHOTOGRAPHED = [StepKind.SECURITY, StepKind.JOINT_ACCOUNT, StepKind.SITE_OFFICE]


def two_crews(checklist):
    by = a_user(Role.CONTRACTOR)
    for number in (1, 2):
        day = today() - timedelta(days=number)
        actions.add_crew(checklist, f"施工{number}队", "刘工", 12, day, by=by)


def test_a_section_is_ready_when_all_six_are_confirmed(a_located_work):
    section = a_section()
    contract = a_contract(section, signed_on=today() - timedelta(days=2))
    checklist = a_start(section)
    a_located_work(section)
    two_crews(checklist)
    for kind in (*PHOTOGRAPHED, StepKind.LOCATION):
        a_confirmed_step(checklist, kind)
    ready = queries.readiness_of([section.id], today())[section.id]
    assert (ready.done, ready.is_ready(today())) == (5, False)
    a_confirmed_step(checklist, StepKind.CREWS)
    ready = queries.readiness_of([section.id], today())[section.id]
    assert (ready.done, ready.ready_on) == (6, today())
    assert not ready.is_ready(today() - timedelta(days=1))
    contract.signed_on = None
    assert queries.readiness_of([section.id], today())[section.id].done == 5


def test_sections_whose_start_nobody_follows_have_no_readiness():
    assert queries.readiness_of([a_section().id], today()) == {}


def test_the_start_of_a_section_is_followed_once():
    section = a_section()
    a_start(section)
    with pytest.raises(RuleBroken, match="followed already"):
        a_start(section)


def test_the_day_of_award_does_not_lie_in_the_future():
    with pytest.raises(RuleBroken, match="future"):
        a_start(awarded_on=today() + timedelta(days=1))


def test_a_step_is_reported_with_its_evidence_sent_back_and_reported_again():
    checklist, contractor = a_start(), a_user(Role.CONTRACTOR)
    step = a_reported_step(checklist, StepKind.SECURITY, by=contractor)
    assert len(photos_of(OwnerKind.START_STEP, [step.id])) == 1
    with pytest.raises(RuleBroken, match="Say why"):
        actions.decide_step(step, " ", confirms=False, by=a_user(Role.PROJECT_OFFICE))
    actions.decide_step(step, "金额不足", confirms=False, by=a_user(Role.PROJECT_OFFICE))
    assert step.state is StepState.RETURNED
    a_reported_step(checklist, StepKind.SECURITY, by=contractor, amount_fen=2_000_000)
    assert (step.state, step.amount_fen, step.decision) == (StepState.REPORTED, 2_000_000, "")


def test_nobody_confirms_what_they_reported():
    office = a_user(Role.PROJECT_OFFICE)
    step = a_reported_step(a_start(), StepKind.SECURITY, by=office)
    with pytest.raises(RuleBroken, match="cannot confirm"):
        actions.decide_step(step, "", confirms=True, by=office)


def test_a_form_of_before_the_confirmation_is_refused():
    checklist = a_start()
    step = queries.step_of(checklist, StepKind.SECURITY)
    seen = step.version
    a_confirmed_step(checklist, StepKind.SECURITY)
    with pytest.raises(StaleEdit):
        actions.report_step(step, a_report(), by=a_user(Role.CONTRACTOR), seen_version=seen)


def test_the_security_is_measured_by_the_contract_price():
    section = a_section()
    a_contract(section, price_fen=10_000_000)
    checklist, photos = a_start(section), [a_stored_photo("s")]
    step, by = queries.step_of(checklist, StepKind.SECURITY), a_user(Role.CONTRACTOR)
    with pytest.raises(RuleBroken, match="at most 10"):
        actions.report_step(step, a_report(amount_fen=1_000_001), photos, by=by)
    cash = a_report(form=SecurityForm.CASH, cash_by_choice=True)
    actions.report_step(step, cash, photos, by=by)
    assert step.form is SecurityForm.CASH


def test_the_contract_is_no_step_that_somebody_reports():
    step = queries.step_of(a_start(), StepKind.CONTRACT)
    with pytest.raises(RuleBroken, match="entering the contract"):
        actions.report_step(step, a_report(), [a_stored_photo("c")], by=a_user(Role.CONTRACTOR))


def test_the_wage_account_waits_for_the_contract():
    step = queries.step_of(a_start(), StepKind.WAGE_ACCOUNT)
    with pytest.raises(RuleBroken, match="contract was signed first"):
        actions.report_step(step, a_report(), [a_stored_photo("w")], by=a_user(Role.CONTRACTOR))


def test_the_location_needs_every_work_on_the_map():
    with pytest.raises(RuleBroken, match="no works yet"):
        a_reported_step(a_start(), StepKind.LOCATION)


def test_one_crew_is_too_few_and_a_reported_crew_stays():
    checklist, by = a_start(), a_user(Role.CONTRACTOR)
    crew = actions.add_crew(checklist, "施工1队", "", None, today(), by=by)
    with pytest.raises(RuleBroken, match="at least 2 crews"):
        a_reported_step(checklist, StepKind.CREWS)
    with pytest.raises(RuleBroken, match="entered already"):
        actions.add_crew(checklist, " 施工1队 ", "", None, today(), by=by)
    actions.remove_crew(crew, by=by)
    two_crews(checklist)
    step = a_reported_step(checklist, StepKind.CREWS)
    assert step.done_on == today() - timedelta(days=1)
    with pytest.raises(RuleBroken, match="cannot be taken back"):
        actions.remove_crew(checklist.crews[0], by=by)


def test_a_new_award_makes_earlier_steps_owed_again():
    checklist, office = a_start(), a_user(Role.PROJECT_OFFICE)
    early = a_confirmed_step(checklist, StepKind.SECURITY, done_on=today() - timedelta(days=8))
    late = a_confirmed_step(checklist, StepKind.SITE_OFFICE, done_on=today())
    with pytest.raises(RuleBroken, match="Say why"):
        actions.move_award(checklist, today(), "", by=office)
    actions.move_award(checklist, today() - timedelta(days=3), "原中标无效，重新招标", by=office)
    assert (early.state, early.done_on) == (StepState.OPEN, None)
    assert late.state is StepState.CONFIRMED


def test_the_board_says_what_is_late_and_which_security_ends():
    checklist, office = (
        a_start(awarded_on=today() - timedelta(days=40)),
        a_user(Role.PROJECT_OFFICE),
    )
    a_confirmed_step(
        checklist,
        StepKind.SECURITY,
        done_on=today() - timedelta(days=38),
        valid_until=today() + timedelta(days=30),
    )
    [start] = queries.list_starts(office, today())
    assert start.steps[StepKind.SECURITY].standing is Standing.DONE
    assert start.security_ends_on == today() + timedelta(days=30)
    assert StepKind.JOINT_ACCOUNT in [step.kind for step in start.late]
    assert [day for _, day in queries.securities_ending(today(), office, 9)] == [
        start.security_ends_on
    ]


def test_a_crew_that_arrives_twice_in_one_moment_is_refused_in_words():
    checklist, by = a_start(), a_user(Role.CONTRACTOR)
    assert checklist.crews == []  # read before the other one arrives
    other = {"checklist_id": checklist.id, "name": "施工1队", "leader": "", "entered_on": today()}
    db.session.execute(insert(Crew), [other])
    with pytest.raises(RuleBroken, match="entered already"):
        actions.add_crew(checklist, "施工1队", "", None, today(), by=by)
