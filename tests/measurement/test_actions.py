from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.accounts.rules import Role
from app.certificates import actions as certificates
from app.certificates.rules.states import CertificateKind
from app.extensions import db
from app.measurement import actions, queries
from app.measurement.rules import PeriodState
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.startup.rules import StepState
from tests.makers.acceptance import a_cast, a_passed_request, stretch
from tests.makers.accounts import a_user
from tests.makers.contracts import a_bill, an_entry
from tests.makers.startup import a_start
from tests.makers.works import a_contract

pytestmark = pytest.mark.usefixtures("context")
TOMORROW = today() + timedelta(days=1)


@pytest.fixture
def cast():
    """A road of one kilometre with a bill of one item by acceptance and one by paper."""
    cast = a_cast()
    a_contract(cast.section, price_fen=10_000_000)
    a_bill(
        cast.section,
        an_entry("202-1-a", name="清表", quantity=Decimal(5000), unit_price_fen=1900, process="clearing"),
        an_entry("102-1", chapter="100", name="竣工文件", quantity=Decimal(1), unit_price_fen=500_000),
    )  # fmt: skip
    return cast


def confirmed(cast, period):
    for by in (cast.contractor, cast.supervisor, a_user(Role.PROJECT_OFFICE)):
        actions.advance(period, by=by)
    return period


def test_accepted_stretches_are_measured_confirmed_and_certified(cast):
    a_passed_request(cast, "clearing", stretch(0, 500))
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    (line,) = period.lines
    assert line.quantity == line.evidence_quantity == 2500
    confirmed(cast, period)
    assert period.state is PeriodState.CONFIRMED
    figures = queries.measured_of(cast.section.id, 1)
    assert figures.is_confirmed
    assert [(one.code, one.to_end, one.this_period_fen) for one in figures.lines] == [
        ("202-1-a", Decimal("2500.000"), 2500 * 1900),
        ("102-1", Decimal(0), 0),
    ]
    certificate = certificates.draft(
        cast.section, CertificateKind.INTERIM, period_number=1, by=cast.contractor
    )
    assert certificate.gross_to_end_fen == 2500 * 1900
    assert certificate.covers_to == today()


def test_what_no_acceptance_proves_is_entered_by_paper(cast):
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    item = queries.measured_of(cast.section.id, 1).lines[1]
    with pytest.raises(RuleBroken):
        actions.enter(period, item.item_id, Decimal(1), "", "", by=cast.contractor)
    with pytest.raises(RuleBroken):
        actions.enter(period, item.item_id, Decimal(2), "收文1号", "已交", by=cast.contractor)
    actions.enter(period, item.item_id, Decimal(1), "收文1号", "已交", by=cast.contractor)
    assert queries.measured_to(cast.section.id, 1)[item.item_id] == 1


def test_less_is_measured_with_a_reason_and_never_more(cast):
    a_passed_request(cast, "clearing", stretch(0, 500))
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    (line,) = period.lines
    with pytest.raises(RuleBroken):
        actions.correct(line, Decimal(2501), "多做", by=cast.contractor)
    seen = period.version
    actions.correct(line, Decimal(2400), "边坡未清完", by=cast.contractor)
    confirmed(cast, period)
    with pytest.raises(RuleBroken):
        actions.correct(line, Decimal(2300), "再减", by=cast.contractor)
    with pytest.raises(StaleEdit):
        actions.send_back(period, "错", by=cast.supervisor, seen_version=seen)


def test_a_returned_measurement_is_submitted_again_and_the_next_waits_for_it(cast):
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    with pytest.raises(RuleBroken):
        actions.draft(cast.section, TOMORROW, by=cast.contractor)
    actions.advance(period, by=cast.contractor)
    with pytest.raises(RuleBroken):
        actions.send_back(period, " ", by=cast.supervisor)
    actions.send_back(period, "缺检测", by=cast.supervisor)
    assert (period.state, period.returned_because) == (PeriodState.DRAFTED, "缺检测")
    confirmed(cast, period)
    with pytest.raises(RuleBroken):
        actions.draft(cast.section, TOMORROW, by=cast.contractor)  # no day later than the last


