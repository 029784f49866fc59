"""Payments in the books: reserved on approval, carried out by payment, taken back by reversal."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.ledger.models import LedgerTransaction
from app.ledger.queries import balances_by_source, balances_of
from app.ledger.rules.entries import LedgerAccount, TransactionKind
from app.payments import actions, queries
from app.payments.actions.posting import post_opening
from app.payments.models import PaymentRecord
from app.payments.rules.ledger import PaymentKind
from app.payments.rules.posting import split_at
from app.shared.audit import Program
from app.shared.errors import RuleBroken
from app.works.actions import set_fund_sources
from app.works.models import Section
from app.works.rules import FundKind
from tests.makers.accounts import a_user
from tests.makers.payments import (
    JUNE,
    WAN,
    a_paid_section,
    a_payment,
    a_release,
    an_approved_release,
    approve_it,
    on_first_july,
)

BANK, RELEASED = LedgerAccount.BANK, LedgerAccount.RELEASED
ON_ACCOUNT, ADVANCE = LedgerAccount.ON_ACCOUNT, LedgerAccount.ADVANCE


def in_wan(section: Section) -> dict[LedgerAccount, int]:
    return {account: fen // WAN for account, fen in balances_of([section.id])[section.id].items()}


def pay(section: Section, wan: int, kind: PaymentKind = PaymentKind.PROGRESS) -> PaymentRecord:
    with on_first_july():
        return actions.record_payment(
            section, kind, wan * WAN, paid_on=date(2020, 7, 1), reference=f"凭{wan}", by=Program()
        )


@pytest.mark.parametrize(
    ("fen", "first", "rest"),
    [
        (0, {"a": 0, "b": 0}, {"a": 3, "b": 2}),
        (4, {"a": 3, "b": 1}, {"a": 0, "b": 1}),
        (9, {"a": 3, "b": 2}, {"a": 0, "b": 0}),
        (-1, {"a": 0, "b": 0}, {"a": 3, "b": 2}),  # a section that owes has nothing payable
    ],
)
def test_an_amount_is_split_in_the_order_of_its_sources(
    fen: int, first: dict[str, int], rest: dict[str, int]
) -> None:
    assert split_at({"a": 3, "b": 2}, fen) == (first, rest)


@pytest.mark.usefixtures("context")
def test_a_draft_is_not_in_the_books_and_an_approval_reserves() -> None:
    section = a_paid_section()
    proposal = a_release()
    assert in_wan(section) == {}
    approve_it(proposal, a_user(Role.LEADER))
    assert in_wan(section) == {ON_ACCOUNT: 425, RELEASED: -425}  # 85 % of 500


@pytest.mark.usefixtures("context")
def test_a_payment_carries_the_approval_out_and_a_reversal_takes_it_back() -> None:
    section = a_paid_section()
    an_approved_release()
    payment = pay(section, 25)
    assert in_wan(section) == {ON_ACCOUNT: 425, RELEASED: -400, BANK: -25}
    actions.reverse_payment(payment, "重复登记", by=Program())
    assert in_wan(section) == {ON_ACCOUNT: 425, RELEASED: -425, BANK: 0}


@pytest.mark.usefixtures("context")
def test_labour_cost_arrives_on_the_wage_account_and_an_advance_is_owed() -> None:
    section = a_paid_section()
    pay(section, 100, PaymentKind.ADVANCE)
    pay(section, 20, PaymentKind.WAGES)
    found = in_wan(section)
    assert (found[ADVANCE], found[LedgerAccount.WAGE_BANK], found[BANK]) == (100, 20, -120)


@pytest.mark.usefixtures("context")
def test_every_source_pays_no_more_than_was_approved_out_of_it() -> None:
    section = a_paid_section(paid_wan=350)
    set_fund_sources(
        section.project.programme, {"中央专项": 900 * WAN, "省级补助": 900 * WAN}, by=Program()
    )
    bound = {FundKind.CENTRAL: 40 * WAN, FundKind.PROVINCIAL: 20 * WAN}
    with on_first_july():
        proposal = actions.propose_releases(JUNE, 15 * WAN, by=a_user(Role.FINANCE), bound=bound)
    approve_it(proposal, a_user(Role.LEADER))
    [line] = queries.list_lines(proposal)
    first = pay(section, 50)
    assert queries.unpaid_by_source(line.id) == {"provincial": 10 * WAN, "": 15 * WAN}
    pay(section, 20)
    actions.reverse_payment(first, "退票", by=Program())
    assert queries.unpaid_by_source(line.id) == {
        "central": 40 * WAN, "provincial": 10 * WAN, "": 5 * WAN,
    }  # fmt: skip
    assert sum(balances_by_source(section.id, RELEASED).values()) == -55 * WAN


@pytest.mark.usefixtures("context")
def test_more_than_was_approved_is_refused_and_leaves_no_posting() -> None:
    section = a_paid_section(paid_wan=350)
    proposal = an_approved_release()
    [line] = queries.list_lines(proposal)
    before = in_wan(section)
    with pytest.raises(RuleBroken), on_first_july():
        actions.record_payment(
            section, PaymentKind.PROGRESS, line.decided_fen + 1, paid_on=date(2020, 7, 1),
            reference="凭", by=Program(), line=line,
        )  # fmt: skip
    assert in_wan(section) == before


@pytest.mark.usefixtures("context")
def test_what_was_paid_before_there_were_books_is_posted_once_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as before:
        for name in ("ledger.post_payment", "proposals.post_release"):
            before.setattr(f"app.payments.actions.{name}", lambda _row, *, by: None)
        section = a_paid_section(paid_wan=100)
        an_approved_release()
        wrong = pay(section, 30)
        actions.reverse_payment(wrong, "重复登记", by=Program())
        a_payment(section, 5 * WAN)
    assert in_wan(section) == {}
    assert post_opening(by=Program()) == (1, 4)
    assert post_opening(by=Program()) == (0, 0)
    found = in_wan(section)
    assert (found[BANK], found[RELEASED], found[LedgerAccount.WAGE_BANK]) == (-105, -320, 100)
    kinds = db.session.scalars(select(LedgerTransaction.kind).order_by(LedgerTransaction.id)).all()
    assert kinds.count(TransactionKind.REVERSAL) == 1
    posted = db.session.scalars(select(LedgerTransaction.reason)).all()
    assert all(reason for reason in posted)


def test_the_command_says_how_much_it_posted(app: Flask, given: Callable[..., Any]) -> None:
    with given():
        a_paid_section(paid_wan=1)
    result = app.test_cli_runner().invoke(args=["payments", "post-opening"])
    assert result.stdout.strip() == "0 approvals and 0 payments posted."
