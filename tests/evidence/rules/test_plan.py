"""The plan of a day's photos."""

import pytest

from app.evidence.rules.plan import HEIGHT, WIDTH, plan_of

ROAD = [(116.90, 33.60), (116.95, 33.60)]


def test_photos_stand_where_they_were_taken_along_the_line():
    plan = plan_of([ROAD], [(1, (116.90, 33.60)), (2, (116.95, 33.60)), (3, (116.925, 33.605))])
    first, second, above = plan.dots
    assert first.x < above.x < second.x
    assert above.y < first.y == second.y  # north is up
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in plan.dots)
    assert plan.scale_m == 1_000


def test_a_photo_far_away_is_named_and_not_drawn():
    plan = plan_of([ROAD], [(1, (116.92, 33.60)), (2, (116.92, 36.30)), (3, (0.0, 0.0))])
    assert ([dot.number for dot in plan.dots], plan.far) == ([1], [2, 3])


@pytest.mark.parametrize(
    "lines, photos, is_drawn",
    [
        ([], [], False),
        ([ROAD], [], True),
        ([], [(1, (116.9, 33.6))], True),
        ([[(116.9, 33.6)]], [], True),
    ],
)
def test_a_plan_needs_some_place(lines, photos, is_drawn):
    assert (plan_of(lines, photos) is not None) is is_drawn
