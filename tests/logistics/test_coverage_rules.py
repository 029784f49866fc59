from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logistics.rules.coverage import (
    Answer,
    Coverage,
    Gap,
    Neighbours,
    Place,
    ServiceMode,
    answer_problems,
    count,
    count_by_township,
    standings_of,
)
from app.logistics.rules.registers import code_problems

DAY = date(2020, 12, 31)
CENTER, VILLAGE = 1, 2


def answer(village_id, mode=ServiceMode.DIRECT, center_id=None, on=date(2020, 12, 1)):
    return Answer(village_id, mode, on, "村委会", center_id)


def standing(*answers, with_outlet=(CENTER,), day=DAY):
    known = {one.village_id: one for one in answers}
    return standings_of([CENTER, VILLAGE], known, with_outlet, day, 180)[VILLAGE]


def test_a_village_is_covered_directly_or_through_a_direct_one_with_an_outlet():
    via = answer(VILLAGE, ServiceMode.VIA_CENTER, CENTER)
    assert standing(answer(VILLAGE)).is_covered
    assert standing(answer(CENTER), via).is_covered


@pytest.mark.parametrize(
    ("center", "with_outlet", "gap"),
    [
        (answer(CENTER), (), Gap.CENTER_WITHOUT_OUTLET),
        (answer(CENTER, ServiceMode.NONE), (CENTER,), Gap.CENTER_NOT_DIRECT),
        (answer(CENTER, ServiceMode.VIA_CENTER, 3), (CENTER,), Gap.CENTER_NOT_DIRECT),
        (None, (CENTER,), Gap.CENTER_NOT_DIRECT),
    ],
)
def test_a_central_village_that_lost_its_service_covers_nobody(center, with_outlet, gap):
    answers = [answer(VILLAGE, ServiceMode.VIA_CENTER, CENTER), *([center] if center else [])]
    assert standing(*answers, with_outlet=with_outlet).gap is gap


def test_a_village_without_an_answer_is_not_covered():
    assert standing().gap is Gap.NO_ANSWER
    assert standing(answer(VILLAGE, ServiceMode.NONE)).gap is Gap.NOT_SERVED


def test_an_answer_grows_stale_the_day_after_its_term():
    last = answer(VILLAGE, on=DAY - timedelta(days=180))
    late = answer(VILLAGE, on=DAY - timedelta(days=181))
    assert (standing(last).is_stale, standing(late).is_stale) == (False, True)
    assert standing(late).is_covered


def around(**changes):
    facts = {
        "village": "甲村",
        "center": "乙村",
        "is_center_direct": True,
        "has_center_outlet": True,
    }
    return Neighbours(**facts | changes)


@pytest.mark.parametrize(
    ("mode", "neighbours", "says"),
    [
        (ServiceMode.VIA_CENTER, around(), None),
        (ServiceMode.DIRECT, around(center=None, served_from_here=("丙村",)), None),
        (ServiceMode.NONE, around(center=None, served_from_here=("丙村",)), None),
        (ServiceMode.VIA_CENTER, around(center=None), "Name the central village"),
        (ServiceMode.VIA_CENTER, around(is_itself=True), "its own central village"),
        (ServiceMode.VIA_CENTER, around(is_center_direct=False), "乙村 is not served directly"),
        (ServiceMode.VIA_CENTER, around(has_center_outlet=False), "乙村 has no open outlet"),
        (ServiceMode.VIA_CENTER, around(served_from_here=("丙村", "丁村")), "丙村、丁村"),
        (ServiceMode.DIRECT, around(), "Only a village served through"),
    ],
)
def test_chains_and_centers_without_service_are_refused(mode, neighbours, says):
    problems = [str(one) for one in answer_problems(mode, neighbours, DAY, DAY)]
    assert [one for one in problems if says and says in one] == problems
    assert bool(problems) == bool(says)


def test_a_confirmation_of_tomorrow_is_refused():
    assert answer_problems(ServiceMode.NONE, around(center=None), DAY, DAY - timedelta(days=1))


@pytest.mark.parametrize(
    "code", ["34130211320", "3413021132001", "34130211300a", "３４１３０２１１３００１"]
)
def test_a_division_code_has_twelve_digits(code):
    assert code_problems(code, "341302113")


def test_a_division_code_begins_with_that_of_the_township():
    assert code_problems("341302113001", "341302113") == []
    assert code_problems("341302114001", "341302113")


MODES = st.sampled_from([None, *ServiceMode])


@given(
    st.lists(
        st.tuples(MODES, st.integers(1, 8), st.booleans(), st.integers(0, 500)),
        min_size=1,
        max_size=8,
    )
)
def test_the_parts_always_add_up_to_the_whole(villages):
    numbers = range(1, len(villages) + 1)
    answers = {
        number: answer(number, mode, center if mode is ServiceMode.VIA_CENTER else None)
        for number, (mode, center, _has, _people) in zip(numbers, villages, strict=True)
        if mode
    }
    outlets = {number for number, one in zip(numbers, villages, strict=True) if one[2]}
    standings = standings_of(numbers, answers, outlets, DAY, 180)
    places = [
        Place(number, number % 3, people)
        for number, (_mode, _center, _has, people) in zip(numbers, villages, strict=True)
    ]
    total, parts = count(places, standings), count_by_township(places, standings).values()
    assert total.covered + total.uncovered == total.villages == len(villages)
    assert total.share is not None
    assert 0 <= total.share <= 1
    for name in Coverage.__dataclass_fields__:
        assert getattr(total, name) == sum(getattr(part, name) for part in parts)


def test_full_coverage_is_a_share_of_exactly_one():
    places = [Place(1, 1, 10), Place(2, 1, None)]
    covered = standings_of([1, 2], {1: answer(1), 2: answer(2)}, (), DAY, 180)
    total = count(places, covered)
    assert (total.share, total.is_full, total.without_population) == (Decimal(1), True, 1)
    assert count([], {}).share is None
