"""What raising, changing, clearing and reopening leave behind, and what other rooms then read."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.obstacles import actions, queries
from app.obstacles.rules import AgeBand, ObstacleKind, ObstacleState, ScopeDraft
from app.shared.audit import Program
from app.shared.errors import Forbidden, NotFound, RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from app.works.rules import Cause, Status
from tests.makers.accounts import a_user
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_bridge, a_project, a_road, a_section, an_area

pytestmark = pytest.mark.usefixtures("context")
ME = Program()


def day(number: int) -> date:
    return date(2020, 6, number)


def last_event() -> str:
    return db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc())).first()


def test_raising_stores_what_is_blocked_and_is_recorded() -> None:
    road = a_road()
    obstacle = an_obstacle(road, stretch=(100, 300))
    assert (obstacle.state, obstacle.cleared_on) == (ObstacleState.OPEN, None)
    assert [(s.work_id, s.start_m, s.end_m) for s in obstacle.scopes] == [(road.id, 100, 300)]
    assert last_event() == "obstacle.raised"


def test_a_refused_obstacle_is_not_stored() -> None:
    section = a_section()
    with pytest.raises(RuleBroken):
        an_obstacle(section, rights_owner="")
    db.session.flush()
    assert queries.open_of_section(section.id) == []


def test_an_obstacle_touches_only_works_of_its_section() -> None:
    with pytest.raises(RuleBroken, match="does not belong"):
        actions.raise_obstacle(
            ObstacleKind.PIPELINE, "燃气", by=ME, section=a_section(), rights_owner="燃气公司",
            since=day(1), scopes=[ScopeDraft(a_road().id)],
        )  # fmt: skip


def test_a_cleared_part_leaves_the_rest_blocked() -> None:
    road = a_road()
    obstacle = an_obstacle(road)
    actions.clear_part(obstacle, [(obstacle.scopes[0].id, Decimal(400), Decimal(600))], by=ME, on=day(10))  # fmt: skip
    assert obstacle.state == ObstacleState.PARTLY_CLEARED
    open_parts = [(s.start_m, s.end_m) for s in obstacle.scopes if s.cleared_on is None]
    assert open_parts == [(0, 400), (600, 1000)]
    assert queries.blocked_works([road.section_id], day(9)) == {road.section_id: {road.id}}


def test_clearing_the_last_part_clears_the_obstacle() -> None:
    obstacle = an_obstacle(a_road())
    actions.clear_part(obstacle, [(obstacle.scopes[0].id, None, None)], by=ME, on=day(10))
    assert (obstacle.state, obstacle.cleared_on) == (ObstacleState.CLEARED, day(10))


@pytest.mark.parametrize("part", [(500, 400), (900, 1100)])
def test_a_part_outside_what_was_blocked_is_refused(part: tuple[int, int]) -> None:
    obstacle = an_obstacle(a_road())
    cleared = [(obstacle.scopes[0].id, Decimal(part[0]), Decimal(part[1]))]
    with pytest.raises(RuleBroken):
        actions.clear_part(obstacle, cleared, by=ME, on=day(10))
    assert obstacle.state == ObstacleState.OPEN


def test_clearing_says_how_it_was_solved() -> None:
    obstacle = an_obstacle(a_road())
    with pytest.raises(RuleBroken, match="how it was solved"):
        actions.clear(obstacle, by=ME, on=day(10), resolution=" ")
    actions.clear(obstacle, by=ME, on=day(10), resolution="杆线已迁移")
    assert (obstacle.state, obstacle.cleared_on) == (ObstacleState.CLEARED, day(10))
    with pytest.raises(RuleBroken, match="cleared already"):
        actions.clear(obstacle, by=ME, on=day(11), resolution="again")


def test_days_between_clearing_and_reopening_are_not_lost() -> None:
    road = a_road()
    obstacle = an_obstacle(road, since=day(1))
    actions.clear(obstacle, by=ME, on=day(5), resolution="done")
    actions.reopen(obstacle, by=ME, since=day(9), reason="the line sags")
    assert obstacle.state == ObstacleState.PARTLY_CLEARED
    found = queries.owner_caused_days([road.section_id], day(1), day(11))[road.section_id]
    assert found.days == 4 + 2


def test_a_stale_change_names_who_changed_what() -> None:
    section = a_section()
    obstacle = an_obstacle(section)
    seen, user = obstacle.version, a_user(name="李四")
    actions.change_obstacle(
        obstacle, {"place": "K1 左侧"}, [], blocks_everything=True, by=user, seen_version=seen
    )
    with pytest.raises(StaleEdit, match="李四 changed: Where"):
        actions.change_obstacle(
            obstacle, {"place": "K2"}, [], blocks_everything=True, by=ME, seen_version=seen
        )


def test_changing_what_is_blocked_keeps_what_was_cleared() -> None:
    section = a_section()
    first, second, third = a_road(section), a_road(section), a_road(section)
    obstacle = actions.raise_obstacle(
        ObstacleKind.POLE_LINE, "杆线", by=ME, section=section, rights_owner="供电公司",
        since=day(1), scopes=[ScopeDraft(first.id), ScopeDraft(second.id)],
    )  # fmt: skip
    actions.clear_part(obstacle, [(obstacle.scopes[0].id, None, None)], by=ME, on=day(5))
    actions.change_obstacle(obstacle, {}, [ScopeDraft(third.id)], blocks_everything=False, by=ME)
    assert [(s.work_id, s.cleared_on) for s in obstacle.scopes] == [
        (first.id, day(5)),
        (third.id, None),
    ]


def test_only_what_the_contractor_does_not_answer_for_is_excused() -> None:
    section = a_section()
    road, other = a_road(section), a_road(section)
    an_obstacle(road, since=day(1), fault=Cause.OWNER)
    an_obstacle(other, since=day(1), fault=Cause.CONTRACTOR)
    found = queries.owner_caused_days([section.id], day(1), day(4))[section.id]
    assert (found.days, list(found.blocked)) == (3, [road.id])
    assert queries.blocked_works([section.id], day(2)) == {section.id: {road.id}}


def test_an_obstacle_to_the_project_blocks_all_its_sections() -> None:
    project = a_project()
    roads = [a_road(a_section(project)), a_road(a_section(project)), a_road()]
    an_obstacle(project, since=day(1), kind=ObstacleKind.MINERAL)
    blocked = queries.blocked_works([road.section_id for road in roads], day(2))
    assert list(blocked.values()) == [{roads[0].id}, {roads[1].id}, set()]


def test_a_project_on_hold_keeps_its_obstacle_in_the_list() -> None:
    project = a_project(
        status=Status.ON_HOLD, status_reason="压覆矿", suspended_by=Cause.OWNER
    )  # R51
    obstacle = an_obstacle(project, kind=ObstacleKind.MINERAL, rights_owner="淮北矿业集团")
    assert [row.id for row in queries.list_open(a_user())] == [obstacle.id]


def test_an_obstacle_may_touch_a_bridge() -> None:
    bridge = a_bridge()
    an_obstacle(bridge, kind=ObstacleKind.PIPELINE, name="燃气管道")  # R52
    assert queries.blocked_works([bridge.section_id], day(2)) == {bridge.section_id: {bridge.id}}
    assert [o.name for o in queries.open_of_work(bridge)] == ["燃气管道"]


def test_open_obstacles_are_counted_by_age() -> None:
    section = a_section()
    for since in (day(29), day(10), date(2020, 1, 1)):
        an_obstacle(section, since=since)
    actions.clear(an_obstacle(section), by=ME, on=day(20), resolution="done")
    counts = queries.count_open_by_age(a_user(), day(30))
    assert counts == {AgeBand.WEEK: 1, AgeBand.MONTH: 1, AgeBand.QUARTER: 0, AgeBand.LONGER: 1}


def test_outsiders_know_only_the_obstacles_of_their_own_sections() -> None:
    project = a_project()
    section, other = a_section(project), a_section(project)
    builder = a_user(Role.CONTRACTOR, organisation=section.contractor)
    own, foreign, of_all = an_obstacle(section), an_obstacle(other), an_obstacle(project)
    assert [row.id for row in queries.list_open(builder)] == [own.id, of_all.id]
    with pytest.raises(NotFound):
        queries.get_obstacle_for(builder, foreign.id)


def test_area_engineers_write_for_their_areas_only() -> None:
    engineer = a_user(Role.AREA_ENGINEER)
    own, foreign = a_section(area=an_area("", engineer)), a_section()
    assert queries.get_obstacle_to_change(engineer, an_obstacle(own).id)
    with pytest.raises(Forbidden):
        queries.get_obstacle_to_change(engineer, an_obstacle(foreign).id)
    with pytest.raises(Forbidden):
        queries.get_obstacle_to_change(engineer, an_obstacle(foreign.project).id)


def test_the_same_obstacle_is_not_entered_twice() -> None:
    section = a_section()
    an_obstacle(section, name="杆线")
    with pytest.raises(RuleBroken, match="entered already"):
        an_obstacle(section, name="杆线")
