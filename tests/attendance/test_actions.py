from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from app.accounts.rules import Role
from app.attendance import actions, queries
from app.attendance.models import AbsenceCase
from app.attendance.rules import CaseKind, CaseState, RequestState
from app.evidence.queries import photos_of
from app.evidence.rules import OwnerKind
from app.inspections.queries import month_conduct
from app.inspections.rules import Attendance, PostLine
from app.shared.calendar import ONE_DAY, today
from app.shared.errors import RuleBroken, StaleEdit
from app.works.models import Section
from app.works.queries import find_holder
from tests.makers.accounts import a_user
from tests.makers.attendance import a_key_post, a_leave, an_absence, with_evidence
from tests.makers.inspections import a_stored_photo, an_inspection, post_lines
from tests.makers.works import a_section

pytestmark = pytest.mark.usefixtures("context")


def presence(section):
    month = month_conduct([section.id], today(), today() + ONE_DAY)[section.id]
    return month.posts_present, month.posts_required


def test_every_absence_and_stand_in_found_on_a_visit_opens_its_case():
    section = a_section()
    visit = an_inspection(section, posts=post_lines("present", "absent", "replaced", "on_leave"))
    cases = [check.absence_case for check in visit.posts]
    assert [case and case.kind for case in cases] == [
        None,
        CaseKind.ABSENT,
        CaseKind.STAND_IN,
        None,
    ]
    assert cases[1].due_on == visit.posts[1].evidence_due_on
    assert cases[1].state == CaseState.AWAITING


def test_two_visits_of_one_day_find_one_absence():
    section, lines = a_section(), post_lines("absent")
    first, second = an_inspection(section, posts=lines), an_inspection(section, posts=lines)
    assert first.posts[0].absence_case is second.posts[0].absence_case


def test_a_visit_may_be_for_the_key_posts_alone():
    visit = an_inspection(topics=frozenset(), posts=post_lines("present"))
    assert visit.posts_present == 1
    with pytest.raises(RuleBroken, match="at least one topic"):
        an_inspection(topics=frozenset())


def test_whoever_is_on_approved_leave_is_not_absent():
    section = a_section()
    holder, other = a_key_post(section), a_key_post(section, "质量员", "李四")
    leave = a_leave(holder, today(), today() + ONE_DAY)
    a_leave(other, today(), today())  # asked for, not approved
    actions.decide_leave(leave, approves=True, reason="", by=a_user(Role.PROJECT_OFFICE))
    lines = tuple(
        PostLine(post.post, post.person_name, Attendance.ABSENT) for post in (holder, other)
    )
    visit = an_inspection(section, posts=lines)
    assert [check.attendance for check in visit.posts] == [Attendance.ON_LEAVE, Attendance.ABSENT]
    assert presence(section) == (0, 1)


def test_an_excused_absence_leaves_the_presence_of_the_month():
    section = a_section()
    visit = an_inspection(section, posts=post_lines("present", "absent", "absent"))
    assert presence(section) == (1, 3)
    case = with_evidence(visit.posts[1].absence_case, by=a_user(Role.CONTRACTOR))
    assert presence(section) == (1, 3)  # handed in is not yet accepted
    actions.accept_evidence(case, "病历属实", by=a_user(Role.PROJECT_OFFICE))
    assert presence(section) == (1, 2)


def test_evidence_sent_twice_is_one_and_late_evidence_is_marked():
    case, contractor, uuid = (
        an_absence(on=today() - timedelta(days=4)),
        a_user(Role.CONTRACTOR),
        str(uuid4()),
    )
    photos = [a_stored_photo("w")]
    first = actions.hand_in_evidence(case, "就医", photos, by=contractor, client_uuid=uuid)
    again = actions.hand_in_evidence(case, "就医", photos, by=contractor, client_uuid=uuid)
    assert again is first
    assert first.is_late
    assert len(photos_of(OwnerKind.ABSENCE, [case.id])) == 1
    with pytest.raises(RuleBroken, match="already used"):
        actions.hand_in_evidence(an_absence(), "就医", photos, by=contractor, client_uuid=uuid)


def test_refused_evidence_may_be_mended_until_the_criticism():
    case, contractor, office = (
        an_absence(),
        a_user(Role.CONTRACTOR),
        a_user(Role.PROJECT_OFFICE),
    )
    with_evidence(case, by=contractor)
    actions.refuse_evidence(case, "无医院盖章", by=office)
    with_evidence(case, by=contractor)
    actions.refuse_evidence(case, "仍无盖章", by=office)
    actions.issue_criticism(case, "", by=a_user(Role.LEADER))
    assert [one.round for one in case.evidence] == [1, 2]
    with pytest.raises(RuleBroken, match="not waiting"):
        with_evidence(case, by=contractor)


