"""Many order a resumption, or issue criticisms and papers, at once: one takes effect, the others are told."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.rules import Role
from app.attendance.actions import issue_criticism
from app.attendance.models import AbsenceCase
from app.attendance.rules import CaseState
from app.extensions import db
from app.orders import actions
from app.orders.models import Resumption, StopOrder
from app.orders.rules import StopState
from app.shared.calendar import today
from app.shared.transaction import transaction
from app.works.models import Section
from tests.contention import CONTENDERS, ONE_WINS, at_once
from tests.makers.accounts import a_user
from tests.makers.attendance import an_absence
from tests.makers.orders import a_checked_stop_order, a_stop_entry
from tests.makers.works import a_section


@pytest.fixture
def own_app(contended_app: Flask) -> Flask:
    """The contended app with as many leaders as contend."""
    with contended_app.app_context(), transaction():
        for _ in range(CONTENDERS):
            a_user(Role.LEADER)
    return contended_app


def a_leader(number: int) -> User:
    leaders = db.session.scalars(select(User).order_by(User.id)).unique().all()
    return [one for one in leaders if one.has_role(Role.LEADER)][number]


def test_of_many_resumption_orders_at_once_one_takes_effect(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        a_checked_stop_order(a_section())

    def resume(number: int) -> None:
        order = db.session.scalars(select(StopOrder)).one()
        actions.order_resumption(order, today(), by=a_leader(number))

    assert at_once(own_app, resume) == ONE_WINS
    with own_app.app_context():
        order = db.session.scalars(select(StopOrder)).one()
        assert order.state == StopState.LIFTED
        assert [one.sequence for one in order.resumptions] == [1]


def test_resumption_orders_of_different_stops_at_once_get_numbers_of_their_own(
    own_app: Flask,
) -> None:
    with own_app.app_context(), transaction():
        for _ in range(CONTENDERS):
            a_checked_stop_order(a_section())

    def resume(number: int) -> None:
        order = db.session.scalars(select(StopOrder).order_by(StopOrder.id)).all()[number]
        actions.order_resumption(order, today(), by=a_leader(number))

    assert at_once(own_app, resume) == ["won"] * CONTENDERS
    with own_app.app_context():
        numbers = db.session.scalars(select(Resumption.sequence).order_by(Resumption.sequence))
        assert numbers.all() == list(range(1, CONTENDERS + 1))


def test_of_many_criticisms_of_one_absence_at_once_one_is_issued(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        an_absence().state = CaseState.REFUSED

    def criticise(number: int) -> None:
        case = db.session.scalars(select(AbsenceCase)).one()
        issue_criticism(case, "未到岗", by=a_leader(number))

    assert at_once(own_app, criticise) == ONE_WINS


def test_criticisms_and_stop_orders_at_once_get_numbers_of_their_own(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        for _ in range(CONTENDERS):
            an_absence(a_section()).state = CaseState.REFUSED

    def issue(number: int) -> None:
        case = db.session.scalars(select(AbsenceCase).order_by(AbsenceCase.id)).all()[number]
        by = a_leader(number)
        issue_criticism(case, "未到岗", by=by)
        section = db.session.get_one(Section, case.section_id)
        actions.issue_stop_order(section, a_stop_entry(), by=by)

    assert at_once(own_app, issue) == ["won"] * CONTENDERS
    with own_app.app_context():
        for model in (AbsenceCase, StopOrder):
            numbers = db.session.scalars(select(model.sequence).order_by(model.sequence))
            assert numbers.all() == list(range(1, CONTENDERS + 1))
