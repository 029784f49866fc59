"""Many approve, decide and withdraw at once: exactly one wins."""

from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.payments import actions, queries
from app.payments.models import PaymentRecord, ReleaseLine, ReleaseProposal
from app.payments.rules.decide import State
from app.payments.rules.ledger import PaymentKind
from app.shared.calendar import today
from app.shared.transaction import transaction
from config import TestConfig
from tests.contention import CONTENDERS, ONE_WINS, at_once
from tests.makers.accounts import a_user
from tests.makers.payments import a_paid_section, a_release


@pytest.fixture
def own_app(tmp_path: Path) -> Flask:
    """An app on a database file of its own, where several writers really meet."""
    app = create_app(TestConfig(tmp_path, f"sqlite:///{tmp_path}/own.sqlite3"))
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            a_paid_section()
            a_release()
            for _ in range(CONTENDERS):
                a_user(Role.LEADER)
    return app


def a_leader(number: int) -> User:
    leaders = db.session.scalars(select(User).order_by(User.id)).unique().all()
    return leaders[-1 - number]


def test_of_many_approvals_at_once_one_wins(own_app: Flask) -> None:
    def approve(number: int) -> None:
        proposal = db.session.scalars(select(ReleaseProposal)).one()
        seen = actions.decision_fingerprint(proposal, queries.list_lines(proposal))
        actions.approve(proposal, by=a_leader(number), seen_sha256=seen)

    assert at_once(own_app, approve) == ONE_WINS


def test_approval_and_withdrawal_at_once_end_in_one_state(own_app: Flask) -> None:
    def decide(number: int) -> None:
        proposal = db.session.scalars(select(ReleaseProposal)).one()
        if number % 2:
            actions.withdraw(proposal, "x", by=a_leader(number))
            return
        seen = actions.decision_fingerprint(proposal, queries.list_lines(proposal))
        actions.approve(proposal, by=a_leader(number), seen_sha256=seen)

    assert at_once(own_app, decide) == ONE_WINS
    with own_app.app_context():
        proposal = db.session.scalars(select(ReleaseProposal)).one()
        assert (proposal.state is State.APPROVED) == (proposal.approved_by_id is not None)


def test_an_approved_amount_is_booked_once_however_many_try(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        proposal = db.session.scalars(select(ReleaseProposal)).one()
        seen = actions.decision_fingerprint(proposal, queries.list_lines(proposal))
        actions.approve(proposal, by=a_leader(0), seen_sha256=seen)

    def book(number: int) -> None:
        line = db.session.scalars(select(ReleaseLine)).one()
        actions.record_payment(
            line.section, PaymentKind.PROGRESS, line.decided_fen,
            paid_on=today(), reference=str(number), by=a_leader(number), line=line,
        )  # fmt: skip

    assert at_once(own_app, book) == ONE_WINS
    with own_app.app_context():
        assert len(db.session.scalars(select(PaymentRecord)).all()) == 1