def test_a_firm_of_another_contract_takes_no_step(cast):
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    with pytest.raises(RuleBroken):
        actions.advance(period, by=a_user(Role.CONTRACTOR))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE measurement_period SET number = 9",
        "DELETE FROM measurement_period",
        "UPDATE measured_line SET quantity = 1",
        "UPDATE measured_line SET why = 'x'",
        "DELETE FROM measured_line",
        "INSERT INTO measured_line (period_id, item_id, withheld_quantity, quantity, why, paper)"
        " SELECT period_id, item_id, 0, 1, 'x', 'x' FROM measured_line",
    ],
)
def test_the_database_refuses_to_change_a_confirmed_period(cast, statement):
    a_passed_request(cast, "clearing", stretch(0, 500))
    confirmed(cast, actions.draft(cast.section, TOMORROW, by=cast.contractor))
    with pytest.raises(DatabaseError), db.session.begin_nested():
        db.session.execute(text(statement))


def test_a_contract_is_not_measured_before_its_start_is_ready(cast):
    start = a_start(cast.section, awarded_on=date(2020, 2, 1))
    with pytest.raises(RuleBroken) as refused:
        actions.draft(cast.section, TOMORROW, by=cast.contractor)
    assert "of the six steps" in str(refused.value.sentences[0])
    for step in start.steps:
        step.state, step.done_on = StepState.CONFIRMED, today()
        step.decided_by, step.decided_at = cast.supervisor, now()
    assert actions.draft(cast.section, TOMORROW, by=cast.contractor).number == 1


def test_what_passed_after_the_period_waits_for_the_next(cast):
    a_passed_request(cast, "clearing", stretch(0, 500))
    first = confirmed(cast, actions.draft(cast.section, today(), by=cast.contractor))
    assert first.lines == []
    second = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    assert [line.quantity for line in second.lines] == [2500]
    assert (second.start_on, second.end_on) == (today(), TOMORROW)


def test_whoever_drafted_or_changed_a_measurement_does_not_agree_to_it(cast):
    a_passed_request(cast, "clearing", stretch(0, 500))
    office, other = a_user(Role.PROJECT_OFFICE), a_user(Role.PROJECT_OFFICE)
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    actions.correct(period.lines[0], Decimal(2400), "边坡未清完", by=office)
    actions.advance(period, by=cast.contractor)
    actions.advance(period, by=cast.supervisor)
    with pytest.raises(RuleBroken) as refused:
        actions.advance(period, by=office)
    assert "cannot agree" in refused.value.sentences[0].english
    actions.advance(period, by=other)
    assert period.state is PeriodState.CONFIRMED


def test_what_was_taken_back_since_the_draft_is_not_confirmed(cast, monkeypatch):
    a_passed_request(cast, "clearing", stretch(0, 500))
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    actions.advance(period, by=cast.contractor)
    whole = queries.passed_stretches
    monkeypatch.setattr(queries, "passed_stretches", lambda _numbers, _end: {})
    with pytest.raises(RuleBroken) as refused:
        actions.advance(period, by=cast.supervisor)
    assert "prove 0 now" in refused.value.sentences[0].english
    actions.send_back(period, "验收已撤销", by=cast.supervisor)
    actions.refill(period, by=cast.contractor)
    assert period.lines == []
    monkeypatch.setattr(queries, "passed_stretches", whole)
    actions.refill(period, by=cast.contractor)
    assert [line.quantity for line in period.lines] == [2500]
    confirmed(cast, period)


def test_a_draft_is_filled_again_and_corrections_downward_stay(cast):
    a_passed_request(cast, "clearing", stretch(0, 500))
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    item = queries.measured_of(cast.section.id, 1).lines[1]
    actions.enter(period, item.item_id, Decimal(1), "收文1号", "已交", by=cast.contractor)
    a_passed_request(cast, "clearing", stretch(500, 700))
    actions.refill(period, by=cast.contractor)
    line = next(one for one in period.lines if one.work_id)
    assert (line.evidence_quantity, line.quantity) == (3500, 3500)
    actions.correct(line, Decimal(2400), "边坡未清完", by=cast.contractor)
    a_passed_request(cast, "clearing", stretch(700, 1000))
    actions.refill(period, by=cast.contractor)
    assert (line.evidence_quantity, line.quantity) == (5000, 2400)
    assert len(period.lines) == 2


def test_a_draft_is_thrown_away_until_somebody_saw_it(cast):
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    actions.discard(period, by=cast.contractor)
    period = actions.draft(cast.section, TOMORROW, by=cast.contractor)
    actions.advance(period, by=cast.contractor)
    with pytest.raises(RuleBroken):
        actions.discard(period, by=cast.contractor)
    actions.send_back(period, "缺检测", by=cast.supervisor)
    with pytest.raises(RuleBroken):
        actions.discard(period, by=cast.contractor)
