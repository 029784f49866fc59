"""What entering, proving, closing and sending back store, record, and leave untouched."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.evidence.models import Photo, PhotoUse
from app.extensions import db
from app.inspections import actions
from app.inspections.models import Finding, Inspection, SiteLog
from app.inspections.rules import (
    EquipmentLine,
    FindingState,
    Handling,
    InspectionKind,
    Severity,
    Topic,
    Verdict,
)
from app.shared.calendar import clock_at, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from app.works.rules import Cause, Status, WorksKind, WorkStatus
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import (
    a_finding,
    a_finding_entry,
    a_proved_finding,
    a_site_log,
    an_entry,
    an_inspection,
    at_noon,
    post_lines,
)
from tests.makers.obstacles import an_obstacle
from tests.makers.orders import a_stop_order
from tests.makers.works import a_bridge, a_programme, a_project, a_road, a_section

pytestmark = pytest.mark.usefixtures("context")
MONDAY = date(2020, 6, 1)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def last_event() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def test_a_visit_is_stored_with_all_its_lists():
    section, inspector = a_section(), a_user(Role.AREA_ENGINEER)
    road = a_road(section)
    inspection = an_inspection(
        section,
        by=inspector,
        kind=InspectionKind.NIGHT,
        topics=frozenset({Topic.SAFETY, Topic.ENVIRONMENT}),
        notes={Topic.SAFETY: "围挡缺失"},
        work_id=road.id,
        start_m=Decimal(100),
        end_m=Decimal("200.5"),
        posts=post_lines("present", "absent", "on_leave", "replaced"),
        equipment=(EquipmentLine("压路机", 2, 1),),
        open_work_ids=frozenset({road.id}),
        findings=(a_finding_entry(work_id=road.id, start_m=Decimal(150)),),
        photos=[a_stored_photo()],
    )
    db.session.expire_all()
    assert inspection.topics == [Topic.SAFETY, Topic.ENVIRONMENT]
    assert inspection.note_on(Topic.SAFETY) == "围挡缺失"
    assert (inspection.posts_required, inspection.posts_present) == (3, 1)
    assert (inspection.equipment_required, inspection.equipment_present) == (2, 1)
    assert (inspection.roads_open, inspection.roads_required) == (1, 1)
    assert inspection.end_m == Decimal("200.5")
    assert [work.work_id for work in inspection.open_works] == [road.id]
    (finding,) = inspection.findings
    assert (finding.state, finding.section_id) == (FindingState.OPEN, section.id)
    assert count(PhotoUse) == 1
    assert last_event().action == "inspection.logged"
    assert last_event().actor_id == inspector.id


def test_an_absence_asks_for_evidence_within_three_working_days():
    inspection = an_inspection(on=MONDAY, posts=post_lines("absent", "present"))
    assert [post.evidence_due_on for post in inspection.posts] == [date(2020, 6, 4), None]


def test_the_same_form_sent_twice_is_one_visit():
    section, inspector = a_section(), a_user()
    entry = an_entry(findings=(a_finding_entry(),))
    first = actions.log_inspection(section, entry, by=inspector, photos=[a_stored_photo()])
    second = actions.log_inspection(section, entry, by=inspector, photos=[a_stored_photo()])
    assert second is first
    assert (count(Inspection), count(Finding), count(PhotoUse)) == (1, 1, 1)


def test_somebody_elses_form_is_refused():
    section = a_section()
    entry = an_entry()
    actions.log_inspection(section, entry, by=a_user())
    with pytest.raises(RuleBroken, match="already used"):
        actions.log_inspection(section, entry, by=a_user())


def test_a_refused_visit_leaves_nothing_and_says_everything_at_once():
    entry = an_entry(
        topics=frozenset(),
        posts=post_lines("on_leave") + post_lines("on_leave"),
        findings=(a_finding_entry(description=" "), a_finding_entry(due_on=None)),
    )
    with pytest.raises(RuleBroken) as refusal:
        actions.log_inspection(a_section(), entry, by=a_user(), photos=[a_stored_photo()])
    assert len(refusal.value.sentences) == 4
    assert (count(Inspection), count(Photo)) == (0, 0)


def test_another_sections_road_is_refused():
    with pytest.raises(RuleBroken, match="does not belong"):
        an_inspection(a_section(), open_work_ids=frozenset({a_road().id}))


def test_a_late_entry_is_marked_and_needs_a_reason():
    with clock_at(at_noon(MONDAY + timedelta(days=2))):
        entry = an_entry(inspected_at=at_noon(MONDAY))
        with pytest.raises(RuleBroken, match="Say why"):
            actions.log_inspection(a_section(), entry, by=a_user())
        late = actions.log_inspection(
            a_section(), an_entry(inspected_at=at_noon(MONDAY), late_reason="无信号"), by=a_user()
        )
    assert (late.is_late, late.inspected_on) == (True, MONDAY)


def test_a_visit_of_three_days_ago_is_too_late():
    with clock_at(at_noon(MONDAY + timedelta(days=3))), pytest.raises(RuleBroken, match="2 days"):
        actions.log_inspection(
            a_section(), an_entry(inspected_at=at_noon(MONDAY), late_reason="忘了"), by=a_user()
        )


def test_a_finding_solved_on_the_spot_is_closed_at_once():
    inspector = a_user()
    finding = a_finding(by=inspector, on=MONDAY, solved_on_spot=True)
    assert (finding.state, finding.closed_on) == (FindingState.CLOSED, MONDAY)
    assert (finding.closed_by, finding.due_on) == (inspector, None)


def test_finished_roads_and_bridges_are_not_asked_for():
    section = a_section()
    roads = [a_road(section) for _ in range(4)]
    a_road(section, status=WorkStatus.FINISHED)
    bridge = a_bridge(section)
    seen = frozenset({roads[0].id, roads[1].id, bridge.id})
    inspection = an_inspection(section, open_work_ids=seen)
    assert (inspection.roads_required, inspection.roads_open) == (3, 2)
    assert inspection.is_short_of_roads


def test_a_section_stopped_by_the_owner_needs_no_open_road():
    section = a_section(status=Status.ON_HOLD, status_reason="压覆矿", suspended_by=Cause.OWNER)
    a_road(section)
    assert an_inspection(section).roads_required == 0


@pytest.mark.parametrize(("fault", "required"), [(Cause.OWNER, 1), (Cause.CONTRACTOR, 2)])
def test_a_road_that_is_stopped_by_no_fault_of_the_contractor_need_not_be_open(fault, required):
    section = a_section()
    road, _other = a_road(section), a_road(section)
    a_stop_order(section, work_id=road.id, fault=fault)
    assert an_inspection(section).roads_required == required


def test_the_rule_of_open_roads_is_off_for_bridges():
    section = a_section(a_project(a_programme(kind=WorksKind.BRIDGE)))
    assert an_inspection(section).roads_required is None


def test_a_photo_used_again_is_stored_once():
    for _ in range(2):
        an_inspection(photos=[a_stored_photo()])
    assert (count(Photo), count(PhotoUse)) == (1, 2)


def test_the_contractor_proves_and_another_person_closes():
    contractor, inspector = a_user(Role.CONTRACTOR), a_user(Role.AREA_ENGINEER)
    finding = a_finding(a_section(contractor=contractor.organisation))
    actions.hand_in_proof(finding, "已补设围挡", [a_stored_photo("b")], by=contractor)
    assert (finding.state, finding.proved_on) == (FindingState.PROVED, today())
    actions.close_finding(finding, by=inspector)
    assert (finding.state, finding.closed_by) == (FindingState.CLOSED, inspector)
    (proof,) = finding.proofs
    assert (proof.verdict, proof.checked_by) == (Verdict.ACCEPTED, inspector)
    assert last_event().action == "finding.closed"


def test_whoever_proved_cannot_close_not_even_under_another_account():
    contractor, alias = a_user(Role.CONTRACTOR), a_user()
    contractor.person_key = alias.person_key = "one person"
    finding = a_proved_finding(a_section(), contractor=contractor)
    for closer in (contractor, alias):
        with pytest.raises(RuleBroken, match="cannot close"):
            actions.close_finding(finding, by=closer)
    assert finding.state == FindingState.PROVED


def test_a_proof_sent_back_is_handed_in_again():
    contractor, inspector = a_user(Role.CONTRACTOR), a_user()
    finding = a_proved_finding(a_section(), contractor=contractor)
    actions.send_back(finding, "照片看不清", by=inspector)
    assert (finding.state, finding.proved_on) == (FindingState.RETURNED, None)
    actions.hand_in_proof(finding, "重拍", [], by=contractor)
    assert [proof.round for proof in finding.proofs] == [1, 2]
    assert finding.proofs[0].verdict_reason == "照片看不清"


def test_a_serious_finding_is_not_proved_without_a_photo():
    finding = a_finding(severity=Severity.SERIOUS)
    with pytest.raises(RuleBroken, match="photo"):
        actions.hand_in_proof(finding, "已整改", [], by=a_user(Role.CONTRACTOR))
    assert finding.proofs == []


def test_the_second_of_two_checkers_is_told_what_happened():
    finding = a_proved_finding(a_section(), contractor=a_user(Role.CONTRACTOR))
    seen = finding.version
    actions.send_back(finding, "不清楚", by=a_user())
    with pytest.raises(StaleEdit, match="Sent back"):
        actions.close_finding(finding, by=a_user(), seen_version=seen)


def test_a_site_log_is_stored_once_however_often_it_is_sent():
    section, author = a_section(), a_user()
    first = a_site_log(section.project, section, by=author, client_uuid="x" * 36)
    again = a_site_log(section.project, section, by=author, client_uuid="x" * 36)
    assert again is first
    assert count(SiteLog) == 1
    assert first.sections == [section]
    assert last_event().action == "site_log.written"


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"content": ""}, "Say what was seen"),
        ({"location": ""}, "photo or the place"),
        ({"due_on": date(2020, 5, 31)}, "before the day"),
        ({"is_stopped": True}, "stood still"),
        ({"content": "字" * 4001}, "more than 4000"),
    ],
)
def test_a_site_log_that_says_too_little_is_refused(changes, words):
    with pytest.raises(RuleBroken, match=words):
        a_site_log(on=MONDAY, **changes)
    assert count(SiteLog) == 0


def test_a_site_log_tells_of_its_own_projects_sections():
    with pytest.raises(RuleBroken, match="does not belong to this project"):
        a_site_log(a_project(), a_section())


def test_what_the_inspector_decided_must_fit_what_was_found():
    with pytest.raises(RuleBroken, match="needs a finding"):
        an_inspection(handling=Handling.STOP)


def test_a_road_that_the_owner_blocks_is_not_asked_for():
    section = a_section()
    roads = [a_road(section) for _ in range(4)]
    for road in roads[:2]:
        an_obstacle(road, since=MONDAY)
    day_before, blocked_day = (
        an_inspection(section, on=day).roads_required
        for day in (MONDAY - timedelta(days=1), MONDAY)
    )
    assert (day_before, blocked_day) == (3, 2)
