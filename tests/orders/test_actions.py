from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from app.accounts.rules import Role
from app.evidence.queries import photos_of
from app.evidence.rules import OwnerKind
from app.inspections.actions import close_finding, hand_in_proof
from app.inspections.rules import FindingEntry, FindingState, Severity, Topic, Verdict
from app.orders import actions, queries
from app.orders.queries import blocked_from_measurement
from app.orders.rules import BlockKind, LookBackOutcome, ReportEntry, ReportState, StopState
from app.shared.calendar import clock_at, today
from app.shared.errors import RuleBroken, StaleEdit
from app.works.rules import Cause, Status
from tests.makers.accounts import a_user
from tests.makers.inspections import a_finding, a_finding_entry, a_stored_photo, at_noon
from tests.makers.orders import (
    a_checked_stop_order,
    a_notice,
    a_notice_entry,
    a_report,
    a_stop_entry,
    a_stop_order,
)
from tests.makers.works import a_road, a_section

pytestmark = pytest.mark.usefixtures("context")


def refusal(broken) -> str:
    return " ".join(str(sentence) for sentence in broken.value.sentences)


def put_right(notice, contractor, checker):
    for item in notice.items:
        hand_in_proof(item.finding, "已返工", [a_stored_photo("p")], by=contractor)
        close_finding(item.finding, by=checker)


def test_a_notice_gathers_findings_and_raises_items_of_its_own():
    section = a_section()
    road, finding, engineer = a_road(section), a_finding(section), a_user(Role.AREA_ENGINEER)
    item = FindingEntry(
        Topic.QUALITY, Severity.SERIOUS, "基层偏薄", today() + timedelta(days=3), work_id=road.id
    )
    entry = a_notice_entry(finding_ids=(finding.id,), items=(item,))

    notice = actions.issue_notice(
        section, entry, by=engineer, item_photos={0: [a_stored_photo("q")]}
    )

    own = notice.items[1].finding
    assert [item.number for item in notice.items] == [1, 2]
    assert own.inspection_id is None
    assert own.finder == engineer
    assert len(photos_of(OwnerKind.FINDING, [own.id])) == 1
    assert notice.number == f"整改〔{today().year}〕{notice.sequence}号"


def test_notices_are_numbered_one_after_the_other_within_a_year():
    first, second = a_notice(), a_notice()
    assert second.sequence == first.sequence + 1
    assert a_notice(on=date(today().year - 1, 12, 31)).sequence == 1


def test_a_notice_sent_twice_is_one_notice():
    section, engineer = a_section(), a_user(Role.AREA_ENGINEER)
    entry = a_notice_entry(finding_ids=(a_finding(section).id,))
    first = actions.issue_notice(section, entry, by=engineer)
    assert actions.issue_notice(section, entry, by=engineer) is first
    with pytest.raises(RuleBroken, match="already used"):
        actions.issue_notice(section, entry, by=a_user(Role.AREA_ENGINEER))


def test_two_people_gathering_one_finding_make_one_notice():
    section = a_section()
    notice = a_notice(section)
    with pytest.raises(RuleBroken) as broken:
        a_notice(section, notice.items[0].finding)
    assert "stands in a notice already" in refusal(broken)


def test_what_the_bureau_ordered_no_supervisor_closes():
    finding = a_notice().items[0].finding
    hand_in_proof(finding, "已返工", [], by=a_user(Role.CONTRACTOR))
    with pytest.raises(RuleBroken) as broken:
        close_finding(finding, by=a_user(Role.SUPERVISOR))
    assert "only the bureau" in refusal(broken)
    close_finding(finding, by=a_user(Role.AREA_ENGINEER))
    assert finding.state == FindingState.CLOSED


