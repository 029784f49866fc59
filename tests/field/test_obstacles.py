"""Obstacles that are entered on the spot."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.obstacles.models import Obstacle
from app.shared.calendar import today
from tests.field.test_exchange import JSON
from tests.makers.accounts import a_user
from tests.makers.field import a_message
from tests.makers.works import a_road, a_section


def fields(**changes):
    given = {
        "obstacle_kind": "pole_line",
        "obstacle": "10kV 杆线",
        "rights_owner": "供电公司",
        "since": today().isoformat(),
    }
    return given | changes


@pytest.fixture
def scene(given: Callable, browser_of: Callable) -> tuple[FlaskClient, int, int]:
    with given():
        road = a_road(a_section())
        user = a_user(Role.PROJECT_OFFICE)
    return browser_of(user), road.section_id, road.id


def test_an_obstacle_is_entered_once_and_blocks_the_road(app, scene):
    phone, section_id, road_id = scene
    message = a_message("obstacle", section_id, fields=fields(work=str(road_id)))
    answers = [phone.post("/field/api/records", json=message, headers=JSON) for _ in (1, 2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    with app.app_context():
        (obstacle,) = db.session.scalars(select(Obstacle)).all()
        assert (obstacle.name, obstacle.rights_owner) == ("10kV 杆线", "供电公司")
        assert [scope.work_id for scope in obstacle.scopes] == [road_id]


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"obstacle": ""}, "What stands in the way"),
        ({"since": "2999-01-01"}, "2999"),
        ({"obstacle_kind": "gold"}, "Kind"),
        ({"work": "999999"}, "Road or bridge"),
        ({"place": "nowhere"}, "Chainage"),
    ],
)
def test_a_refused_obstacle_comes_back_with_its_reason(app, scene, changes, words):
    phone, section_id, _road = scene
    message = a_message("obstacle", section_id, fields=fields(**changes))
    answer = phone.post("/field/api/records", json=message, headers=JSON)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert db.session.scalars(select(Obstacle)).all() == []
