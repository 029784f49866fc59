from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.duties import actions, queries
from app.duties.rules import Cadence, Department, DutyKind, Limit, Standing, Who, Why
from app.duties.rules.duties import Asked
from app.extensions import db
from app.meetings.actions.series import Place
from app.meetings.rules import MeetingKind
from app.notices.models import Notice
from app.shared.audit import Program
from app.shared.calendar import clock_at
from app.shared.errors import RuleBroken
from app.works.models import SupervisionTeam, TeamMember
from app.works.rules import Cause, Status
from tests.makers.accounts import a_contractor, a_user
from tests.makers.duties import a_duty
from tests.makers.inspections import a_site_log, an_inspection, at_noon
from tests.makers.meetings import a_running_meeting
from tests.makers.works import a_contract, a_project, a_section, an_area

pytestmark = pytest.mark.usefixtures("context")
TODAY = date(2020, 6, 15)


def a_running_project(**details):
    started = {"status": Status.UNDER_CONSTRUCTION, "started_on": date(2020, 1, 1)}
    return a_project(**(started | details))


def standings(user=None, *, start=date(2020, 6, 8), end=TODAY, **only):
    """Return {object: [standing of each period]} between two days."""
    return {
        judged.of.number: [outcome.standing.value for outcome in judged.outcomes]
        for judged in queries.judge_between(user, start, end, TODAY, **only)
    }


def test_r07_only_departments_that_count_satisfy_and_others_are_still_logged():
    project = a_running_project()
    technical, finance = a_user(Role.PROJECT_OFFICE), a_user(Role.PROJECT_OFFICE)
    a_duty(who=Who.DEPARTMENTS, project=project)
    for person, department in ((technical, Department.TECHNICAL), (finance, Department.FINANCE)):
        actions.add_member(person, department, date(2020, 6, 1), by=Program(), project=project)
    a_site_log(project, by=technical, on=date(2020, 6, 8))
    a_site_log(project, by=finance, on=date(2020, 6, 9))
    assert standings(end=date(2020, 6, 10)) == {project.id: ["met", "late"]}


def test_r07_a_log_without_place_and_photo_does_not_satisfy():
    project = a_running_project()
    a_duty(project=project)
    a_site_log(project, on=date(2020, 6, 8)).location = ""  # as older logs have it
    assert standings(end=date(2020, 6, 9)) == {project.id: ["late"]}


def test_r51_a_project_on_hold_and_one_not_begun_owe_nothing():
    held = a_project(
        status=Status.ON_HOLD, status_since=date(2020, 6, 10), started_on=date(2020, 1, 1),
        status_reason="压覆矿", suspended_by=Cause.OWNER,
    )  # fmt: skip
    preliminary = a_project(status=Status.PRELIMINARY)
    a_duty(excusing=(Why.ON_HOLD,))
    found = standings(start=date(2020, 6, 9), end=date(2020, 6, 11))
    assert found == {held.id: ["late", "excused"]}
    assert preliminary.id not in found


def test_r21_visits_of_the_sections_own_team_count_and_others_do_not():
    section = a_section()
    a_contract(section)
    member, stranger = a_user(Role.SUPERVISION_TEAM), a_user(Role.SUPERVISION_TEAM)
    team = SupervisionTeam(name="第一督导组")
    db.session.add(team)
    db.session.flush()
    db.session.add(TeamMember(team_id=team.id, user_id=member.id))
    section.supervision_team = team
    db.session.flush()
    a_duty(DutyKind.INSPECTION, Cadence.MONTH, who=Who.TEAM)
    an_inspection(section, by=stranger, on=date(2020, 5, 5))
    an_inspection(section, by=member, on=date(2020, 6, 5))
    months = standings(start=date(2020, 5, 1), end=TODAY)
    assert months == {section.id: ["late", "met"]}


def test_r22_the_engineers_of_the_area_visit_and_whoever_covers_for_one_on_leave():
    engineer, deputy = a_user(Role.AREA_ENGINEER), a_user(Role.AREA_ENGINEER)
    section = a_section(area=an_area("", engineer))
    a_contract(section)
    a_duty(DutyKind.INSPECTION, Cadence.WEEK, who=Who.AREA)
    an_inspection(section, by=deputy, on=date(2020, 6, 9))
    assert standings(start=date(2020, 6, 8), end=TODAY) == {section.id: ["late"]}
    office = a_user(Role.PROJECT_OFFICE)
    actions.enter_cover(engineer, deputy, date(2020, 6, 8), date(2020, 6, 12), by=office)
    assert standings(start=date(2020, 6, 8), end=TODAY) == {section.id: ["met"]}


def test_leave_without_cover_is_a_reason_and_may_excuse():
    person, project = a_user(Role.PROJECT_OFFICE), a_running_project()
    office = a_user(Role.PROJECT_OFFICE)
    a_duty(who=Who.PERSON, user_id=person.id, project=project, excusing=(Why.LEAVE,))
    actions.enter_cover(person, None, date(2020, 6, 8), date(2020, 6, 8), by=office)
    assert standings(end=date(2020, 6, 10)) == {project.id: ["excused", "late"]}


