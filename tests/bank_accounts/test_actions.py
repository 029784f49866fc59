from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.accounts.rules import Role
from app.bank_accounts import actions, queries
from app.bank_accounts.rules import AccountKind
from app.extensions import db
from app.shared.calendar import Month, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from app.startup.rules import StepKind
from tests.makers.accounts import a_user
from tests.makers.bank_accounts import a_security, an_account_at_a_bank
from tests.makers.startup import a_confirmed_step, a_reported_step, a_start
from tests.makers.works import a_contract, a_section

pytestmark = pytest.mark.usefixtures("context")
JUNE = Month(2020, 6)
YESTERDAY = timedelta(days=1)


def test_the_whole_number_is_neither_in_the_database_nor_in_the_audit_trail():
    account = an_account_at_a_bank(a_section(), number="６２２２ 0212 3456 7890")
    stored = db.session.execute(text("SELECT * FROM bank_account")).one()
    told = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert "6222021234567890" not in str(stored)
    assert "622202" not in told.changes + told.subject_name
    assert "7890" in told.changes
    db.session.expire(account)
    assert account.number == "6222021234567890"


def test_a_section_has_one_open_account_of_a_kind():
    section = a_section()
    an_account_at_a_bank(section)
    an_account_at_a_bank(section, AccountKind.JOINT)
    with pytest.raises(RuleBroken, match="already"):
        an_account_at_a_bank(section)


def test_a_wage_account_counts_when_entered_here_or_confirmed_at_the_start():
    entered, started, joint, neither = (a_section() for _ in range(4))
    an_account_at_a_bank(entered)
    an_account_at_a_bank(joint, AccountKind.JOINT)
    a_contract(started, signed_on=today() - timedelta(days=2))
    a_confirmed_step(a_start(started), StepKind.WAGE_ACCOUNT)
    asked = [section.id for section in (entered, started, joint, neither)]
    assert queries.has_wage_account(asked) == {entered.id, started.id}


def test_a_wage_account_that_was_closed_does_not_count():
    section = a_section()
    account = an_account_at_a_bank(section)
    account.closed_on = today()
    assert queries.has_wage_account([section.id]) == set()


def test_a_roster_is_noted_once_a_month_and_is_missing_before():
    section, other = a_section(), a_section()
    by = a_user(Role.CONTRACTOR)
    assert queries.wage_roster_missing([section.id, other.id], JUNE) == {section.id, other.id}
    actions.note_roster(section, JUNE, 34, today(), by=by)
    assert queries.wage_roster_missing([section.id, other.id], JUNE) == {other.id}
    assert queries.wage_roster_missing([section.id], JUNE.next()) == {section.id}
    with pytest.raises(RuleBroken, match="already"):
        actions.note_roster(section, JUNE, 34, today(), by=by)


def test_a_security_is_expired_after_its_last_day_until_it_is_given_back():
    section = a_section()
    security = a_security(section, valid_to=today() - YESTERDAY)
    assert queries.securities_expired([section.id], today()) == {section.id}
    assert queries.securities_expired([section.id], today() - YESTERDAY) == set()
    actions.note_return(security, today(), by=a_user(Role.FINANCE))
    assert queries.securities_expired([section.id], today()) == set()


def test_a_security_is_given_back_once_and_not_on_what_is_no_longer_there():
    security = a_security(a_section())
    by = a_user(Role.FINANCE)
    with pytest.raises(StaleEdit):
        actions.note_return(security, today(), by=by, seen_version=security.version + 7)
    actions.note_return(security, today(), by=by)
    with pytest.raises(RuleBroken, match="already"):
        actions.note_return(security, today(), by=by)


def test_the_security_confirmed_at_the_start_counts_until_one_is_entered_here():
    section = a_section()
    a_contract(section)
    start, later = a_start(section), today() + timedelta(days=500)
    step = a_reported_step(start, StepKind.SECURITY)
    assert queries.securities_expired([section.id], later) == set()  # reported, not confirmed
    step.state = "confirmed"
    assert queries.securities_expired([section.id], later) == {section.id}
    a_security(section, valid_to=later)
    assert queries.securities_expired([section.id], later) == set()


def test_a_refused_security_leaves_nothing():
    section = a_section()
    with pytest.raises(RuleBroken, match="at most 10 % of the price"):
        a_security(section, amount_fen=10_000_001)
    assert queries.securities_expired([section.id], today() + timedelta(days=999)) == set()
