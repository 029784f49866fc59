from datetime import timedelta

import pytest

from app.accounts.rules import Role
from app.home.queries.attendance_tasks import absences, leave_requests
from app.home.queries.order_tasks import look_backs, reported_problems, stop_orders
from app.inspections.actions import close_finding, hand_in_proof
from app.orders.actions import ask_for_resumption
from app.shared.calendar import clock_at, today
from tests.makers.accounts import a_contractor, a_user
from tests.makers.attendance import a_key_post, a_leave, an_absence, with_evidence
from tests.makers.inspections import at_noon
from tests.makers.orders import a_checked_stop_order, a_notice, a_report, a_stop_order
from tests.makers.works import a_section

pytestmark = pytest.mark.usefixtures("context")


def told(tasks):
    return [str(task.what) for task in tasks]


def people():
    firm = a_contractor()
    return a_section(contractor=firm), a_user(Role.CONTRACTOR, organisation=firm)


def test_each_step_of_a_stop_order_waits_for_its_person():
    section, contractor = people()
    office, leader = a_user(Role.PROJECT_OFFICE), a_user(Role.LEADER)
    order = a_stop_order(section)
    a_checked_stop_order(section)
    assert told(stop_orders(contractor, today())) == ["Put it right and ask for the resumption"]
    assert told(stop_orders(a_user(Role.CONTRACTOR), today())) == []
    ask_for_resumption(order, "已返工", by=contractor)
    assert told(stop_orders(contractor, today())) == []
    assert told(stop_orders(office, today())) == [
        "Check whether the works may resume",
        "Order the resumption",
    ]
    assert told(stop_orders(leader, today())) == ["Order the resumption"]


def test_a_closed_notice_waits_for_its_look_back_when_it_is_due():
    section, contractor = people()
    office, long_ago = a_user(Role.PROJECT_OFFICE), today() - timedelta(days=60)
    for day in (long_ago, today()):
        notice = a_notice(section, on=day)
        with clock_at(at_noon(day)):
            hand_in_proof(notice.items[0].finding, "已改", [], by=contractor)
            close_finding(notice.items[0].finding, by=office)
    assert told(look_backs(office, today())) == ["Look back"]


def test_reports_absences_and_requests_wait_for_who_decides():
    section, contractor = people()
    office, leader = a_user(Role.PROJECT_OFFICE), a_user(Role.LEADER)
    a_report(section)
    an_absence(section, on=today() - timedelta(days=9))
    with_evidence(an_absence(section, post="质量员"), by=contractor)
    a_leave(a_key_post(section), today(), today(), by=contractor)
    assert told(reported_problems(office, today())) == ["Judge the reported problem"]
    assert told(absences(contractor, today())) == ["Hand in evidence of the absence"]
    assert told(absences(office, today())) == ["Judge the evidence of the absence"]
    assert told(absences(leader, today())) == ["Decide on the criticism"]
    assert told(leave_requests(office, today())) == ["Decide on leave or replacement"]
    assert told(leave_requests(leader, today())) == []