def test_a_criticism_carries_the_contracts_rate_or_says_that_there_is_none():
    section, leader = a_section(), a_user(Role.LEADER)
    old = today() - timedelta(days=9)
    rates = {(CaseKind.ABSENT, "项目经理"): 500_000}
    actions.set_rates(section, rates, by=a_user(Role.PROJECT_OFFICE))
    manager, other = an_absence(section, on=old), an_absence(section, on=old, post="质量员")
    for case in (manager, other):
        actions.issue_criticism(case, "通报批评", by=leader)
    assert (manager.amount_fen, other.amount_fen) == (500_000, None)
    assert other.sequence == manager.sequence + 1
    assert manager.number == f"通报〔{today().year}〕{manager.sequence}号"


def test_nobody_is_criticised_before_the_day_of_the_evidence_has_passed():
    with pytest.raises(RuleBroken, match="follows only"):
        actions.issue_criticism(an_absence(), "", by=a_user(Role.LEADER))


def test_of_two_people_issuing_one_criticism_the_second_is_told():
    case = an_absence(on=today() - timedelta(days=9))
    seen = case.version
    actions.issue_criticism(case, "", by=a_user(Role.LEADER), seen_version=seen)
    with pytest.raises(StaleEdit, match="Criticised"):
        actions.issue_criticism(case, "", by=a_user(Role.LEADER), seen_version=seen)


def test_an_approved_replacement_holds_the_post_and_a_refused_one_does_not():
    section, office = a_section(), a_user(Role.PROJECT_OFFICE)
    manager, quality = a_key_post(section), a_key_post(section, "质量员", "李四")
    for holder, approves in ((manager, True), (quality, False)):
        asked = actions.ask_for_replacement(
            section,
            holder,
            "王五",
            "原任调离",
            by=a_user(Role.CONTRACTOR),
            client_uuid=str(uuid4()),
        )
        actions.decide_replacement(asked, approves=approves, reason="资格不符", by=office)
    found = find_holder(section.id, "项目经理")
    assert (found.person_name, found.replacement_approved) == ("王五", True)
    assert find_holder(section.id, "质量员").person_name == "李四"


def test_a_request_sent_twice_is_one_and_of_anothers_post_refused():
    holder, contractor, uuid = a_key_post(), a_user(Role.CONTRACTOR), str(uuid4())
    given = (holder, today(), today(), "体检")
    first = actions.ask_for_leave(holder.section, *given, by=contractor, client_uuid=uuid)
    again = actions.ask_for_leave(holder.section, *given, by=contractor, client_uuid=uuid)
    assert again is first
    with pytest.raises(RuleBroken, match="Nobody holds"):
        actions.ask_for_leave(a_section(), *given, by=contractor, client_uuid=str(uuid4()))


def test_a_leave_is_decided_once():
    leave, office = a_leave(a_key_post(), today(), today()), a_user(Role.PROJECT_OFFICE)
    actions.decide_leave(leave, approves=False, reason="工期紧", by=office)
    assert leave.state == RequestState.REFUSED
    with pytest.raises(RuleBroken, match="decided already"):
        actions.decide_leave(leave, approves=True, reason="", by=office)


def test_new_rates_take_the_place_of_the_old_ones():
    section, office = a_section(), a_user(Role.PROJECT_OFFICE)
    actions.set_rates(section, {(CaseKind.ABSENT, ""): 200_000}, by=office)
    actions.set_rates(section, {(CaseKind.STAND_IN, ""): 5_000_000}, by=office)
    assert queries.rates_of(section.id) == {(CaseKind.STAND_IN, ""): 5_000_000}
    with pytest.raises(RuleBroken, match="more than zero"):
        actions.set_rates(section, {(CaseKind.ABSENT, ""): 0}, by=office)


def criticised(section: Section, day: int, **choice: bool) -> AbsenceCase:
    """Return a criticism of an absence of the project manager, issued after its evidence was due."""
    case = an_absence(section, on=today() - timedelta(days=60 - day))
    actions.issue_criticism(case, "", by=a_user(Role.LEADER), **choice)
    return case


def test_a_repeated_absence_costs_the_contracts_rise_when_the_issuer_asks_for_it():
    section, office = a_section(), a_user(Role.PROJECT_OFFICE)
    rates = {(CaseKind.ABSENT, ""): 500_000}
    actions.set_rates(section, rates, by=office, rise_share=Decimal("0.2"))
    first = criticised(section, 1, raises=True)
    second = criticised(section, 2, raises=True)
    kind = criticised(section, 3)  # the leader does not ask for it
    other = an_absence(section, on=today() - timedelta(days=50), post="安全员")
    assert (first.amount_fen, first.raised_for) == (500_000, None)
    assert (second.amount_fen, second.raised_for) == (600_000, 1)
    assert (kind.amount_fen, kind.raised_for) == (500_000, None)
    assert not queries.penalty_of(other).is_raised  # another post
    actions.set_rates(section, rates, by=office)
    assert queries.rise_of(section.id) == 0
