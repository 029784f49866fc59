"""Proposing, deciding, approving, withdrawing and booking: what is stored, recorded and refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.orders.models import StopOrder
from app.orders.rules import StopState
from app.payments import actions, queries
from app.payments.models import PaymentRecord, ReleaseLine, ReleaseProposal
from app.payments.rules.decide import State
from app.payments.rules.ledger import PaymentKind
from app.payments.rules.policy import Policy
from app.progress.models import DoneStretch
from app.progress.queries.sheet import list_items
from app.ranking.rules.policy import Band
from app.shared.audit import Program
from app.shared.calendar import Month, Week
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from app.works.models import Contract, Work
from tests.makers.accounts import a_user
from tests.makers.orders import a_stop_order
from tests.makers.payments import (
    JUNE,
    TERMS,
    WAN,
    WEEK,
    a_frozen_ranking,
    a_paid_section,
    a_payment,
    a_release,
    an_approved_release,
    approve_it,
    on_first_july,
)
from tests.makers.progress import a_confirmed_report, a_rollup, a_section_with_roads
from tests.makers.startup import a_start
from tests.makers.works import a_contract, a_section

pytestmark = pytest.mark.usefixtures("context")


def the_lines(proposal: ReleaseProposal) -> dict[int, ReleaseLine]:
    return {line.section_id: line for line in queries.list_lines(proposal)}


def refusal(act: Callable[[], Any]) -> str:
    """Return the sentences with which an action refuses."""
    with pytest.raises(RuleBroken) as caught:
        act()
    return " ".join(sentence.english for sentence in caught.value.sentences)


def test_a_proposal_keeps_one_line_for_each_contract_with_the_figures_it_came_from() -> None:
    front, rear = a_paid_section(paid_wan=350), a_paid_section(paid_wan=350)
    new = a_paid_section(paid_wan=350)
    a_section()  # without a contract nobody can be paid
    a_frozen_ranking({front: Band.FRONT, rear: Band.REAR, new: None})
    lines = the_lines(a_release())
    assert {k: line.proposed_fen for k, line in lines.items()} == {
        front.id: 100 * WAN,  # golden numbers A16
        new.id: 75 * WAN,
        rear.id: 50 * WAN,
    }
    assert [lines[x.id].position for x in (front, new, rear)] == [1, 2, 3]
    assert lines[front.id].completed_fen == 500 * WAN
    assert lines[front.id].done_share == Decimal("0.5")
    assert lines[new.id].inputs["unranked_because"]["say"] == "Newly started, not ranked"
    assert lines[rear.id].deferred_until == date(2020, 8, 20)  # 60 days from Sunday 21 June


def test_without_a_frozen_ranking_everybody_gets_the_neutral_treatment() -> None:
    section = a_paid_section(paid_wan=350)
    proposal = a_release()
    line = the_lines(proposal)[section.id]
    assert (line.proposed_fen, line.band, proposal.rankings) == (75 * WAN, None, [])
    assert "ranking is not frozen" in str(line.reasons)


def test_only_weeks_of_the_month_and_before_count() -> None:
    section = a_paid_section(done="0.3", week=Week(2020, 21))  # last day 24 May: May
    a_rollup(section, Week(2020, 25), "0.5")  # last day 21 June: June
    a_rollup(section, Week(2020, 26), "0.9")  # last day 28 June: July
    line = the_lines(a_release())[section.id]
    assert line.completed_fen == 500 * WAN
    assert line.inputs["confirmed"] == [
        {"confirmed_on": "2020-05-24", "value_fen": 300 * WAN},
        {"confirmed_on": "2020-06-21", "value_fen": 500 * WAN},
    ]


def test_a_corrected_week_counts_in_its_last_version() -> None:
    section = a_paid_section(done="0.5")
    first = queries.gather_inputs(JUNE).sections[0]
    wrong = db.session.scalars(select(type(a_rollup_of(section)))).one()
    a_rollup(section, physical="0.4", week=wrong.week, number=2, replaces_id=wrong.id, reason="错")
    second = queries.gather_inputs(JUNE).sections[0]
    assert (first.done_share, second.done_share) == (Decimal("0.5"), Decimal("0.4"))


def a_rollup_of(section: Any) -> Any:
    from app.progress.models import WeeklyRollup

    return db.session.scalars(
        select(WeeklyRollup).where(WeeklyRollup.section_id == section.id)
    ).one()


def a_half_built_section() -> Any:
    """Return a section of one road, half of everything reported in week 25 of 2020 and frozen."""
    section = a_section_with_roads("1")
    db.session.delete(find_contract(section))
    db.session.flush()
    a_contract(section, 1000 * WAN, **TERMS)
    report = a_confirmed_report(section, "50", WEEK)
    a_rollup(section, WEEK, "0.5", report_id=report.id)
    return section


def find_contract(section: Any) -> Contract:
    return db.session.scalars(select(Contract).where(Contract.section_id == section.id)).one()


def a_stop_in_june(road: Work, end: int) -> StopOrder:
    order = a_stop_order(road.section, work_id=road.id, start_m=Decimal(0), end_m=Decimal(end))
    order.stopped_from = date(2020, 6, 10)
    return order


def test_a_blocked_stretch_is_not_paid_and_comes_back_when_the_block_ends() -> None:
    section = a_half_built_section()
    (road,) = db.session.scalars(select(Work).where(Work.section_id == section.id))
    order = a_stop_in_june(road, 200)
    blocked = the_lines(a_release())[section.id]
    assert blocked.held_fen == 100 * WAN  # 200 of 1,000 m of five million
    assert blocked.completed_fen == 400 * WAN
    (held,) = actions.account_of(blocked).held
    assert (held.paper_id, held.value_fen) == (order.id, 100 * WAN)
    assert order.number in held.why.english
    actions.withdraw(blocked.proposal, "复工", by=Program())

    order.state, order.resumed_on = StopState.LIFTED, date(2020, 6, 24)  # the day before
    free = the_lines(a_release())[section.id]
    assert (free.held_fen, free.completed_fen) == (0, 500 * WAN)
    assert actions.verify_proposal(blocked.proposal) == []  # what was proposed keeps its figures
    assert actions.account_of(blocked).held == (held,)


def test_what_is_recorded_by_stretch_is_held_by_stretch() -> None:
    section = a_half_built_section()
    (road,) = db.session.scalars(select(Work).where(Work.section_id == section.id))
    user = a_user()
    for item in list_items(section.id):
        db.session.add(
            DoneStretch(
                work_id=road.id, item_id=item.id, start_m=Decimal(500), end_m=Decimal(1000),
                done_on=date(2020, 6, 1), recorded_by_id=user.id,
            )
        )  # fmt: skip
    a_stop_in_june(road, 600)
    line = the_lines(a_release())[section.id]
    assert line.held_fen == 100 * WAN  # 100 of the 500 m that are done


def test_a_section_is_not_measured_before_its_six_steps_are_done() -> None:
    section = a_half_built_section()
    a_start(section, awarded_on=date(2020, 1, 10))
    line = the_lines(a_release())[section.id]
    assert (line.held_fen, line.completed_fen) == (500 * WAN, 0)
    (held,) = actions.account_of(line).held
    assert (held.work_id, held.value_fen) == (None, 500 * WAN)
    assert "1 of the six steps" in held.why.english
    assert actions.verify_proposal(line.proposal) == []


def test_a_blocked_stretch_of_an_unready_section_is_held_once() -> None:
    section = a_half_built_section()
    (road,) = db.session.scalars(select(Work).where(Work.section_id == section.id))
    a_start(section, awarded_on=date(2020, 1, 10))
    a_stop_in_june(road, 200)
    line = the_lines(a_release())[section.id]
    assert [one.value_fen for one in actions.account_of(line).held] == [100 * WAN, 400 * WAN]


def test_an_advance_counts_only_as_far_as_it_is_recovered() -> None:
    section = a_paid_section(done="0.5")
    a_payment(section, 100 * WAN, PaymentKind.ADVANCE)
    line = the_lines(a_release())[section.id]
    assert line.paid_fen == 40 * WAN  # (50 % - 30 %) / 50 % of the advance


def test_a_contract_without_terms_is_treated_by_law_and_named() -> None:
    section = a_section(name="缺项标段")
    a_contract(
        section,
        1000 * WAN,
        signed_on=None,
        payment_share=None,
        labour_cost_share=None,
        contractor_is_sme=None,
        payment_days=None,
    )
    a_rollup(section, Week(2020, 25), "0.5")
    line = the_lines(a_release())[section.id]
    assert (line.contract_share, line.wage_fen) == (Decimal("0.9"), 0)
    assert line.interest_per_day_fen == 12_500  # 0.05 % of the 250,000 yuan between 85 and 90 %
    assert line.inputs["is_sme"] is True
    gaps = [gap.english for gap in queries.list_gaps()]
    assert len(gaps) == 3
    assert all("缺项标段" in gap for gap in gaps)


@pytest.mark.parametrize(
    "month, funds_wan, said",
    [
        (JUNE, 0, "more than zero"),
        (JUNE, -1, "more than zero"),
        (Month(2020, 8), 1, "has not begun"),
    ],
)
def test_what_cannot_be_proposed(month: Month, funds_wan: int, said: str) -> None:
    a_paid_section()
    with on_first_july():
        by = a_user(Role.FINANCE)
        assert said in refusal(lambda: actions.propose_releases(month, funds_wan * WAN, by=by))


def test_nothing_can_be_proposed_without_contracts() -> None:
    a_section()
    assert "No section has a contract" in refusal(a_release)


def test_a_month_has_one_draft_at_a_time() -> None:
    a_paid_section()
    first = a_release()
    assert "waits for approval" in refusal(a_release)
    actions.withdraw(first, "figures wrong", by=a_user(Role.FINANCE))
    assert a_release().number == 2


def test_what_was_approved_but_not_booked_is_not_proposed_again() -> None:
    section = a_paid_section()  # 450 owed, 425 by the neutral ratio
    first = the_lines(an_approved_release())[section.id]
    assert first.decided_fen == 425 * WAN
    second = the_lines(a_release())[section.id]
    assert second.paid_fen == 425 * WAN
    assert second.wages_paid_fen == 100 * WAN  # the labour part of what was approved
    assert second.due_fen == 25 * WAN  # what was deferred comes back


def test_booking_carries_out_the_approved_line_and_nothing_is_counted_twice() -> None:
    section = a_paid_section()
    line = the_lines(an_approved_release())[section.id]
    payment = a_payment(section, 100 * WAN, PaymentKind.WAGES)
    assert payment.line_id == line.id
    again = the_lines(a_release())[section.id]
    assert (again.paid_fen, again.wages_paid_fen) == (425 * WAN, 100 * WAN)


def test_not_more_than_the_approved_amount_can_be_booked_on_a_line() -> None:
    section = a_paid_section()
    line = the_lines(an_approved_release())[section.id]
    by = a_user(Role.FINANCE)

    def pay(amount_wan: int, reference: str) -> None:
        actions.record_payment(
            section, PaymentKind.PROGRESS, amount_wan * WAN,
            paid_on=date(2020, 7, 2), reference=reference, by=by, line=line,
        )  # fmt: skip

    pay(400, "1")
    assert "Only 250,000.00 yuan" in refusal(lambda: pay(26, "2"))
    pay(25, "3")
    assert queries.released_fen(line.id) == line.decided_fen


def test_nothing_can_be_booked_on_a_draft() -> None:
    section = a_paid_section()
    line = the_lines(a_release())[section.id]
    assert "not approved" in refusal(
        lambda: actions.record_payment(
            section, PaymentKind.PROGRESS, WAN,
            paid_on=date(2020, 7, 1), reference="1", by=Program(), line=line,
        )
    )  # fmt: skip


def test_a_leader_changes_a_line_with_a_reason_and_it_is_recorded() -> None:
    section = a_paid_section(paid_wan=350)
    a_frozen_ranking({section: Band.REAR})
    line = the_lines(a_release())[section.id]
    leader = a_user(Role.LEADER)
    actions.change_line(line, 60 * WAN, "汛期抢修", by=leader, seen_version=line.version)
    assert (line.decided_fen, line.deferred_fen, line.decided_by_id) == (
        60 * WAN,
        40 * WAN,
        leader.id,
    )
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.reason) == ("payments.line_decided", "汛期抢修")


def test_a_leader_who_pays_all_leaves_nothing_that_becomes_late() -> None:
    section = a_paid_section(paid_wan=350, contractor_is_sme=True)
    line = the_lines(a_release())[section.id]
    assert line.interest_per_day_fen > 0
    by = a_user(Role.LEADER)
    actions.change_line(line, line.ceiling_fen, "prize", by=by, seen_version=line.version)
    assert (line.deferred_until, line.interest_per_day_fen) == (None, 0)


def test_a_leader_who_saw_an_older_version_is_told() -> None:
    section = a_paid_section(paid_wan=350)
    line = the_lines(a_release())[section.id]
    by, seen = a_user(Role.LEADER), line.version
    actions.change_line(line, 80 * WAN, "first", by=by, seen_version=seen)
    with pytest.raises(StaleEdit):
        actions.change_line(line, 90 * WAN, "second", by=by, seen_version=seen)


def test_the_proposer_cannot_approve_nor_with_a_second_account() -> None:
    a_paid_section()
    proposer, twin = a_user(Role.FINANCE), a_user(Role.LEADER)
    proposer.person_key = twin.person_key = "one-human"
    proposal = a_release(by=proposer)
    assert "Whoever proposed" in refusal(lambda: approve_it(proposal, proposer))
    assert "Whoever proposed" in refusal(lambda: approve_it(proposal, twin))
    approve_it(proposal, a_user(Role.LEADER))
    assert proposal.state is State.APPROVED


def test_somebody_of_a_paid_firm_cannot_approve() -> None:
    section = a_paid_section()
    insider = a_user(Role.CONTRACTOR, organisation=section.contractor)
    proposal = a_release()
    assert "firm that is paid" in refusal(lambda: approve_it(proposal, insider))


def test_an_approval_of_amounts_that_changed_meanwhile_is_refused() -> None:
    section = a_paid_section(paid_wan=350)
    proposal, leader = a_release(), a_user(Role.LEADER)
    seen = actions.decision_fingerprint(proposal, queries.list_lines(proposal))
    line = the_lines(proposal)[section.id]
    actions.change_line(line, 80 * WAN, "meanwhile", by=leader, seen_version=line.version)
    with pytest.raises(StaleEdit):
        actions.approve(proposal, by=leader, seen_sha256=seen)
    assert proposal.state is State.DRAFT


def test_a_ranking_corrected_after_the_proposal_asks_for_a_new_one() -> None:
    section = a_paid_section()
    a_frozen_ranking({section: Band.FRONT})
    proposal = a_release()
    a_frozen_ranking({section: Band.REAR}, number=2)
    assert "propose again" in refusal(lambda: approve_it(proposal, a_user(Role.LEADER)))


def test_an_approved_proposal_cannot_be_approved_changed_or_withdrawn() -> None:
    section = a_paid_section()
    proposal, leader = an_approved_release(), a_user(Role.LEADER)
    line = the_lines(proposal)[section.id]
    assert "no longer a draft" in refusal(lambda: approve_it(proposal, leader))
    assert "no longer a draft" in refusal(lambda: actions.withdraw(proposal, "x", by=leader))
    change = lambda: actions.change_line(line, 1, "x", by=leader, seen_version=line.version)  # noqa: E731
    assert "no longer a draft" in refusal(change)


def test_a_withdrawal_needs_a_reason_and_frees_the_month() -> None:
    a_paid_section()
    proposal, by = a_release(), a_user(Role.FINANCE)
    assert "Give the reason" in refusal(lambda: actions.withdraw(proposal, " ", by=by))
    actions.withdraw(proposal, "new ranking", by=by)
    assert queries.find_draft(JUNE) is None
    assert queries.totals(JUNE) is None


def test_a_proposal_recomputes_to_the_fen_from_what_it_keeps() -> None:
    sections = [a_paid_section(done=f"0.{n}{n}{n}{n}", paid_wan=10) for n in range(1, 7)]
    bands = [Band.FRONT, Band.FRONT, Band.MIDDLE, Band.MIDDLE, Band.REAR, None]
    a_frozen_ranking(dict(zip(sections, bands, strict=True)))
    proposal = a_release(funds_wan=777)
    a_payment(sections[0], WAN)  # later facts do not change what was proposed
    assert actions.verify_proposal(proposal) == []


def test_a_proposal_that_was_tampered_with_is_found() -> None:
    section = a_paid_section(paid_wan=350)
    proposal = a_release()
    line = the_lines(proposal)[section.id]
    line.inputs = line.inputs | {"paid_fen": 340 * WAN}
    problems = " ".join(problem.english for problem in actions.verify_proposal(proposal))
    assert "SHA-256" in problems
    assert "another amount" in problems


def test_an_old_month_is_reckoned_as_of_its_end() -> None:
    with on_first_july():
        assert actions.reckoning_day(Month(2020, 5)) == date(2020, 6, 1)
        assert actions.reckoning_day(JUNE) == date(2020, 7, 1)


def test_a_reversal_takes_a_payment_back_once_and_keeps_both() -> None:
    section = a_paid_section()
    payment, by = a_payment(section, 10 * WAN), a_user(Role.FINANCE)
    assert "Give the reason" in refusal(lambda: actions.reverse_payment(payment, "", by=by))
    reversal = actions.reverse_payment(payment, "录错标段", by=by)
    assert "reversed already" in refusal(lambda: actions.reverse_payment(payment, "x", by=by))
    assert "cannot be reversed" in refusal(lambda: actions.reverse_payment(reversal, "x", by=by))
    assert queries.paid_by_section()[section.id].all_fen == 0
    assert len(queries.list_payments_of(section.id)) == 2


@pytest.mark.parametrize(
    "amount_wan, reference, said",
    [
        (1001, "1", "more than its contract price"),
        (0, "1", "more than zero"),
        (1, "  ", "number of the voucher"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(
    amount_wan: int, reference: str, said: str
) -> None:
    section = a_paid_section()
    assert said in refusal(
        lambda: actions.record_payment(
            section, PaymentKind.PROGRESS, amount_wan * WAN,
            paid_on=date(2020, 1, 1), reference=reference, by=Program(),
        )
    )  # fmt: skip


def test_the_same_payment_is_not_booked_twice() -> None:
    section = a_paid_section()
    first = a_payment(section, WAN)
    assert "in the ledger already" in refusal(
        lambda: actions.record_payment(
            section, first.kind, first.amount_fen,
            paid_on=first.paid_on, reference=first.reference, by=Program(),
        )
    )  # fmt: skip
    assert db.session.scalars(select(PaymentRecord)).all() == [first]


def test_a_section_without_contract_cannot_be_paid() -> None:
    assert "has no contract" in refusal(lambda: a_payment(a_section(), WAN))


def test_a_policy_counts_from_its_month_on_and_only_a_lawful_one_is_kept() -> None:
    leader = a_user(Role.LEADER)
    equal = Policy(dict.fromkeys(Band, Decimal("0.9")))
    actions.save_policy(equal, Month(2020, 6), "全区统一", by=leader)
    assert queries.current_policy(Month(2020, 5)) == Policy()
    assert queries.current_policy(Month(2020, 6)) == equal
    bad = Policy(
        {Band.FRONT: Decimal("0.9"), Band.MIDDLE: Decimal("0.85"), Band.REAR: Decimal("0.7")}
    )
    said = refusal(lambda: actions.save_policy(bad, Month(2020, 7), " ", by=leader))
    assert "legal floor" in said
    assert "Give the reason" in said
    assert len(queries.list_policies()) == 1


def test_a_proposal_uses_the_policy_of_its_month_and_keeps_a_copy() -> None:
    section = a_paid_section(paid_wan=350)
    a_frozen_ranking({section: Band.REAR})
    equal = Policy(dict.fromkeys(Band, Decimal("0.9")))
    version = actions.save_policy(equal, JUNE, "统一", by=a_user(Role.LEADER))
    proposal = a_release()
    assert proposal.policy_id == version.id
    assert the_lines(proposal)[section.id].proposed_fen == 100 * WAN


def test_leaders_see_what_waits_for_them_but_not_their_own() -> None:
    a_paid_section()
    proposer = a_user(Role.FINANCE, Role.LEADER)
    proposal = a_release(by=proposer)
    assert queries.list_proposals_waiting_for(a_user(Role.LEADER)) == [proposal]
    assert queries.list_proposals_waiting_for(proposer) == []
    assert queries.list_proposals_waiting_for(a_user(Role.FINANCE)) == []


def test_the_totals_of_a_month_leave_withdrawn_proposals_out() -> None:
    section = a_paid_section(paid_wan=350)
    a_frozen_ranking({section: Band.REAR})
    actions.withdraw(a_release(), "again", by=a_user(Role.FINANCE))
    an_approved_release(funds_wan=300)
    totals = queries.totals(JUNE)
    assert totals is not None
    assert (totals.funds_fen, totals.due_fen, totals.decided_fen, totals.approved_fen) == (
        300 * WAN,
        100 * WAN,
        50 * WAN,
        50 * WAN,
    )
    assert (totals.deferred_fen, totals.paid_share) == (50 * WAN, Decimal("0.5"))
    assert [row.section for row in queries.lines_for_export(JUNE)] == [section.name]


def test_deferred_money_is_listed_by_the_day_on_which_it_becomes_late() -> None:
    section = a_paid_section(paid_wan=350)
    a_paid_section(paid_wan=450)  # nothing due
    a_frozen_ranking({section: Band.REAR})
    a_release()
    reader = a_user(Role.FINANCE)
    assert queries.list_urgent_lines(reader, date(2020, 8, 19)) == []
    (line,) = queries.list_urgent_lines(reader, date(2020, 8, 20))
    assert (line.section_id, line.deferred_fen) == (section.id, 50 * WAN)
