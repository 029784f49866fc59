"""Posting: whole, balanced, once, and never changed afterwards, whoever asks the database."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.ledger import queries
from app.ledger.actions import post, post_certificate, reverse
from app.ledger.models import LedgerTransaction
from app.ledger.rules.builders import (
    CertificateAmounts,
    payment_entries,
    release_entries,
    release_on_account_entries,
)
from app.ledger.rules.entries import Entry, LedgerAccount, TransactionKind
from app.shared.audit import Program
from app.shared.errors import RuleBroken
from app.shared.models import AuditEvent
from app.works.models import Section
from tests.makers.works import a_section

DAY = date(2020, 6, 30)
TEN = CertificateAmounts(works_fen=1000, retention_fen=30)


def certified(section: Section, key: str = "c1") -> LedgerTransaction:
    posted = post_certificate(section.id, DAY, TEN, section, key, Program())
    assert posted is not None
    return posted


def released(section: Section, fen: int, key: str = "r1") -> LedgerTransaction:
    return post(
        TransactionKind.RELEASE,
        section.id,
        DAY,
        release_entries({"": fen}),
        section,
        key,
        Program(),
    )


@pytest.mark.usefixtures("context")
def test_balances_are_sums_of_what_was_posted() -> None:
    section = a_section()
    certified(section)
    released(section, 600)
    paid = payment_entries({"central": 400})
    post(TransactionKind.PAYMENT, section.id, DAY, paid, section, "p1", Program())

    assert queries.balances_of([section.id])[section.id] == {
        LedgerAccount.WORKS_COST: 1000,
        LedgerAccount.RETENTION: -30,
        LedgerAccount.PAYABLE: -370,
        LedgerAccount.RELEASED: -200,
        LedgerAccount.BANK: -400,
    }
    assert sum(debit - credit for debit, credit in queries.trial_balance().values()) == 0


@pytest.mark.usefixtures("context")
def test_nothing_is_approved_above_what_is_certified() -> None:
    section = a_section()
    certified(section)

    with pytest.raises(RuleBroken):
        released(section, 971)
    assert len(queries.statement_of(section.id)) == 1


@pytest.mark.usefixtures("context")
def test_the_same_key_posts_once_and_other_figures_under_it_are_refused() -> None:
    section = a_section()
    certified(section)

    assert released(section, 600).id == released(section, 600).id
    with pytest.raises(RuleBroken):
        released(section, 601)
    assert queries.balance_of(section.id, LedgerAccount.RELEASED) == -600


@pytest.mark.usefixtures("context")
def test_a_reversal_is_a_posting_with_link_and_reason_and_happens_once() -> None:
    section = a_section()
    certified(section)
    wrong = released(section, 600)

    taken_back = reverse(wrong, "wrong section", day=DAY, subject=section, key="v1", by=Program())

    assert taken_back.reverses_id == wrong.id
    assert taken_back.reason == "wrong section"
    assert queries.balance_of(section.id, LedgerAccount.RELEASED) == 0
    with pytest.raises(RuleBroken):
        reverse(wrong, "again", day=DAY, subject=section, key="v2", by=Program())


@pytest.mark.usefixtures("context")
def test_a_certificate_settles_what_was_paid_before_it() -> None:
    section = a_section()
    early = release_on_account_entries({"": 300})
    post(TransactionKind.RELEASE, section.id, DAY, early, section, "r0", Program())

    certified(section)

    assert queries.balance_of(section.id, LedgerAccount.ON_ACCOUNT) == 0
    assert queries.balance_of(section.id, LedgerAccount.PAYABLE) == -670


@pytest.mark.usefixtures("context")
def test_every_posting_is_in_the_audit_trail_with_its_entries() -> None:
    section = a_section()
    posted = certified(section)

    events = db.session.scalars(
        select(AuditEvent).where(
            AuditEvent.action == "ledger.posted", AuditEvent.subject_id == posted.id
        )
    ).all()
    assert len(events) == 1
    assert '["payable",null,-970]' in events[0].changes


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET amount_fen = amount_fen + 1",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_transaction SET day = '2020-01-01'",
        "DELETE FROM ledger_seal",
        "INSERT INTO ledger_entry (transaction_id, account, amount_fen)"
        " SELECT max(id), 'bank', 5 FROM ledger_transaction",
        "INSERT INTO ledger_seal (transaction_id, entries) VALUES (1000000, 2)",
    ],
)
def test_the_database_refuses_to_change_what_was_posted(statement: str) -> None:
    certified(a_section())

    with pytest.raises(DatabaseError), db.session.begin_nested():
        db.session.execute(text(statement))


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    "entries",
    [
        [Entry(LedgerAccount.BANK, 5)],
        [Entry(LedgerAccount.BANK, 5), Entry(LedgerAccount.FUNDS, -4)],
        [],
    ],
)
def test_an_unbalanced_transaction_is_refused(entries: list[Entry]) -> None:
    with pytest.raises(RuleBroken):
        post(TransactionKind.FUNDING, None, DAY, entries, a_section(), "f1", Program())
