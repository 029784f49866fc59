"""What drafting, publishing, objecting, freezing and correcting store, record and refuse."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.inspections.rules import Handling, Topic
from app.ranking import actions, queries
from app.ranking.models import FrozenRecord, Objection, Ranking, RankingLine, RankingPolicy
from app.ranking.rules.figures import (
    CountFigures,
    ProgressFigures,
    StopCause,
    StopFigures,
    VisitFigures,
)
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import Band, Dimension, Policy, WorkGroup
from app.shared.audit import Program
from app.shared.calendar import Month, Week
from app.shared.errors import NotFound, RuleBroken
from app.shared.models import AuditEvent
from app.timetable import draft_month_over
from app.works.rules import Cause, Status
from tests.makers.accounts import a_user
from tests.makers.inspections import a_finding_entry, an_inspection, post_lines
from tests.makers.obstacles import an_obstacle
from tests.makers.orders import a_stop_order
from tests.makers.progress import a_rollup
from tests.makers.ranking import (
    a_draft,
    a_frozen_ranking,
    a_published_ranking,
    section_figures,
)
from tests.makers.works import a_contract, a_road, a_section

pytestmark = pytest.mark.usefixtures("context")

JUNE = Month(2020, 6)
OFFICE = Program("office")
LATER = date(2020, 7, 10)


def last_event() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def sentences(caught: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [str(sentence) for sentence in caught.value.sentences]


def test_a_draft_keeps_lines_figures_policy_and_their_fingerprint():
    draft = a_draft(sections=4)
    lines = queries.list_lines(draft.id)
    assert [(line.place, line.band) for line in lines] == [
        (1, Band.FRONT),
        (2, Band.MIDDLE),
        (3, Band.MIDDLE),
        (4, Band.MIDDLE),
    ]
    assert [line.score for line in lines] == [Decimal(n) / 2 for n in (200, 199, 198, 197)]
    assert len(draft.sha256) == 64
    assert queries.verify(draft) == []
    assert last_event().action == "ranking.drafted"


def test_drafting_again_takes_the_place_of_the_draft():
    section = a_contract().section
    first = a_draft(section_figures(section.id))
    second = a_draft(section_figures(section.id, reports=CountFigures(4, 2)))
    assert second is first
    assert [line.score for line in queries.list_lines(second.id)] == [Decimal("97.50")]


def test_a_month_without_sections_cannot_be_drafted():
    with pytest.raises(RuleBroken) as caught:
        actions.draft_month(Month(1999, 6), by=OFFICE, on=LATER)
    assert sentences(caught) == ["There is no section to rank in the month."]


def test_a_month_that_has_not_begun_cannot_be_drafted():
    a_contract()
    with pytest.raises(RuleBroken) as caught:
        actions.draft_month(JUNE, by=OFFICE, on=date(2020, 5, 25))
    assert "The assessment period begins on 2020-05-26 only." in sentences(caught)


def test_sections_of_each_kind_are_drafted_in_groups_of_their_own():
    a_contract()
    drafts = actions.draft_month(JUNE, by=OFFICE, on=LATER)
    assert [draft.group for draft in drafts] == [WorkGroup.ROADS]


def test_publishing_sets_the_deadline_in_working_days():
    ranking = a_published_ranking(on=date(2020, 6, 26))  # a Friday
    assert ranking.state == RankingState.PUBLISHED
    assert ranking.objections_until == date(2020, 6, 30)  # Tuesday
    assert last_event().action == "ranking.published"


def test_publishing_twice_is_refused():
    ranking = a_published_ranking()
    with pytest.raises(RuleBroken):
        actions.publish(ranking, by=OFFICE, on=LATER)


def test_a_month_that_is_out_is_not_drafted_over():
    section = a_contract().section
    a_published_ranking(section_figures(section.id))
    with pytest.raises(RuleBroken) as caught:
        actions.draft_month(JUNE, by=OFFICE, on=LATER)
    assert "it is put right by a correction" in sentences(caught)[0]


def test_freezing_waits_for_the_deadline_unless_forced_with_a_reason():
    ranking = a_published_ranking()
    with pytest.raises(RuleBroken):
        actions.freeze_month(ranking, by=OFFICE, on=ranking.objections_until)
    actions.freeze_month(
        ranking, by=OFFICE, on=ranking.objections_until, force_reason="县里要求当日上报"
    )
    assert ranking.state == RankingState.FROZEN
    assert last_event().reason == "县里要求当日上报"


def test_freezing_twice_has_exactly_one_winner():
    ranking = a_frozen_ranking()
    with pytest.raises(RuleBroken) as caught:
        actions.freeze_month(ranking, by=OFFICE, on=LATER)
    assert sentences(caught) == ["This ranking is frozen already."]


def test_what_does_not_recompute_is_not_frozen():
    ranking = a_published_ranking()
    line = queries.list_lines(ranking.id)[0]
    line.score = Decimal("12.34")
    db.session.flush()
    with pytest.raises(RuleBroken) as caught:
        actions.freeze_month(ranking, by=OFFICE, on=LATER)
    assert "column score" in sentences(caught)[0]


def objected() -> Objection:
    ranking = a_published_ranking()
    section = queries.list_lines(ranking.id)[0].section
    return actions.object_to(
        ranking, section, "6月3日隐患已整改", "整改回复单12号", by=OFFICE, on=ranking.end_on
    )


def test_an_objection_stops_the_freeze_until_it_is_answered():
    objection = objected()
    with pytest.raises(RuleBroken):
        actions.freeze_month(objection.ranking, by=OFFICE, on=LATER)
    actions.answer(objection, accepted=False, reason="照片为整改前所摄", by=OFFICE)
    actions.freeze_month(objection.ranking, by=OFFICE, on=LATER)
    assert objection.ranking.state == RankingState.FROZEN


def test_an_accepted_objection_asks_for_a_new_version_that_names_the_old_one():
    objection = objected()
    old = objection.ranking
    actions.answer(objection, accepted=True, reason="记录有误", by=OFFICE)
    with pytest.raises(RuleBroken) as caught:
        actions.freeze_month(old, by=OFFICE, on=LATER)
    assert "draft and publish the month again" in sentences(caught)[0]
    (new,) = actions.draft_month(JUNE, by=OFFICE, on=LATER)
    assert (new.number, new.replaces, new.state) == (2, old, RankingState.DRAFT)
    actions.publish(new, by=OFFICE, on=LATER)
    assert queries.find_in_force(JUNE, WorkGroup.ROADS) is new


def test_an_objection_is_refused_late_twice_empty_or_for_a_section_elsewhere():
    objection = objected()
    ranking, section = objection.ranking, objection.section
    for on, whose in ((LATER, section), (ranking.end_on, section), (ranking.end_on, a_section())):
        with pytest.raises(RuleBroken):
            actions.object_to(ranking, whose, " ", "", by=OFFICE, on=on)


def test_an_objection_is_answered_once():
    objection = objected()
    actions.answer(objection, accepted=False, reason="查无此事", by=OFFICE)
    with pytest.raises(RuleBroken):
        actions.answer(objection, accepted=True, reason="改主意", by=OFFICE)


def test_a_correction_is_a_new_version_and_the_old_one_stays_in_force_until_it_is_frozen():
    section = a_contract().section
    old = a_frozen_ranking(section_figures(section.id))
    new = actions.correct(old, "缺岗记录录入错误", by=OFFICE, on=LATER)
    assert (new.number, new.replaces, new.correction_reason) == (2, old, "缺岗记录录入错误")
    actions.publish(new, by=OFFICE, on=LATER)
    assert queries.find_in_force(JUNE, WorkGroup.ROADS) is old
    actions.freeze_month(new, by=OFFICE, on=LATER + timedelta(days=10))
    assert queries.find_in_force(JUNE, WorkGroup.ROADS) is new
    assert queries.verify(old) == []


def test_a_correction_needs_a_reason_and_one_is_made_at_a_time():
    section = a_contract().section
    old = a_frozen_ranking(section_figures(section.id))
    with pytest.raises(RuleBroken):
        actions.correct(old, " ", by=OFFICE, on=LATER)
    actions.correct(old, "录入错误", by=OFFICE, on=LATER)
    with pytest.raises(RuleBroken):
        actions.correct(old, "又一处", by=OFFICE, on=LATER)


def test_a_draft_can_be_thrown_away_but_nothing_else():
    draft = a_draft()
    actions.discard_draft(draft, by=OFFICE)
    assert queries.list_versions(JUNE) == []
    with pytest.raises(RuleBroken):
        actions.discard_draft(a_frozen_ranking(), by=OFFICE)


def change_ranking(ranking: Ranking) -> None:
    ranking.sha256 = "0" * 64


def change_line(ranking: Ranking) -> None:
    queries.list_lines(ranking.id)[0].score = Decimal(1)


def delete_ranking(ranking: Ranking) -> None:
    db.session.delete(ranking)


@pytest.mark.parametrize("change", [change_ranking, change_line, delete_ranking])
def test_the_model_refuses_to_change_or_delete_what_is_frozen(change: Callable[[Ranking], None]):
    change(a_frozen_ranking())
    with pytest.raises(FrozenRecord):
        db.session.flush()


def test_the_previous_place_comes_from_the_month_before():
    section = a_contract().section
    a_published_ranking(section_figures(section.id), month="2020-05", on=date(2020, 6, 1))
    (draft,) = actions.draft_month(JUNE, by=OFFICE, on=LATER)
    line = queries.find_line(draft.id, section.id)
    assert line.previous_place == 1


def test_a_policy_counts_from_its_month_on_and_is_never_changed():
    policy = replace(Policy(), veto_cap=Decimal(50))
    kept = actions.save_policy(policy, JUNE, "区政府会议纪要第7号", by=OFFICE)
    assert queries.policy_of(Month(2020, 5)) == Policy()
    assert queries.policy_of(JUNE) == policy
    kept.reason = "x"
    with pytest.raises(FrozenRecord), db.session.begin_nested():
        db.session.flush()


def test_a_policy_is_refused_with_all_its_problems_and_nothing_is_stored():
    weights = {**Policy().weights, Dimension.PROGRESS: Decimal(41)}
    with pytest.raises(RuleBroken) as caught:
        actions.save_policy(replace(Policy(), weights=weights), JUNE, "", by=OFFICE)
    assert len(caught.value.sentences) == 2
    assert db.session.scalars(select(RankingPolicy)).all() == []


def test_a_policy_cannot_reach_back_behind_a_month_that_is_out():
    a_published_ranking()
    with pytest.raises(RuleBroken) as caught:
        actions.save_policy(Policy(), JUNE, "改", by=OFFICE)
    assert sentences(caught) == [
        "2020-06 is published or frozen: a new policy counts from a later month."
    ]


def test_a_veto_counts_in_its_month_until_it_is_withdrawn():
    section = a_contract().section
    veto = actions.record_veto(
        section, "forgery", date(2020, 6, 5), "检测报告比对记录", by=OFFICE, on=LATER
    )

    def counted() -> list[str]:
        (figures,) = queries.month_figures(JUNE, Policy())
        return [v.kind for v in figures.sections[0].vetoes]

    assert counted() == ["forgery"]
    actions.withdraw_veto(veto, "样品编号弄错", by=OFFICE)
    assert counted() == []
    with pytest.raises(RuleBroken):
        actions.withdraw_veto(veto, "再次", by=OFFICE)


@pytest.mark.parametrize(
    "kind, day, evidence",
    [
        ("bad manners", date(2020, 6, 5), "x"),  # not in the policy
        ("forgery", date(2020, 7, 11), "x"),  # tomorrow
        ("forgery", date(2020, 6, 5), " "),  # nothing to show for it
    ],
)
def test_a_veto_needs_a_kind_of_the_policy_a_past_day_and_evidence(
    kind: str, day: date, evidence: str
):
    with pytest.raises(RuleBroken):
        actions.record_veto(a_section(), kind, day, evidence, by=OFFICE, on=LATER)


def test_drafts_are_the_bureau_s_and_published_rankings_are_everybody_s():
    contractor, office = a_user(Role.CONTRACTOR), a_user(Role.PROJECT_OFFICE)
    draft = a_draft()
    assert queries.get_ranking_for(office, draft.id) is draft
    with pytest.raises(NotFound):
        queries.get_ranking_for(contractor, draft.id)
    actions.publish(draft, by=OFFICE, on=LATER)
    assert queries.get_ranking_for(contractor, draft.id) is draft
    line = queries.list_lines(draft.id)[0]
    assert queries.get_line_for(contractor, line.id) is line


def test_queries_for_other_rooms_read_what_is_in_force():
    ranking = a_frozen_ranking()
    lines = queries.list_lines(ranking.id)
    assert queries.latest_ranking() == [ranking]
    assert queries.band_of(lines[0].section_id, JUNE) == Band.FRONT
    assert queries.latest_bands()[lines[3].section_id] == Band.MIDDLE
    assert queries.get_frozen_or_published(JUNE, WorkGroup.ROADS) is ranking
    with pytest.raises(NotFound):
        queries.get_frozen_or_published(JUNE, WorkGroup.BRIDGES)
    (bulletin,) = queries.bulletin(JUNE)
    assert (len(bulletin.lines), len(bulletin.front), bulletin.is_frozen) == (4, 1, True)


def test_objections_wait_for_those_who_may_answer():
    objection = objected()
    assert queries.list_objections_waiting_for(a_user(Role.PROJECT_OFFICE)) == [objection]
    assert queries.list_objections_waiting_for(a_user(Role.CONTRACTOR)) == []
    owner = a_user(Role.CONTRACTOR, organisation=objection.section.contractor)
    assert queries.list_objections(objection.ranking_id, owner) == [objection]
    assert queries.list_objections(objection.ranking_id, a_user(Role.CONTRACTOR)) == []


def test_lines_are_kept_with_the_month_they_belong_to():
    ranking = a_draft(sections=2)
    stored = db.session.scalars(
        select(RankingLine).where(RankingLine.ranking_id == ranking.id)
    ).all()
    assert {line.sheet["code"] for line in stored} == {line.section.name for line in stored}


def test_figures_come_from_the_frozen_weeks_of_the_assessment_month():
    section = a_contract().section
    a_rollup(section, Week(2020, 21), physical="0.05")  # ends on 24 May: before the period
    a_rollup(section, Week(2020, 22), physical="0.10", is_on_time=True)  # ends on 31 May
    a_rollup(
        section, Week(2020, 25), physical="0.25", elapsed_share=Decimal("0.5"), is_on_time=False
    )
    (group,) = queries.month_figures(JUNE, Policy())
    (figures,) = group.sections
    assert figures.progress == ProgressFigures(
        month_planned_share=Decimal("0.10"),
        month_done_share=Decimal("0.10"),
        done_share=Decimal("0.25"),
        elapsed_share=Decimal("0.5"),
        plan_by_time=True,
    )
    assert figures.reports == CountFigures(2, 1)
    assert figures.names.contractor == section.contractor.name


@pytest.mark.parametrize(
    "details, listed",
    [
        ({"status": Status.UNDER_CONSTRUCTION}, True),
        ({"status": Status.PRELIMINARY}, False),  # R01: no contractor to compare yet
        (
            {"status": Status.FINISHED, "status_since": date(2020, 5, 25)},
            False,
        ),  # before the period
        ({"status": Status.HANDED_OVER, "status_since": date(2020, 6, 1)}, True),
    ],
)
def test_sections_under_way_in_the_period_take_part(details: dict[str, Any], listed: bool):
    section = a_section(**details)
    found = [f.section_id for g in queries.month_figures(JUNE, Policy()) for f in g.sections]
    assert (section.id in found) == listed


def test_a_hold_of_the_whole_period_is_told_with_its_cause():
    section = a_contract().section
    section.status, section.status_since = Status.ON_HOLD, date(2020, 5, 26)
    section.status_reason, section.suspended_by = "汛期", Cause.FORCE_MAJEURE
    db.session.flush()
    (group,) = queries.month_figures(JUNE, Policy())
    assert group.sections[0].stop == StopFigures(StopCause.FORCE_MAJEURE, date(2020, 5, 26))
    section.status_since = date(2020, 5, 27)
    db.session.flush()
    (group,) = queries.month_figures(JUNE, Policy())
    assert group.sections[0].stop is None


def test_a_month_costs_a_fixed_number_of_queries(statements: Any):
    a_rollup(a_contract().section, Week(2020, 24))
    queries.month_figures(JUNE, Policy())  # reads the settings, which are then kept
    with statements() as sent:
        queries.month_figures(JUNE, Policy())
    few = len(sent)
    for _ in range(5):
        a_rollup(a_contract().section, Week(2020, 24))
    db.session.flush()
    with statements() as sent:
        queries.month_figures(JUNE, Policy())
    assert len(sent) == few


def test_what_the_owner_blocks_is_taken_out_of_the_time_elapsed_and_told():
    section = a_contract(start_on=date(2020, 5, 26)).section
    road, _ = a_road(section), a_road(section)  # two roads of a kilometre
    an_obstacle(road, since=date(2020, 5, 26))
    a_rollup(section, Week(2020, 24), elapsed_share=Decimal("0.4"))
    (group,) = queries.month_figures(JUNE, Policy())
    progress = group.sections[0].progress
    assert progress.blocked_share == Decimal("0.5")
    assert (progress.elapsed_days, progress.blocked_days) == (31, 16)  # 15.5 days, half up


@pytest.mark.parametrize(
    ("fault", "share", "days"),
    [
        (Cause.OWNER, "0.25", 8),  # half of one of two roads; 7.75 days, half up
        (Cause.FORCE_MAJEURE, "0.25", 8),
        (Cause.CONTRACTOR, "0", 0),  # the contractor's own fault excuses nothing
    ],
)
def test_a_stop_of_a_stretch_relieves_the_ranking_by_who_is_at_fault(fault, share, days):
    section = a_contract(start_on=date(2020, 5, 26)).section
    road, _ = a_road(section), a_road(section)  # two roads of a kilometre
    place = {"work_id": road.id, "start_m": Decimal(0), "end_m": Decimal(500)}
    a_stop_order(section, on=date(2020, 5, 26), fault=fault, **place)
    a_rollup(section, Week(2020, 24), elapsed_share=Decimal("0.4"))
    (group,) = queries.month_figures(JUNE, Policy())
    progress = group.sections[0].progress
    assert (progress.blocked_share, progress.blocked_days) == (Decimal(share), days)


def test_a_month_that_was_frozen_before_a_stop_keeps_its_figures_and_verifies():
    section = a_contract(start_on=date(2020, 5, 26)).section
    road = a_road(section)
    a_rollup(section, Week(2020, 24), elapsed_share=Decimal("0.4"))
    ranking = actions.draft_group(queries.month_figures(JUNE, Policy())[0], Policy(), by=Program())
    a_stop_order(section, on=date(2020, 5, 26), fault=Cause.OWNER, work_id=road.id)
    assert queries.verify(ranking) == []


def test_findings_looks_posts_and_machines_come_from_the_inspections_of_the_period():
    section = a_contract().section
    an_inspection(
        section,
        on=date(2020, 6, 10),
        topics=frozenset({Topic.QUALITY, Topic.SAFETY, Topic.PROGRESS}),
        findings=(a_finding_entry(due_on=date(2020, 6, 12)),),
        posts=post_lines("present", "absent"),
        handling=Handling.RECTIFICATION,
    )
    (group,) = queries.month_figures(JUNE, Policy())
    figures = group.sections[0]
    assert figures.visits == VisitFigures(quality=1, safety=1, environment=0)
    assert [(f.topic, f.is_overdue, f.found_in_period) for f in figures.findings] == [
        ("safety", True, True)
    ]
    assert figures.posts == CountFigures(2, 1)
    assert figures.equipment is None


def test_the_timetable_drafts_the_month_that_is_over_once():
    a_rollup(a_contract().section, Week(2020, 24))
    assert draft_month_over(date(2020, 6, 25)) == "2020-05: 1 groups"  # the cut-off day itself
    assert draft_month_over(date(2020, 6, 26)) == "2020-06: 1 groups"
    assert draft_month_over(date(2020, 7, 25)) == "2020-06: there already"


def test_the_timetable_says_why_it_drafted_nothing():
    assert draft_month_over(date(2020, 6, 26)) == "There is no section to rank in the month."
