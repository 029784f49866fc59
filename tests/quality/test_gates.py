"""What the station needs before a step passes: tests, side stations, or a condition (R27, R28)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.quality.rules.chain import Place
from app.quality.rules.gates import TestVerdict, clearance
from app.quality.rules.processes import (
    DEFAULT_LISTS,
    Process,
    Structure,
    TestKind,
    process_list_problems,
    structure_of,
)  # fmt: skip
from app.quality.rules.side_stations import (
    Watch,
    WatchDraft,
    at_two_places,
    watch_gaps,
    watch_problems,
)
from app.quality.rules.stretches import Stretch
from app.works.rules import Nature, WorkKind, WorksKind

DAY = date(2020, 6, 7)
SURFACE = Process(
    "surface", "面层", tests=frozenset({TestKind.WIDTH, TestKind.THICKNESS, TestKind.STRENGTH})
)
GOOD = dict.fromkeys(TestKind, TestVerdict.PASSED)


def cleared(**verdicts: TestVerdict) -> tuple[list[str], date | None]:
    found = clearance(
        SURFACE, GOOD | {TestKind[name.upper()]: v for name, v in verdicts.items()}, (), DAY, 28
    )
    return [problem.english for problem in found.problems], found.due_on


def test_with_every_test_passed_the_station_may_sign() -> None:
    assert cleared() == ([], None)


@pytest.mark.parametrize("verdict", [TestVerdict.MISSING, TestVerdict.TOO_FEW, TestVerdict.FAILED])
def test_a_missing_or_failed_thickness_keeps_the_station_from_passing(verdict: TestVerdict) -> None:
    assert cleared(thickness=verdict) == ([f"Thickness: {verdict.label.english}."], None)


@pytest.mark.parametrize("verdict", [TestVerdict.MISSING, TestVerdict.AWAITED])
def test_strength_known_only_later_passes_on_condition_for_28_days(verdict: TestVerdict) -> None:
    assert cleared(strength=verdict) == ([], date(2020, 7, 5))


def test_strength_that_failed_is_no_condition() -> None:
    assert cleared(strength=TestVerdict.FAILED)[1] is None
    assert cleared(strength=TestVerdict.AWAITED, width=TestVerdict.FAILED)[1] is None


def test_tests_that_a_process_does_not_need_do_not_matter() -> None:
    assert clearance(Process("x", "x"), {}, (), DAY, 28).problems == ()


@pytest.mark.parametrize(
    "kind, works_kind, text, nature, structure",
    [
        (WorkKind.BRIDGE, WorksKind.BRIDGE, "", None, Structure.BRIDGE),
        (WorkKind.YARD, WorksKind.LOGISTICS, "", None, Structure.YARD),
        (WorkKind.ROAD, WorksKind.SAFETY, "沥青", None, Structure.SAFETY),
        (WorkKind.ROAD, WorksKind.MAINTENANCE, "", Nature.MEDIUM_REPAIR, Structure.REPAIR),
        (WorkKind.ROAD, WorksKind.RECONSTRUCTION, "沥青混凝土", None, Structure.ASPHALT_ROAD),
        (WorkKind.ROAD, WorksKind.RECONSTRUCTION, "", None, Structure.CONCRETE_ROAD),
    ],
)
def test_a_work_follows_the_processes_of_what_is_built(
    kind: WorkKind, works_kind: WorksKind, text: str, nature: Nature | None, structure: Structure
) -> None:
    assert structure_of(kind, works_kind, text, nature) == structure


def test_every_structure_has_a_list_that_could_be_kept() -> None:
    assert set(DEFAULT_LISTS) == set(Structure)
    for processes in DEFAULT_LISTS.values():
        assert process_list_problems(processes, DAY, DAY) == []


def test_a_list_needs_names_that_differ_and_a_day_to_come() -> None:
    twice = (Process("a", "路基"), Process("b", "路基 "))
    assert len(process_list_problems(twice, DAY - timedelta(days=1), DAY)) == 2
    assert len(process_list_problems((), None, DAY)) == 2


def at(hour: int) -> datetime:
    return datetime(2020, 6, 7, hour, tzinfo=UTC)


def stretch(start: int, end: int) -> Place:
    return Place(Stretch(Decimal(start), Decimal(end)))


def watch(number: int, start: int, end: int, place: Place, where: str = "1") -> Watch:
    return Watch(number, "孙立", at(start), at(end), place, where)


def test_one_supervisor_at_two_places_at_once_is_found_from_both() -> None:
    here, there = watch(1, 8, 12, stretch(0, 100)), watch(2, 11, 14, stretch(0, 50), "2")
    assert at_two_places(here, [here, there]) == [there]
    assert at_two_places(there, [here, there]) == [here]


def test_two_records_that_touch_or_tell_of_one_place_do_not_overlap() -> None:
    here = watch(1, 8, 12, stretch(0, 100))
    assert at_two_places(here, [watch(2, 12, 14, stretch(0, 50), "2")]) == []
    assert at_two_places(here, [watch(2, 9, 14, stretch(0, 50), "1")]) == []


def test_gaps_are_named_in_words() -> None:
    watches = [watch(1, 8, 10, stretch(0, 300)), watch(2, 11, 12, stretch(400, 500))]
    found = watch_gaps(watches, stretch(0, 500), at(8), at(13))
    assert [gap.english for gap in found][:1] == ["No side station from K0+300 to K0+400."]
    assert [gap.values for gap in found[1:]] == [
        {"start": at(10), "end": at(11)}, {"start": at(12), "end": at(13)},
    ]  # fmt: skip
    assert watch_gaps([], stretch(0, 500), None, None)[0].english == (
        "There is no side-station record."
    )


def test_two_shifts_together_leave_no_gap() -> None:
    shifts = [watch(1, 0, 12, stretch(0, 500)), watch(2, 11, 20, stretch(0, 500))]
    assert watch_gaps(shifts, stretch(0, 500), at(1), at(19)) == []


@pytest.mark.parametrize(
    "start, end, is_refused",
    [(8, 12, False), (12, 12, True), (12, 8, True)],
)
def test_a_side_station_begins_before_it_ends(start: int, end: int, is_refused: bool) -> None:
    draft = WatchDraft(at(start), at(end), stretch(0, 100), "摊铺", "检查厚度")
    road = Stretch(Decimal(0), Decimal(500))
    assert bool(watch_problems(draft, road, at(20))) == is_refused
    assert watch_problems(draft, road, at(1)) != []
