"""What registering and changing works leaves behind, and what a refusal leaves untouched."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.shared.audit import Program
from app.shared.errors import Forbidden, NotFound, RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from app.works import actions, queries
from app.works.actions import districts, posts
from app.works.queries import districts as district_queries
from app.works.queries.lists import count_without_accountable
from app.works.rules import Cause, LocationSource, MilestoneKind, Status
from tests.makers.accounts import a_user
from tests.makers.works import (
    a_contract,
    a_programme,
    a_project,
    a_road,
    a_section,
    a_township,
    an_area,
)

pytestmark = pytest.mark.usefixtures("context")
ME = Program()


def last_event() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def test_names_are_given_once_in_a_year_a_programme_a_project() -> None:
    programme = a_programme(2020)
    project = a_project(programme, "大店路")
    a_section(project, "1标段")
    with pytest.raises(RuleBroken):
        actions.create_programme(2020, programme.name, programme.kind, by=ME)
    with pytest.raises(RuleBroken):
        a_project(programme, "大店路")
    with pytest.raises(RuleBroken):
        a_section(project, "1标段")
    assert a_section(a_project(programme), "1标段").name == "1标段"


def test_a_name_that_is_taken_is_refused_on_change_as_well() -> None:
    project = a_project()
    a_section(project, "1标段")
    second = a_section(project, "2标段")
    with pytest.raises(RuleBroken, match="1标段"):
        actions.change(second, {"name": "1标段"}, by=ME)


def test_a_change_records_what_was_and_what_is() -> None:
    road = a_road(name="旧名")
    actions.change(road, {"name": "新名", "village": road.village}, by=ME)
    assert last_event().changes == '{"name":["旧名","新名"]}'


def test_the_second_of_two_editors_is_told_what_the_first_changed() -> None:
    road, first = a_road(), a_user(name="李四")
    seen = road.version
    actions.change(road, {"village": "李庄", "name": "李庄路"}, by=first, seen_version=seen)
    with pytest.raises(StaleEdit) as stale:
        actions.change(road, {"village": "王庄"}, by=ME, seen_version=seen)
    assert "李四 changed: Name, Village." in str(stale.value)
    assert road.village == "李庄"


def test_a_hold_keeps_its_reason_and_ends_with_it() -> None:
    project = a_project()
    actions.set_status(
        project, Status.ON_HOLD, by=ME, since=date(2020, 6, 1), reason="压覆矿",
        suspended_by=Cause.OWNER,
    )  # fmt: skip
    assert (project.status_reason, project.suspended_by) == ("压覆矿", Cause.OWNER)
    actions.set_status(project, Status.UNDER_CONSTRUCTION, by=ME, since=date(2020, 7, 1))
    assert project.suspended_by is None


def test_no_state_begins_on_a_day_to_come() -> None:
    project = a_project()
    with pytest.raises(RuleBroken, match="has not come"):
        actions.set_status(project, Status.FINISHED, by=ME, since=date(2999, 1, 1))


def test_a_section_has_one_contract() -> None:
    section = a_contract().section
    with pytest.raises(RuleBroken, match="has a contract already"):
        a_contract(section)


def test_a_key_post_is_held_by_one_person_at_a_time() -> None:
    section = a_section()
    first = posts.fill_post(section, "项目经理", "王五", since=date(2020, 1, 1), by=ME)
    with pytest.raises(RuleBroken, match="holds this post already"):
        posts.fill_post(section, "项目经理", "赵六", since=date(2020, 2, 1), by=ME)
    second = posts.replace_holder(first, "赵六", since=date(2020, 2, 1), approved=False, by=ME)
    assert (first.until, second.replacement_approved) == (date(2020, 1, 31), False)
    assert queries.find_holder(section.id, "项目经理") is second


def test_a_successor_begins_after_the_former_holder() -> None:
    first = posts.fill_post(a_section(), "安全员", "王五", since=date(2020, 2, 1), by=ME)
    with pytest.raises(RuleBroken, match="after the former one"):
        posts.replace_holder(first, "赵六", since=date(2020, 2, 1), approved=True, by=ME)
    assert first.until is None


def test_a_post_that_was_left_can_be_filled_again() -> None:
    section = a_section()
    first = posts.fill_post(section, "质量员", "王五", since=date(2020, 1, 1), by=ME)
    posts.end_post(first, until=date(2020, 3, 1), by=ME)
    with pytest.raises(RuleBroken, match="left the post already"):
        posts.end_post(first, until=date(2020, 3, 2), by=ME)
    assert posts.fill_post(section, "质量员", "赵六", since=date(2020, 4, 1), by=ME)


def test_milestones_are_reached_on_days_that_have_come() -> None:
    project = a_project()
    with pytest.raises(RuleBroken, match="has not come"):
        posts.set_milestone(project, MilestoneKind.APPROVAL, by=ME, done_on=date(2999, 1, 1))
    with pytest.raises(RuleBroken, match="Name the milestone"):
        posts.set_milestone(project, MilestoneKind.OTHER, by=ME)
    one = posts.set_milestone(project, MilestoneKind.APPROVAL, by=ME, authority="区发改委")
    posts.set_milestone(
        project, MilestoneKind.APPROVAL, by=ME, milestone=one, done_on=date(2020, 5, 1)
    )
    assert (one.authority, one.done_on) == ("区发改委", date(2020, 5, 1))


def test_each_township_lies_in_one_area() -> None:
    north, south = an_area("北"), an_area("南")
    township = a_township(area=north)
    assert districts.map_townships({township.id: south.id}, by=ME) == 1
    assert township.area_id == south.id
    assert districts.map_townships({township.id: south.id}, by=ME) == 0


def test_a_spelling_means_one_township() -> None:
    first, second = a_township("永镇镇"), a_township("苗安镇")
    districts.add_alias(first, "永镇", by=ME)
    with pytest.raises(RuleBroken, match="means 永镇镇 already"):
        districts.add_alias(second, "永镇", by=ME)
    assert queries.find_township("永镇") is first


def test_a_team_has_a_leader_and_members_and_one_name() -> None:
    leader, member, other = a_user(Role.LEADER), a_user(), a_user()
    team = districts.save_team(None, "第一督导组", leader, [member.id], by=ME)
    districts.save_team(team, "第一督导组", leader, [other.id], by=ME)
    assert [one.user_id for one in district_queries.list_team_members(team.id)] == [other.id]
    with pytest.raises(RuleBroken, match="第一督导组"):
        districts.save_team(None, "第一督导组", leader, [], by=ME)


def test_an_area_has_engineers() -> None:
    engineer = a_user(Role.AREA_ENGINEER)
    area = districts.save_area(None, "南片区", [engineer.id], by=ME)
    section = a_section(area=area)
    assert queries.get_section_to_change(engineer, section.id) is section
    districts.save_area(area, "南片区", [], by=ME)
    with pytest.raises(Forbidden):
        queries.get_section_to_change(engineer, section.id)


def test_a_position_is_kept_with_its_source() -> None:
    road = a_road()
    actions.place(road, Decimal("116.98"), Decimal("33.64"), by=ME, source=LocationSource.MAP)
    actions.place(road, Decimal("116.99"), Decimal("33.64"), by=ME, source=LocationSource.GPS)
    location = queries.find_location(work_id=road.id)
    assert (location.longitude, location.source) == (Decimal("116.99"), LocationSource.GPS)
    with pytest.raises(RuleBroken):
        actions.place(road, Decimal(200), Decimal(0), by=ME, source=LocationSource.MAP)


def test_those_without_an_accountable_person_are_counted() -> None:
    user = a_user()
    project = a_project(accountable=user)
    a_section(project)
    a_section(project, accountable=user)
    assert count_without_accountable(user) == {"projects": 0, "sections": 1}


def test_a_foreign_work_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.get_work_to_change(a_user(Role.CONTRACTOR), a_road().id)
