"""Lots of test values: recorded and judged at once, final then, corrected by a new one, awaited while curing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from app.accounts.rules import Role
from app.extensions import db
from app.home.queries.quality_tasks import failed_items, results
from app.quality.actions.lots import correct_lot, enter_result, record_lot
from app.quality.actions.nonconformities import rectify
from app.quality.actions.standards import change_line
from app.quality.models import AcceptanceRequest, Nonconformity, StandardVersion
from app.quality.queries.lots import LotFilter, judgement_of, lots_statement, verdicts_of
from app.quality.queries.standards import standard_on
from app.quality.rules.chain import Place
from app.quality.rules.evaluation import Verdict
from app.quality.rules.first_standard import FIRST
from app.quality.rules.gates import TestVerdict
from app.quality.rules.nonconformities import Decision, Disposition, NonconformityState
from app.quality.rules.parties import RequestState
from app.quality.rules.processes import TestKind
from app.quality.rules.standard import Layer, Measure, RoadGroup
from app.quality.rules.standard_text import content_of, standard_from
from app.quality.rules.stretches import Stretch
from app.shared.calendar import clock_at
from app.shared.errors import RuleBroken
from tests.makers.acceptance import a_cast, a_passed_request
from tests.makers.accounts import a_user
from tests.makers.quality import THIN, a_lot, a_lot_entry, samples_of
from tests.makers.works import a_road

WHOLE_ROAD = Place(Stretch(Decimal(0), Decimal(1000)))
REBUILD = "厚度不足，凿除重做"


@contextmanager
def on(day: int, month: int = 6) -> Iterator[None]:
    """Let it be noon of a day of 2020."""
    with clock_at(datetime(2020, month, day, 4, tzinfo=UTC)):
        yield


@pytest.fixture(autouse=True)
def _second_of_june(context: None) -> Iterator[None]:
    with on(2):
        yield


def the_nonconformity() -> Nonconformity:
    return db.session.scalars(select(Nonconformity)).one()


def test_a_lot_is_judged_by_the_standard_of_its_day_when_it_is_recorded():
    lot = a_lot(a_road())
    assert (lot.verdict, lot.is_key, lot.pass_share) == (Verdict.PASSED, True, 1)
    assert lot.standard is not None
    assert lot.standard.number == 1
    judgement = judgement_of(lot)
    assert judgement is not None
    assert judgement.found.verdict is lot.verdict


def test_a_lot_sent_twice_is_one_lot():
    road, by = a_road(), a_user(Role.AREA_ENGINEER)
    entry = a_lot_entry(road)
    assert record_lot(road, entry, by=by) is record_lot(road, entry, by=by)


def test_a_form_used_for_another_work_is_refused():
    by = a_user(Role.AREA_ENGINEER)
    record_lot(road := a_road(), a_lot_entry(road, client_uuid="one"), by=by)
    with pytest.raises(RuleBroken, match="already used"):
        record_lot(other := a_road(), a_lot_entry(other, client_uuid="one"), by=by)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sampled_on": date(2020, 6, 3)}, "has not come"),
        ({"sampled_on": None}, "which day"),
        ({"samples": []}, "at least one value"),
        ({"samples": samples_of("-1 2")}, "more than 0"),
        ({"design": None}, "design value"),
        ({"end_m": Decimal(1001)}, "outside the work"),
        ({"measure": Measure.BROKEN_SLABS}, "no tolerance"),
        ({"is_pending": True}, "Only a strength"),
        ({"process": ""}, "process"),
    ],
)
def test_a_lot_that_cannot_be_so_is_refused(wrong, sentence):
    road = a_road()
    with pytest.raises(RuleBroken, match=sentence):
        a_lot(road, **wrong)


def test_a_judged_lot_and_its_values_never_change():
    lot = a_lot(a_road())
    for statement in (
        "UPDATE sample_lot SET verdict = 'passed'", "DELETE FROM sample_lot",
        "UPDATE sample_value SET value = 1", "UPDATE standard_version SET reason = ''",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="final"), db.session.begin_nested():
            db.session.execute(text(statement))
    assert lot.verdict is Verdict.PASSED


def test_a_correction_is_a_new_lot_that_names_the_old_one():
    by = a_user(Role.AREA_ENGINEER)
    lot = a_lot(a_road())
    newer = correct_lot(lot, a_lot_entry(lot.work, "179 181 180 182 183 180"), "抄错", by=by)
    assert newer.replaces is lot
    listed = db.session.scalars(lots_statement(by, LotFilter())).all()
    assert listed == [newer]
    with pytest.raises(RuleBroken, match="corrected already"):
        correct_lot(lot, a_lot_entry(lot.work), "再改", by=by)


def test_a_correction_needs_its_reason():
    lot = a_lot(a_road())
    with pytest.raises(RuleBroken, match="why"):
        correct_lot(lot, a_lot_entry(lot.work), " ", by=a_user(Role.AREA_ENGINEER))


def test_a_failed_key_item_opens_a_nonconformity_and_a_general_item_does_not():
    road = a_road()
    width = {"measure": Measure.WIDTH, "design": Decimal("4.5"), "layer": Layer.BASE}
    a_lot(road, "4.4 4.4 4.4 4.5", **width)
    assert db.session.scalars(select(Nonconformity)).all() == []
    lot = a_lot(road, THIN)
    found = the_nonconformity()
    assert (found.lot, found.state, found.place) == (lot, NonconformityState.OPEN, WHOLE_ROAD)


def test_a_contractor_does_not_correct_what_failed():
    contractor, office = a_user(Role.CONTRACTOR), a_user(Role.PROJECT_OFFICE)
    lot = a_lot(a_road(), THIN, by=contractor)
    with pytest.raises(RuleBroken, match="only the project office"):
        correct_lot(lot, a_lot_entry(lot.work), "抄错", by=contractor)
    correct_lot(lot, a_lot_entry(lot.work), "抄错", by=office)
    found = the_nonconformity()
    assert (found.state, found.disposition) == (
        NonconformityState.CLOSED, Disposition.CORRECTED,
    )  # fmt: skip


def test_a_rectified_item_closes_when_the_whole_place_passes_and_not_before_it_is_decided():
    road = a_road()
    a_lot(road, THIN)
    found = the_nonconformity()
    with on(3):
        a_lot(road, sampled_on=date(2020, 6, 3))
        assert found.state is NonconformityState.OPEN
        decision = Decision(Disposition.RECTIFY, REBUILD, date(2020, 6, 10))
        rectify(found, decision, by=a_user(Role.PROJECT_OFFICE))
    with on(5):
        a_lot(road, sampled_on=date(2020, 6, 5), end_m=Decimal(500))
        assert found.state is NonconformityState.RECTIFYING
        passed = a_lot(road, sampled_on=date(2020, 6, 5))
        assert (found.state, found.closing_lot) == (NonconformityState.CLOSED, passed)


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (Decision(None, REBUILD), "Choose"),
        (Decision(Disposition.RECTIFY, "", date(2020, 6, 9)), "reason"),
        (Decision(Disposition.RECTIFY, REBUILD), "until when"),
        (Decision(Disposition.RECTIFY, REBUILD, date(2020, 6, 1)), "is over"),
        (Decision(Disposition.CORRECTED, REBUILD), "Choose"),
    ],
)
def test_a_decision_needs_a_choice_a_reason_and_a_day(decision, sentence):
    a_lot(a_road(), THIN)
    with pytest.raises(RuleBroken, match=sentence):
        rectify(the_nonconformity(), decision, by=a_user(Role.PROJECT_OFFICE))


def test_a_strength_is_awaited_28_days_and_then_confirmed_or_failed():
    strength = {
        "layer": Layer.CONCRETE_SURFACE, "measure": Measure.FLEXURAL_STRENGTH, "samples": [],
        "design": Decimal("4.5"), "is_pending": True, "process": "surface",
    }  # fmt: skip
    good, bad = a_road(), a_road()
    passing, failing = a_lot(good, **strength), a_lot(bad, **strength)
    assert (passing.verdict, passing.due_on) == (None, date(2020, 6, 29))
    assert verdicts_of(good.id, "surface", WHOLE_ROAD) == {TestKind.STRENGTH: TestVerdict.AWAITED}
    by = a_user(Role.AREA_ENGINEER)
    with on(29):
        enter_result(passing, samples_of("5.3 5.4"), by=by)
        enter_result(failing, samples_of("4.0 4.1"), by=by)
    assert verdicts_of(good.id, "surface", WHOLE_ROAD) == {TestKind.STRENGTH: TestVerdict.PASSED}
    assert verdicts_of(bad.id, "surface", WHOLE_ROAD) == {TestKind.STRENGTH: TestVerdict.FAILED}
    assert the_nonconformity().lot is failing
    with pytest.raises(RuleBroken, match="judged already"):
        enter_result(passing, samples_of("5.3 5.4"), by=by)


def test_an_unconfined_strength_is_awaited_7_days():
    lot = a_lot(
        a_road(),
        samples=[],
        measure=Measure.UNCONFINED_STRENGTH,
        design=Decimal(3),
        is_pending=True,
    )
    assert lot.due_on == date(2020, 6, 8)


def test_a_second_test_of_half_the_place_leaves_the_other_half_failed():
    road = a_road()
    width = {"measure": Measure.WIDTH, "design": Decimal("4.5")}
    a_lot(road, "4.4 4.4 4.4 4.5", **width)
    first, second = (Place(Stretch(Decimal(start), Decimal(start + 500))) for start in (0, 500))
    with on(3):
        a_lot(road, "4.5 4.6", sampled_on=date(2020, 6, 3), end_m=Decimal(500), **width)
    verdicts = [verdicts_of(road.id, "base", place)[TestKind.WIDTH] for place in (first, second)]
    assert verdicts == [TestVerdict.PASSED, TestVerdict.FAILED]


def test_a_failed_key_item_stands_until_somebody_closes_it_whatever_is_tested_later():
    road = a_road()
    a_lot(road, THIN)
    with on(3):
        a_lot(road, sampled_on=date(2020, 6, 3))
    assert verdicts_of(road.id, "base", WHOLE_ROAD) == {TestKind.THICKNESS: TestVerdict.FAILED}


def test_a_place_that_was_tested_in_part_is_not_tested():
    road = a_road()
    a_lot(road, end_m=Decimal(600))
    assert verdicts_of(road.id, "base", WHOLE_ROAD) == {TestKind.THICKNESS: TestVerdict.MISSING}


def test_an_edited_line_is_a_new_version_and_leaves_what_was_judged():
    road = a_road()
    before = a_lot(road)
    line = FIRST.find(Layer.BASE, Measure.THICKNESS, RoadGroup.OTHER)
    assert line is not None
    stricter = standard_from("", content_of(FIRST)).find(
        Layer.BASE, Measure.THICKNESS, RoadGroup.OTHER
    )
    assert stricter == line  # what is kept is what was meant
    office = a_user(Role.PROJECT_OFFICE)
    changed = type(line)(**{**vars(line), "mean_below": Decimal(0), "is_checked": True})
    with pytest.raises(RuleBroken, match="today on"):
        change_line(changed, date(2020, 6, 1), "核对原文", by=office)
    change_line(changed, date(2020, 6, 3), "核对原文", by=office)
    with on(3):
        after = a_lot(road, "179 180 180 180 180 180", sampled_on=date(2020, 6, 3))
    assert (before.verdict, after.verdict) == (Verdict.PASSED, Verdict.FAILED)
    assert [v.number for v in db.session.scalars(select(StandardVersion).order_by("number"))] == [
        1,
        2,
    ]
    assert standard_on(date(2020, 6, 2)).find(*_key(line)) == line
    assert standard_on(date(2020, 6, 3)).find(*_key(line)) == changed


def _key(line):
    return line.layer, line.kind, line.group


def test_a_strength_that_is_known_settles_the_pass_that_waited_for_it():
    cast = a_cast()
    request = a_passed_request(cast)
    db.session.execute(
        update(AcceptanceRequest)
        .where(AcceptanceRequest.id == request.id)
        .values(state=RequestState.CONDITIONAL, due_on=date(2020, 6, 29))
    )
    db.session.expire_all()
    strength = {
        "process": "clearing", "layer": Layer.CONCRETE_SURFACE, "design": Decimal("4.5"),
        "measure": Measure.FLEXURAL_STRENGTH, "end_m": Decimal(500),
    }  # fmt: skip
    a_lot(cast.road, "5.3 5.4", **strength)
    assert (request.state, request.due_on) == (RequestState.PASSED, None)


def test_results_and_failed_items_wait_on_the_first_page_of_those_who_deal_with_them():
    road = a_road()
    contractor = a_user(Role.CONTRACTOR, organisation=road.section.contractor)
    office = a_user(Role.PROJECT_OFFICE)
    a_lot(road, samples=[], measure=Measure.UNCONFINED_STRENGTH, design=Decimal(3), is_pending=True)
    a_lot(road, THIN)
    assert list(results(contractor, date(2020, 6, 4))) == []
    (task,) = results(contractor, date(2020, 6, 5))
    assert task.due_on == date(2020, 6, 8)
    assert list(failed_items(contractor, date(2020, 6, 5))) == []
    assert len(list(failed_items(office, date(2020, 6, 5)))) == 1
