"""Funds by source: their own limits, only for whose programme names them, in the stated order."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.payments import actions, queries
from app.payments.models import ReleaseLine, ReleaseProposal
from app.payments.rules.entitlement import Account
from app.payments.rules.policy import Policy, policy_problems
from app.payments.rules.propose import Coverage, Proposal, propose
from app.payments.rules.sources import sum_of
from app.ranking.rules.policy import Band
from app.shared.audit import Program
from app.shared.errors import RuleBroken
from app.works.actions import set_fund_sources
from app.works.models import Section
from app.works.rules import BOUND, FundKind
from tests.makers.accounts import a_user
from tests.makers.payments import (
    JUNE,
    TODAY,
    WAN,
    a_paid_section,
    an_account,
    approve_it,
    on_first_july,
)
from tests.payments.test_propose_properties import CALENDAR, POLICY, accounts

CENTRAL, PROVINCIAL, DISTRICT = FundKind.CENTRAL, FundKind.PROVINCIAL, FundKind.DISTRICT
FREE = FundKind.UNRESTRICTED


def shared(
    sections: Sequence[Account], free_wan: int, bound_wan: Mapping[FundKind, int]
) -> Proposal:
    bound = {kind: wan * WAN for kind, wan in bound_wan.items()}
    return propose(sections, free_wan * WAN + sum(bound.values()), Policy(), TODAY, CALENDAR, bound)


def drawn_wan(proposal: Proposal) -> dict[int, dict[FundKind, int]]:
    return {
        line.account.section_id: {kind: fen // WAN for kind, fen in line.drawn.items()}
        for line in proposal.lines
    }


def owed(section_id: int, *sources: FundKind, wage: str = "0.20", **terms: Any) -> Account:
    """Return a section to which 50 to 100 is due by its band; 350 of its 500 is paid, as labour cost."""
    return an_account(section_id, sources=sources, wage_share=Decimal(wage), **terms)


def test_bound_money_goes_first_and_what_is_free_helps_who_has_nothing_else() -> None:
    proposal = shared([owed(1, CENTRAL, DISTRICT), owed(2)], 75, {CENTRAL: 40, DISTRICT: 40})
    assert drawn_wan(proposal) == {1: {CENTRAL: 40, DISTRICT: 35}, 2: {FREE: 75}}
    assert proposal.coverage is Coverage.ALL


def test_money_of_a_source_that_no_programme_names_stays_unspent() -> None:
    proposal = shared([owed(1, DISTRICT)], 0, {CENTRAL: 500})
    [line] = proposal.lines
    assert (line.proposed_fen, proposal.totals.left_fen) == (0, 500 * WAN)


def test_floors_come_before_what_a_better_band_wants_even_from_one_source() -> None:
    front = owed(1, CENTRAL, band=Band.FRONT, place=1)
    rear = owed(2, CENTRAL, band=Band.REAR, place=2)
    proposal = shared([front, rear], 0, {CENTRAL: 120})
    assert drawn_wan(proposal) == {1: {CENTRAL: 70}, 2: {CENTRAL: 50}}


def test_labour_cost_out_of_a_short_source_is_shared_by_what_is_owed_to_the_workers() -> None:
    one = owed(1, CENTRAL, wage="0.80", band=Band.REAR, place=2)  # 50 owed
    other = owed(2, CENTRAL, wage="0.90", band=Band.FRONT, place=1)  # 100 owed
    third = owed(3, DISTRICT, wage="0.80")
    proposal = shared([one, other, third], 0, {CENTRAL: 30, DISTRICT: 60})
    assert drawn_wan(proposal) == {1: {CENTRAL: 10}, 2: {CENTRAL: 20}, 3: {DISTRICT: 60}}
    assert proposal.coverage is Coverage.NOT_EVEN_WAGES


def test_the_policy_says_which_source_is_drawn_first() -> None:
    order = (DISTRICT, CENTRAL, PROVINCIAL, FundKind.SELF_RAISED, FundKind.OTHER)
    bound = {CENTRAL: 100 * WAN, DISTRICT: 30 * WAN}
    policy = Policy(source_order=order)
    proposal = propose([owed(1, CENTRAL, DISTRICT)], 130 * WAN, policy, TODAY, CALENDAR, bound)
    assert drawn_wan(proposal) == {1: {DISTRICT: 30, CENTRAL: 45}}
    assert policy_problems(policy) == []
    [problem] = policy_problems(Policy(source_order=order[1:]))
    assert "each source once" in problem.english


@st.composite
def bound_sections(draw: st.DrawFn) -> list[Account]:
    kinds = st.lists(st.sampled_from(BOUND), unique=True, max_size=3)
    return [replace(one, sources=tuple(sorted(draw(kinds)))) for one in draw(accounts())]


LIMITS = st.dictionaries(st.sampled_from(BOUND), st.integers(0, 10**12), max_size=4)
AMOUNT = st.integers(0, 10**12)


@given(bound_sections(), AMOUNT, LIMITS)
@settings(max_examples=150)
def test_no_source_is_ever_passed_and_nobody_draws_what_its_programme_does_not_name(
    sections: list[Account], free_fen: int, bound: dict[FundKind, int]
) -> None:
    funds_fen = free_fen + sum(bound.values())
    proposal = propose(sections, funds_fen, POLICY, TODAY, CALENDAR, bound)
    for kind, fen in sum_of(line.drawn for line in proposal.lines).items():
        assert fen <= (free_fen if kind is FREE else bound.get(kind, 0))
    for line in proposal.lines:
        assert sum(line.drawn.values()) == line.proposed_fen <= line.entitlement.ceiling_fen
        assert set(line.drawn) <= {*line.account.sources, FREE}
        assert all(fen > 0 for fen in line.drawn.values())


@given(accounts(), AMOUNT)
@settings(max_examples=80)
def test_money_that_everybody_may_draw_is_shared_as_if_it_were_unrestricted(
    sections: list[Account], funds_fen: int
) -> None:
    everybody = [replace(one, sources=(CENTRAL,)) for one in sections]
    bound = propose(everybody, funds_fen, POLICY, TODAY, CALENDAR, {CENTRAL: funds_fen})
    free = propose(sections, funds_fen, POLICY, TODAY, CALENDAR)
    assert [x.proposed_fen for x in bound.lines] == [x.proposed_fen for x in free.lines]
    assert bound.coverage is free.coverage


@given(bound_sections(), AMOUNT, LIMITS, LIMITS)
@settings(max_examples=150)
def test_a_programme_never_gives_more_of_a_source_than_it_has_left(
    sections: list[Account], free_fen: int, bound: dict[FundKind, int], left: dict[FundKind, int]
) -> None:
    ours = [replace(one, programme_id=1, programme_left=left) for one in sections]
    proposal = propose(ours, free_fen + sum(bound.values()), POLICY, TODAY, CALENDAR, bound)
    for kind, fen in sum_of(line.drawn for line in proposal.lines).items():
        assert fen <= left.get(kind, fen)
    for line in proposal.lines:
        assert sum(line.drawn.values()) == line.proposed_fen <= line.entitlement.ceiling_fen


def of_programme(account: Account, programme_id: int, central_wan: int) -> Account:
    left = {CENTRAL: central_wan * WAN}
    return replace(account, programme_id=programme_id, programme_left=left)


def test_what_a_programme_has_left_of_a_source_limits_its_sections_together() -> None:
    front = of_programme(owed(1, CENTRAL, band=Band.FRONT, place=1), 7, 90)
    rear = of_programme(owed(2, CENTRAL, band=Band.REAR, place=2), 7, 90)
    other = of_programme(owed(3, CENTRAL, band=Band.REAR, place=3), 8, 500)
    proposal = shared([front, rear, other], 20, {CENTRAL: 400})
    # Floors of 50 first; the front band wants 50 more: 90 central, then the 20 that are free.
    assert drawn_wan(proposal) == {
        1: {CENTRAL: 50, FREE: 10},
        2: {CENTRAL: 40, FREE: 10},
        3: {CENTRAL: 50},
    }


def test_labour_cost_shares_what_its_programme_has_left_by_what_is_owed_to_the_workers() -> None:
    one = of_programme(owed(1, CENTRAL, wage="0.80", band=Band.REAR, place=2), 7, 30)  # 50 owed
    two = of_programme(owed(2, CENTRAL, wage="0.90", band=Band.FRONT, place=1), 7, 30)  # 100 owed
    proposal = shared([one, two], 0, {CENTRAL: 400})
    assert drawn_wan(proposal) == {1: {CENTRAL: 10}, 2: {CENTRAL: 20}}
    assert proposal.coverage is Coverage.NOT_EVEN_WAGES


@pytest.fixture
def two_programmes(context: None) -> tuple[Section, Section]:
    """Return a section with central and district money, and one whose programme names no source."""
    rich, poor = a_paid_section("一标", paid_wan=350), a_paid_section("二标", paid_wan=350)
    programme = rich.project.programme
    assert programme is not poor.project.programme
    set_fund_sources(programme, {"中央专项": 900 * WAN, "区级配套": 900 * WAN}, by=Program())
    return rich, poor


def a_bound_release(free_wan: int, bound_wan: Mapping[FundKind, int]) -> ReleaseProposal:
    bound = {kind: wan * WAN for kind, wan in bound_wan.items()}
    with on_first_july():
        return actions.propose_releases(JUNE, free_wan * WAN, by=a_user(Role.FINANCE), bound=bound)


def the_lines(proposal: ReleaseProposal) -> dict[int, ReleaseLine]:
    return {line.section_id: line for line in queries.list_lines(proposal)}


def test_a_proposal_keeps_its_sources_and_recomputes_and_is_approved(
    two_programmes: tuple[Section, Section],
) -> None:
    rich, poor = two_programmes
    proposal = a_bound_release(80, {CENTRAL: 40, DISTRICT: 20})
    lines = the_lines(proposal)
    assert proposal.funds_fen == 140 * WAN
    assert lines[rich.id].drawn == {
        "central": 40 * WAN, "district": 20 * WAN, "unrestricted": 15 * WAN,
    }  # fmt: skip
    assert lines[poor.id].drawn == {"unrestricted": 65 * WAN}
    assert actions.verify_proposal(proposal) == []
    approve_it(proposal, a_user(Role.LEADER))
    assert actions.verify_proposal(proposal) == []


def test_what_was_released_from_a_programmes_source_is_gone_next_time(
    two_programmes: tuple[Section, Section],
) -> None:
    rich, _poor = two_programmes
    set_fund_sources(rich.project.programme, {"中央专项": 50 * WAN}, by=Program())
    first = a_bound_release(0, {CENTRAL: 40})
    assert the_lines(first)[rich.id].drawn == {"central": 40 * WAN}
    approve_it(first, a_user(Role.LEADER))
    line = the_lines(a_bound_release(0, {CENTRAL: 40}))[rich.id]
    assert line.drawn == {"central": 10 * WAN}
    with pytest.raises(RuleBroken) as caught:
        actions.change_line(
            line, 20 * WAN, "急需", by=a_user(Role.LEADER), seen_version=line.version
        )
    assert "leave 100,000.00 yuan" in caught.value.sentences[0].english


def test_a_leader_cannot_pay_out_of_a_source_that_the_programme_does_not_name(
    two_programmes: tuple[Section, Section],
) -> None:
    rich, poor = two_programmes
    lines = the_lines(a_bound_release(75, {CENTRAL: 200}))
    leader, line = a_user(Role.LEADER), lines[poor.id]
    with pytest.raises(RuleBroken) as caught:
        actions.change_line(line, 80 * WAN, "急需", by=leader, seen_version=line.version)
    assert "leave 750,000.00 yuan" in caught.value.sentences[0].english
    line = lines[rich.id]
    actions.change_line(line, 100 * WAN, "急需", by=leader, seen_version=line.version)
    assert line.drawn == {"central": 100 * WAN}


def test_a_negative_source_is_refused(two_programmes: tuple[Section, Section]) -> None:
    with pytest.raises(RuleBroken):
        a_bound_release(100, {CENTRAL: -1})


def test_the_command_takes_funds_by_source(app: Flask, given: Callable[..., Any]) -> None:
    with given():
        section = a_paid_section(paid_wan=350)
        set_fund_sources(section.project.programme, {"省级补助": 900 * WAN}, by=Program())
    words = ["payments", "propose", "2020-06", "--source", "provincial=50万元", "--json"]
    result = app.test_cli_runner().invoke(args=words)
    record = json.loads(result.stdout)
    assert record["sources"] == {"provincial": 50 * WAN}
    assert record["lines"][0]["drawn"] == {"provincial": 50 * WAN}
    refused = app.test_cli_runner().invoke(args=[*words, "--source", "lottery=5"])
    assert refused.exit_code == 1


def test_finance_enters_the_sources_and_sees_what_each_gives(
    given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        finance = a_user(Role.FINANCE)
        section = a_paid_section(paid_wan=350)
        set_fund_sources(section.project.programme, {"省级补助": 900 * WAN}, by=Program())
    with on_first_july():
        browser = browser_of(finance)
        wrong = browser.post(
            "/payments/2020-06/proposals",
            data={"funds": "10", "unit": "wan", "provincial": "much"},
        )
        assert wrong.status_code == 422
        sent = {"funds": "", "unit": "wan", "provincial": "50"}
        assert browser.post("/payments/2020-06/proposals", data=sent).status_code == 303
        page = browser.get("/payments/2020-06").text
        assert "Provincial funds" in page
        with given():
            [line] = db.session.scalars(select(ReleaseLine)).all()
            number = line.id
        assert "Provincial funds" in browser.get(f"/payments/lines/{number}").text
        none = {"funds": "", "unit": "wan"}
        assert browser.post("/payments/2020-07/proposals", data=none).status_code == 422
