"""The pages of obstacles: who may open them, what they refuse, and how many queries they cost."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.rules import Role
from app.extensions import db
from app.obstacles import actions
from app.obstacles.models import Obstacle
from app.obstacles.rules import ObstacleState
from app.shared.audit import Program
from tests.makers.accounts import a_user
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_project, a_road, a_section, an_area

GOOD = {
    "kind": "pole_line", "name": "10kV 杆线", "rights_owner": "供电公司", "since": "2020-06-01",
    "fault": "owner", "responsible_id": "",
}  # fmt: skip


def stored(app: Flask) -> Obstacle | None:
    """Return the last obstacle with what it blocks, outside any request."""
    with app.app_context():
        return db.session.scalars(
            select(Obstacle)
            .options(selectinload(Obstacle.scopes))
            .order_by(Obstacle.id.desc())
            .limit(1)
        ).first()


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_pages_open(given: Callable, browser_of: Callable, language: str) -> None:
    with given():
        user, road = a_user(), a_road()
        obstacle = an_obstacle(road, stretch=(0, 300), planned_clear_on=date(2020, 6, 5))
        cleared = an_obstacle(road.section.project)
        actions.clear(cleared, by=Program(), on=date(2020, 6, 9), resolution="done")
        section_id, project_id = road.section_id, road.section.project_id
    browser = browser_of(user, language)
    for address in (
        "/obstacles",
        "/obstacles?q=nothing",
        "/obstacles?age=longer&state=open&kind=pole_line&sort=-cost&page=99&section=x",
        "/obstacles?late=1&q=%00&owner=%00",
        "/obstacles/new",
        f"/obstacles/new?section={section_id}",
        f"/obstacles/new?project={project_id}",
        f"/obstacles/{obstacle.id}",
        f"/obstacles/{cleared.id}",
        f"/obstacles/{obstacle.id}/edit",
        f"/obstacles/{obstacle.id}/parts",
        f"/sections/{section_id}/obstacles",
        f"/projects/{project_id}/obstacles",
        f"/sections/{section_id}",
        f"/projects/{project_id}",
        f"/works/{road.id}",
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address


def test_an_obstacle_is_entered_by_the_form(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, road = a_user(), a_road()
    chosen = {f"chosen-{road.id}": "1", f"from-{road.id}": "K0+100", f"to-{road.id}": "0+300"}
    answer = browser_of(user).post(
        f"/obstacles/new?section={road.section_id}", data=GOOD | chosen | {"cost": "12.5"}
    )
    assert answer.status_code == 303
    obstacle = stored(app)
    assert obstacle.cost_fen == 12_500_000
    assert [(s.work_id, s.start_m, s.end_m) for s in obstacle.scopes] == [(road.id, 100, 300)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "at least one road or bridge"),
        ({"name": "x" * 10_000, "blocks_everything": "1"}, "at most 200 characters"),
        ({"name": "", "blocks_everything": "1"}, "Say what stands in the way."),
        ({"cost": "-5", "blocks_everything": "1"}, "not a sensible amount"),
        ({"cost": "NaN", "blocks_everything": "1"}, "not an amount of money"),
        ({"since": "2999-01-01", "blocks_everything": "1"}, "not"),
        ({"since": "gestern", "blocks_everything": "1"}, "is not a date"),
        ({"kind": "dragon", "blocks_everything": "1"}, "Invalid Choice"),
        ({"responsible_id": "abc", "blocks_everything": "1"}, "Invalid Choice"),
        ({"chosen-ROAD": "1", "from-ROAD": "K3+50"}, "K3+050"),
        ({"chosen-ROAD": "1", "from-ROAD": "K0+900", "to-ROAD": "K1+200"}, "beyond the work"),
        ({"from-ROAD": "K0+100"}, "not ticked"),
    ],
)
def test_wrong_entries_are_refused_with_a_sentence_and_kept(
    app: Flask, given: Callable, browser_of: Callable, changes: dict, sentence: str
) -> None:
    with given():
        user, road = a_user(), a_road()
    data = GOOD | {name.replace("ROAD", str(road.id)): text for name, text in changes.items()}
    answer = browser_of(user).post(f"/obstacles/new?section={road.section_id}", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "供电公司" in answer.text
    assert stored(app) is None


def test_the_second_of_two_people_is_told_what_the_first_changed(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        first, second = a_user(name="李四"), a_user()
        obstacle = an_obstacle(a_section())
        version = obstacle.version
    data = GOOD | {"blocks_everything": "1", "version": str(version)}
    address = f"/obstacles/{obstacle.id}/edit"
    assert browser_of(first).post(address, data=data | {"place": "K1 左侧"}).status_code == 303
    answer = browser_of(second).post(address, data=data | {"place": "K2 右侧"})
    assert answer.status_code == 409
    assert "李四 changed" in answer.text
    assert "K2 右侧" in answer.text
    assert stored(app).place == "K1 左侧"


def test_parts_and_the_whole_are_cleared_and_opened_again(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user, road = a_user(), a_road()
        obstacle = an_obstacle(road)
        scope = obstacle.scopes[0].id
    browser, here = browser_of(user), f"/obstacles/{obstacle.id}"
    part = {f"chosen-{scope}": "1", f"from-{scope}": "K0+000", f"to-{scope}": "K0+400"}
    assert browser.post(f"{here}/parts", data={"cleared_on": "2020-06-05"}).status_code == 422
    answer = browser.post(f"{here}/parts", data=part | {"cleared_on": "2020-06-05"})
    assert answer.status_code == 303
    assert stored(app).state == ObstacleState.PARTLY_CLEARED
    assert browser.post(f"{here}/clearing", data={"cleared_on": "2020-06-08"}).status_code == 422
    done = {"cleared_on": "2020-06-08", "resolution": "迁移完成"}
    assert browser.post(f"{here}/clearing", data=done).status_code == 303
    assert stored(app).state == ObstacleState.CLEARED
    again = {"since": "2020-06-07", "reason": "x"}
    assert browser.post(f"{here}/reopening", data=again).status_code == 422
    assert (
        browser.post(f"{here}/reopening", data=again | {"since": "2020-06-09"}).status_code == 303
    )
    assert stored(app).state == ObstacleState.PARTLY_CLEARED


@pytest.mark.parametrize(
    ("role", "seen", "new"),
    [
        (Role.PROJECT_OFFICE, 200, 200),
        (Role.AREA_ENGINEER, 200, 403),  # not the own area
        (Role.LEADER, 200, 403),
        (Role.FINANCE, 200, 403),
        (Role.CONTRACTOR, 404, 403),  # somebody else's section
        (Role.SYSTEM_ADMIN, 403, 403),
    ],
)
def test_each_role_sees_and_writes_what_it_may(
    given: Callable, browser_of: Callable, role: Role, seen: int, new: int
) -> None:
    with given():
        user, section = a_user(role), a_section()
        obstacle = an_obstacle(section)
    browser = browser_of(user)
    assert browser.get(f"/obstacles/{obstacle.id}").status_code == seen
    assert browser.get(f"/obstacles/new?section={section.id}").status_code == new
    assert browser.post(f"/obstacles/new?section={section.id}", data=GOOD).status_code in {new, 422}


def test_an_area_engineer_enters_obstacles_of_the_own_area(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        engineer = a_user(Role.AREA_ENGINEER)
        section = a_section(area=an_area("", engineer))
    answer = browser_of(engineer).post(
        f"/obstacles/new?section={section.id}", data=GOOD | {"blocks_everything": "1"}
    )
    assert answer.status_code == 303


def test_the_list_costs_the_same_queries_however_long_it_is(
    given: Callable, browser_of: Callable, statements: Callable
) -> None:
    with given():
        user, section = a_user(), a_section(a_project())
        road = a_road(section)
        an_obstacle(road)
    browser, counts = browser_of(user), []
    for _ in range(2):
        with statements() as sent:
            assert browser.get("/obstacles").status_code == 200
        counts.append(len(sent))
        with given():
            for _ in range(10):
                an_obstacle(db.session.merge(road), responsible_office="项目办")
    assert counts[0] == counts[1]
    assert counts[0] <= 13


def test_the_list_goes_out_to_excel(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
        an_obstacle(a_section(), name="=1+1")
    answer = browser_of(user).get("/obstacles?format=xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
