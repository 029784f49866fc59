"""What the database itself refuses, whoever writes: finality, four eyes, amounts in range."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.accounts.rules import Role
from app.extensions import db
from app.payments import actions, queries
from app.payments.models import ReleaseLine, ReleaseProposal
from app.payments.rules.policy import Policy
from app.shared.audit import Program
from tests.makers.accounts import a_user
from tests.makers.payments import (
    JUNE,
    WAN,
    a_paid_section,
    a_payment,
    a_release,
    an_approved_release,
)

pytestmark = pytest.mark.usefixtures("context")


def refuses(statement: str) -> bool:
    """Return whether the database refuses a statement; what it did is undone."""
    db.session.flush()
    try:
        with db.session.begin_nested():
            db.session.execute(text(statement))
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release_proposal SET funds_fen = funds_fen + 1",
        "UPDATE release_proposal SET state = 'draft', approved_by_id = NULL, approved_at = NULL",
        "DELETE FROM release_proposal",
        "UPDATE release_line SET decided_fen = 0",
        "UPDATE release_line SET inputs = '{}'",
        "DELETE FROM release_line",
        "INSERT INTO release_line SELECT * FROM release_line",
    ],
)
def test_an_approved_proposal_and_its_lines_are_final(statement: str) -> None:
    a_paid_section(paid_wan=350)
    an_approved_release()
    assert refuses(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE payment_record SET amount_fen = 1", "DELETE FROM payment_record"],
)
def test_the_ledger_is_insert_only(statement: str) -> None:
    a_payment(a_paid_section(), WAN)
    assert refuses(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE release_policy SET reason = 'x'", "DELETE FROM release_policy"]
)
def test_policies_are_insert_only(statement: str) -> None:
    actions.save_policy(Policy(), JUNE, "first", by=Program())
    assert refuses(statement)


def approval(proposal: ReleaseProposal, by_id: int) -> str:
    return (
        f"UPDATE release_proposal SET state = 'approved', approved_by_id = {by_id},"
        f" approved_at = '2020-07-01 00:00:00' WHERE id = {proposal.id}"
    )


def test_the_database_knows_four_eyes_and_natural_persons() -> None:
    a_paid_section()
    proposer, twin, other = a_user(Role.FINANCE), a_user(Role.LEADER), a_user(Role.LEADER)
    proposer.person_key = twin.person_key = "one-human"
    proposal = a_release(by=proposer)
    assert refuses(approval(proposal, proposer.id))
    assert refuses(approval(proposal, twin.id))
    assert not refuses(approval(proposal, other.id))


@pytest.mark.parametrize(
    "change",
    [
        "decided_fen = ceiling_fen + 1",  # above what the contract owes
        "decided_fen = floor_fen - 1",  # below the floor
        "decided_fen = ceiling_fen",  # a change without who and why
        "proposed_fen = -1",
        "deferred_by_rank_fen = deferred_by_rank_fen + 1",  # what is due would not add up
        "section_id = 0",
    ],
)
def test_a_line_that_makes_no_sense_cannot_be_stored(change: str) -> None:
    a_paid_section(paid_wan=350)
    a_release()
    assert refuses(f"UPDATE release_line SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "funds_fen = -1",
        "state = 'approved'",  # by nobody
        "state = 'withdrawn'",  # for no reason
        "state = 'paid'",  # no such state
    ],
)
def test_a_proposal_that_makes_no_sense_cannot_be_stored(change: str) -> None:
    a_paid_section()
    a_release()
    assert refuses(f"UPDATE release_proposal SET {change}")


def test_a_month_cannot_have_two_drafts() -> None:
    a_paid_section()
    proposal = a_release()
    columns = [c.name for c in ReleaseProposal.__table__.columns if c.name not in ("id", "number")]
    names = ", ".join(columns)
    copy = f"INSERT INTO release_proposal (number, {names}) SELECT 9, {names} FROM release_proposal"
    assert refuses(copy)
    actions.withdraw(proposal, "again", by=Program())
    assert len(queries.list_lines(proposal)) == 1
    assert db.session.get(ReleaseLine, queries.list_lines(proposal)[0].id) is not None


@pytest.mark.parametrize(
    "values",
    [
        "0, NULL, ''",  # nothing
        "-5, NULL, ''",  # a negative payment that reverses nothing
        "-5, 1, ''",  # a reversal without reason
        "5, 1, 'x'",  # a reversal that adds
    ],
)
def test_a_payment_that_makes_no_sense_cannot_be_stored(values: str) -> None:
    payment = a_payment(a_paid_section(), WAN)
    known = values.replace(" 1,", f" {payment.id},")
    assert refuses(
        "INSERT INTO payment_record (amount_fen, reverses_id, reason, section_id, kind, paid_on,"
        f" reference, is_imported, recorded_at) VALUES ({known}, {payment.section_id}, 'wages',"
        " '2020-01-01', 'x', FALSE, '2020-01-01 00:00:00')"
    )


def test_the_statements_are_refused_for_what_they_say_and_not_for_a_slip() -> None:
    a_paid_section(paid_wan=350)
    proposal = a_release()
    assert not refuses("UPDATE release_line SET inputs = '{}'")
    assert not refuses(f"UPDATE release_proposal SET funds_fen = 5 WHERE id = {proposal.id}")