def test_what_a_supervisor_ordered_a_supervisor_closes():
    finding = a_notice(by=a_user(Role.SUPERVISOR)).items[0].finding
    hand_in_proof(finding, "已返工", [], by=a_user(Role.CONTRACTOR))
    close_finding(finding, by=a_user(Role.SUPERVISOR))
    assert finding.state == FindingState.CLOSED


def test_a_proof_sent_twice_is_one_proof():
    finding, contractor, uuid = a_finding(), a_user(Role.CONTRACTOR), str(uuid4())
    first = hand_in_proof(finding, "已返工", [], by=contractor, client_uuid=uuid)
    assert hand_in_proof(finding, "已返工", [], by=contractor, client_uuid=uuid) is first
    with pytest.raises(RuleBroken, match="already used"):
        hand_in_proof(a_finding(), "已返工", [], by=contractor, client_uuid=uuid)


def test_the_contractor_signs_for_a_notice_once():
    notice, first, second = a_notice(), a_user(Role.CONTRACTOR), a_user(Role.CONTRACTOR)
    actions.take_note(notice, by=first)
    actions.take_note(notice, by=second)
    assert notice.received_by == first


def test_after_closing_somebody_else_comes_back_to_look():
    notice, contractor, engineer = a_notice(), a_user(Role.CONTRACTOR), a_user(Role.AREA_ENGINEER)
    with pytest.raises(RuleBroken, match="after a notice is closed"):
        actions.look_back(notice, LookBackOutcome.HELD, "", by=engineer)
    put_right(notice, contractor, engineer)
    with pytest.raises(RuleBroken, match="put it right"):
        actions.look_back(notice, LookBackOutcome.HELD, "", by=contractor)
    actions.look_back(notice, LookBackOutcome.RELAPSED, "裂缝再现", by=engineer)
    assert (notice.looked_back_on, notice.look_back_outcome) == (
        today(),
        LookBackOutcome.RELAPSED,
    )


def test_an_order_for_the_section_puts_it_on_hold_and_its_lifting_lets_it_go():
    section = a_section(status=Status.UNDER_CONSTRUCTION)
    order = a_checked_stop_order(section, fault=Cause.CONTRACTOR)
    assert (section.status, section.suspended_by) == (Status.ON_HOLD, Cause.CONTRACTOR)

    resumption = actions.order_resumption(order, today(), by=a_user(Role.LEADER))

    assert (section.status, order.state) == (Status.UNDER_CONSTRUCTION, StopState.LIFTED)
    assert resumption.number == f"复工〔{today().year}〕{resumption.sequence}号"


def test_a_section_stays_on_hold_while_another_order_holds_all_of_it():
    section = a_section(status=Status.UNDER_CONSTRUCTION)
    first, second = a_checked_stop_order(section), a_checked_stop_order(section)
    actions.order_resumption(first, today(), by=a_user(Role.LEADER))
    assert section.status == Status.ON_HOLD
    actions.order_resumption(second, today(), by=a_user(Role.LEADER))
    assert section.status == Status.UNDER_CONSTRUCTION


def test_an_order_for_a_stretch_leaves_the_section_at_work():
    section = a_section(status=Status.UNDER_CONSTRUCTION)
    a_stop_order(section, work_id=a_road(section).id)
    assert section.status == Status.UNDER_CONSTRUCTION


def test_a_refused_check_lets_the_contractor_ask_again():
    order, contractor, engineer = (
        a_stop_order(),
        a_user(Role.CONTRACTOR),
        a_user(Role.AREA_ENGINEER),
    )
    actions.ask_for_resumption(order, "已返工", by=contractor, photos=[a_stored_photo("r")])
    actions.check_resumption(order, Verdict.RETURNED, "仍未返工", by=engineer)
    actions.ask_for_resumption(order, "全部返工", by=contractor)
    actions.check_resumption(order, Verdict.ACCEPTED, "合格", by=engineer)
    assert [r.verdict for r in order.resumptions] == [Verdict.RETURNED, Verdict.ACCEPTED]
    with pytest.raises(RuleBroken, match="checked the resumption"):
        actions.order_resumption(order, today(), by=engineer)