def test_a_new_version_holds_from_its_day_and_leaves_the_past():
    project = a_running_project()
    duty = a_duty(project=project)
    a_site_log(project, on=date(2020, 6, 8))
    a_site_log(project, on=date(2020, 6, 9))
    twice = Asked([Limit(Cadence.DAY, 2)])
    actions.change_duty(duty, twice, valid_from=date(2020, 6, 9), by=Program())
    found = [
        (one.limit.at_least, [outcome.standing for outcome in one.outcomes])
        for one in queries.judge_between(None, date(2020, 6, 8), date(2020, 6, 10), TODAY)
    ]
    assert found == [(1, [Standing.MET]), (2, [Standing.LATE])]
    with pytest.raises(RuleBroken):
        actions.change_duty(duty, twice, valid_from=date(2020, 6, 9), by=Program())


def test_two_limits_are_judged_each_by_itself():
    project = a_running_project()
    a_duty(limits=[Limit(Cadence.WEEK, 1), Limit(Cadence.MONTH, 4)], project=project)
    a_site_log(project, on=date(2020, 6, 9))
    found = {
        one.limit.cadence: [outcome.standing.value for outcome in one.outcomes]
        for one in queries.judge_between(None, date(2020, 6, 8), TODAY, TODAY)
    }
    assert found == {Cadence.WEEK: ["met"], Cadence.MONTH: ["due"]}


def test_outsiders_see_the_duties_of_their_own_sections():
    firm = a_contractor()
    own, other = a_section(contractor=firm), a_section()
    for section in (own, other):
        a_contract(section)
    a_duty(DutyKind.INSPECTION, Cadence.WEEK)
    contractor = a_user(Role.CONTRACTOR, organisation=firm)
    assert set(standings(contractor)) == {own.id}
    assert set(standings()) == {own.id, other.id}


def test_however_many_duties_objects_and_days_the_statements_are_as_many(statements):
    for _ in range(2):
        project = a_running_project()
        a_contract(a_section(project))
    a_duty()
    a_duty(DutyKind.INSPECTION, Cadence.WEEK)
    with statements() as few:
        queries.judge_between(None, date(2020, 6, 1), TODAY, TODAY)
    for _ in range(5):
        project = a_running_project()
        a_contract(a_section(project))
        a_site_log(project, on=date(2020, 6, 9))
        a_duty()
    with statements() as many:
        queries.judge_between(None, date(2020, 1, 1), TODAY, TODAY)
    assert len(many) == len(few)


def test_the_daily_check_notes_what_is_late_once_and_makes_nothing_up():
    project = a_running_project()
    a_duty(project=project)
    for days in range(1, 7):
        a_site_log(project, on=TODAY - timedelta(days=days))
    [found] = actions.note_lapses(TODAY)
    lapse = found.lapse
    assert (lapse.object_id, lapse.period_start) == (project.id, TODAY - timedelta(days=7))
    assert not actions.note_lapses(TODAY)


def test_only_a_late_period_is_explained_and_stays_late():
    project, office = a_running_project(), a_user(Role.PROJECT_OFFICE)
    duty = a_duty(project=project)
    a_site_log(project, on=date(2020, 6, 9))
    late = (duty, project.id, Cadence.DAY, date(2020, 6, 8))
    lapse = actions.explain(*late, "手机损坏", by=office, today=TODAY)
    assert lapse.words == "手机损坏"
    assert standings(end=date(2020, 6, 9)) == {project.id: ["late"]}
    met = (duty, project.id, Cadence.DAY, date(2020, 6, 9))
    with pytest.raises(RuleBroken):
        actions.explain(*met, "手机损坏", by=office, today=TODAY)


def test_meetings_of_their_level_satisfy_and_those_of_the_whole_bureau_count_for_each_project():
    project, other = a_running_project(), a_running_project()
    a_duty(DutyKind.DISPATCH_DISTRICT, Cadence.MONTH)
    a_duty(DutyKind.DISPATCH_OFFICE, Cadence.WEEK)
    a_duty(DutyKind.PUSH_MEETING, Cadence.DAY)
    with clock_at(at_noon(date(2020, 6, 9))):
        a_running_meeting(kind=MeetingKind.DISTRICT, places=[Place(project.id)])
        a_running_meeting(kind=MeetingKind.WEEKLY)
        a_running_meeting(kind=MeetingKind.DAILY_PUSH)
    found = {
        (one.duty.kind, one.of.number): [outcome.standing.value for outcome in one.outcomes]
        for one in queries.judge_between(None, date(2020, 6, 9), date(2020, 6, 10), TODAY)
    }
    assert found[DutyKind.DISPATCH_DISTRICT, project.id] == ["met"]
    assert found[DutyKind.DISPATCH_DISTRICT, other.id] == ["due"]
    assert found[DutyKind.DISPATCH_OFFICE, other.id] == ["met"]
    assert found[DutyKind.PUSH_MEETING, 0] == ["met"]


def test_each_person_is_told_once_a_day_of_the_own_late_duties_or_who_covers():
    person, deputy = a_user(Role.PROJECT_OFFICE), a_user(Role.PROJECT_OFFICE)
    a_duty(who=Who.PERSON, user_id=person.id, project=a_running_project())
    actions.enter_cover(person, deputy, TODAY, TODAY, by=deputy)
    found = actions.note_lapses(TODAY)
    assert actions.remind(found, TODAY) == 1
    [notice] = db.session.scalars(select(Notice)).all()
    assert notice.key == f"duties:{deputy.id}:{TODAY}"
    actions.remind(found, TODAY)
    assert len(db.session.scalars(select(Notice)).all()) == 1