def test_of_two_people_lifting_one_order_the_second_is_told():
    order = a_checked_stop_order()
    seen = order.version
    actions.order_resumption(order, today(), by=a_user(Role.LEADER), seen_version=seen)
    with pytest.raises(StaleEdit) as stale:
        actions.order_resumption(order, today(), by=a_user(Role.LEADER), seen_version=seen)
    assert "Works resumed" in refusal(stale)


def test_an_order_sent_twice_is_one_order():
    section, office, entry = a_section(), a_user(Role.PROJECT_OFFICE), a_stop_entry()
    first = actions.issue_stop_order(section, entry, by=office)
    assert actions.issue_stop_order(section, entry, by=office) is first


def test_an_order_of_another_sections_road_is_refused():
    with pytest.raises(RuleBroken, match="does not belong"):
        a_stop_order(work_id=a_road().id)


def test_what_is_blocked_follows_orders_and_overdue_items():
    section = a_section()
    road, other = a_road(section), a_road(section)
    with clock_at(at_noon(today() - timedelta(days=20))):
        due_on = today() + timedelta(days=5)
        late = a_finding(
            section, work_id=other.id, due_on=due_on, start_m=Decimal(0), end_m=Decimal(200)
        )
        outside = a_finding(section, work_id=road.id, due_on=due_on)
        notice = a_notice(section, late)
    order = a_stop_order(section, work_id=road.id, start_m=Decimal(300), end_m=Decimal(500))

    found = blocked_from_measurement(section, today())

    assert [(b.work, b.start_m, b.end_m, b.kind, b.paper_id) for b in found] == [
        (road, Decimal(300), Decimal(500), BlockKind.STOP_ORDER, order.id),
        (other, Decimal(0), Decimal(200), BlockKind.OVERDUE_NOTICE, notice.id),
    ]
    assert order.number in str(found[0].why)
    assert outside.closed_on is None  # overdue, but in no notice: nothing was ordered


def test_a_section_without_papers_is_measured_as_a_whole():
    assert blocked_from_measurement(a_section(), today()) == []


def test_a_report_taken_up_becomes_a_finding_with_its_photos():
    section = a_section()
    report = actions.report_problem(
        section,
        ReportEntry(str(uuid4()), "路面开裂"),
        by=a_user(Role.CONTRACTOR),
        photos=[a_stored_photo("s")],
    )
    actions.take_up(report, a_finding_entry(), by=a_user(Role.AREA_ENGINEER))
    assert report.finding is not None
    assert report.judged_at is not None
    assert len(photos_of(OwnerKind.FINDING, [report.finding.id])) == 1


def test_a_false_report_closes_as_not_true_and_is_judged_once():
    report, engineer = a_report(), a_user(Role.AREA_ENGINEER)
    actions.close_as_untrue(report, "现场无此问题", by=engineer)
    assert report.state == ReportState.UNTRUE
    with pytest.raises(RuleBroken, match="judged already"):
        actions.take_up(report, a_finding_entry(), by=engineer)


def test_repetitions_merge_into_the_first_report():
    section, engineer = a_section(), a_user(Role.AREA_ENGINEER)
    first, second, third = a_report(section), a_report(section), a_report(section)
    actions.merge(third, second, by=engineer)
    actions.merge(second, first, by=engineer)
    assert {report.id for report in queries.list_repetitions(first.id)} == {second.id, third.id}


def test_a_report_sent_twice_is_one_report():
    section, uuid, reporter = a_section(), str(uuid4()), a_user(Role.CONTRACTOR)
    first = a_report(section, by=reporter, client_uuid=uuid)
    assert a_report(section, by=reporter, client_uuid=uuid) is first
    with pytest.raises(RuleBroken, match="already used"):
        a_report(a_section(), by=reporter, client_uuid=uuid)
