"""Three periods of a contract from certificates to payments, worked out by hand, equal to the fen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.accounts.rules import Role
from app.certificates import actions as certificates
from app.certificates.actions import drafting
from app.certificates.models import Certificate
from app.certificates.queries import figures_of
from app.certificates.queries import inputs as certificate_inputs
from app.certificates.rules.posting import amounts_of
from app.certificates.rules.states import CertificateKind, EntryKind
from app.extensions import db
from app.ledger.actions import post_certificate, reverse
from app.ledger.queries import balances_of, find_of
from app.ledger.rules.entries import LedgerAccount
from app.payments import actions, queries
from app.payments.models import ReleaseLine, ReleaseProposal
from app.payments.rules.ledger import PaymentKind
from app.shared.audit import Program
from app.shared.calendar import Month, clock_at, today
from app.timetable import propose_due_money
from app.works.models import Contract, Section
from tests.makers.accounts import a_user
from tests.makers.certificates import (
    YUAN,
    a_billed_section,
    an_advance_certificate,
    as_approved,
    measured_to,
)
from tests.makers.payments import approve_it

pytestmark = pytest.mark.usefixtures("context")
Measure = Callable[..., None]
#: The day by which the money that was short for the second certificate must be paid.
LATEST = date(2026, 7, 6)


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> Measure:
    """Let periods be confirmed as the test says."""
    known = {}

    def confirm(section: Section, number: int, *yuan: int) -> None:
        known[section.id, number] = measured_to(section, number, *yuan)

    for room in (certificate_inputs, drafting):
        monkeypatch.setattr(room, "find_measured", lambda section, n: known.get((section, n)))
    return confirm


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock_at(datetime(day.year, day.month, day.day, 2, tzinfo=UTC)):
        yield


def a_section_under_contract() -> Section:
    """Return a section of 10 million yuan that is owed all that is certified, within 30 days."""
    section = a_billed_section()
    contract = db.session.query(Contract).filter_by(section_id=section.id).one()
    contract.payment_share, contract.signed_on, contract.payment_days = (
        Decimal(1),
        date(2022, 7, 1),
        30,
    )
    db.session.flush()
    return section


def certify(section: Section, number: int, penalty_yuan: int = 0) -> None:
    certificate = certificates.draft(
        section, CertificateKind.INTERIM, period_number=number, by=a_user(Role.PROJECT_OFFICE)
    )
    if penalty_yuan:
        certificates.add_entry(
            certificate, EntryKind.PENALTY, penalty_yuan * YUAN, "项目经理缺岗", "罚〔2026〕2号",
            by=a_user(Role.PROJECT_OFFICE),
        )  # fmt: skip
    approve(certificate)


def approve(certificate: Certificate) -> None:
    """Let the certificate take effect as its last signature does: frozen and in the books."""
    as_approved(certificate)
    post_certificate(
        certificate.section_id,
        today(),
        amounts_of(figures_of(certificate)),
        certificate,
        f"certificate:{certificate.id}",
        Program(),
    )


def propose(yuan: int) -> ReleaseLine:
    proposal = actions.propose_releases(Month.of(today()), yuan * YUAN, by=a_user(Role.FINANCE))
    return the_line(proposal)


def the_line(proposal: ReleaseProposal) -> ReleaseLine:
    (line,) = queries.list_lines(proposal)
    return line


def pay(line: ReleaseLine) -> None:
    approve_it(line.proposal, a_user(Role.LEADER))
    book(line.section, line.decided_fen, PaymentKind.PROGRESS, line)


def book(section: Section, fen: int, kind: PaymentKind, line: ReleaseLine | None = None) -> None:
    number = f"凭{len(queries.list_payments_of(section.id)) + 1}"
    actions.record_payment(
        section, kind, fen, paid_on=today(), reference=number, by=Program(), line=line
    )


def test_three_periods_are_paid_as_worked_out_by_hand_and_a_deferred_line_comes_up_on_its_date(
    measure: Measure,
) -> None:
    with on(date(2026, 4, 1)):
        section = a_section_under_contract()
        approve(an_advance_certificate(section))
        book(section, 1_000_000 * YUAN, PaymentKind.ADVANCE)
    with on(date(2026, 5, 6)):
        measure(section, 1, 2_000_000, 1_500_000, 0)
        certify(section, 1)
        first = propose(9_000_000)
        assert first.completed_fen == 3_500_000 * YUAN
        assert first.proposed_fen == 3_295_000 * YUAN
        pay(first)
    with on(date(2026, 6, 5)):  # 300,000 yuan are demolished, a penalty, and funds are short
        measure(section, 2, 2_000_000, 1_200_000, 2_750_000)
        certify(section, 2, penalty_yuan=20_000)
        second = propose(1_000_000)
        assert second.due_fen == 1_866_500 * YUAN
        assert second.deferred_for_funds_fen == 866_500 * YUAN
        assert second.deferred_until == LATEST
        pay(second)
    with on(date(2026, 6, 28)):
        assert propose_due_money(today()) == "nothing to propose"
    with on(LATEST):
        assert propose_due_money(today()) == "proposal 1 of 2026-07"
        released = queries.find_draft(Month(2026, 7))
        assert released is not None
        assert the_line(released).proposed_fen == 866_500 * YUAN
        pay(the_line(released))
        assert propose_due_money(today()) == "nothing to propose"
    with on(date(2026, 7, 8)):
        measure(section, 3, 2_000_000, 3_000_000, 5_000_000)
        certify(section, 3)
        third = propose(9_000_000)
        assert third.proposed_fen == 3_518_500 * YUAN
        pay(third)
        paid = queries.paid_by_section()[section.id]
        assert paid.all_fen == 9_680_000 * YUAN
        assert propose(1).due_fen == 0
    books = balances_of([section.id])[section.id]
    assert books[LedgerAccount.WORKS_COST] == 10_000_000 * YUAN
    assert books[LedgerAccount.BANK] == -9_680_000 * YUAN
    assert books[LedgerAccount.RETENTION] == -300_000 * YUAN
    assert books[LedgerAccount.PENALTY] == -20_000 * YUAN
    settled = (LedgerAccount.ADVANCE, LedgerAccount.PAYABLE, LedgerAccount.RELEASED)
    assert [books.get(account, 0) for account in settled] == [0, 0, 0]


def test_a_month_that_only_gives_back_is_owed_and_worked_off_by_the_next(measure: Measure) -> None:
    with on(date(2026, 5, 6)):
        section = a_section_under_contract()
        measure(section, 1, 2_000_000, 0, 0)
        certify(section, 1)
        line = propose(10_000_000)
        assert line.due_fen == 1_940_000 * YUAN
        pay(line)
    with on(date(2026, 6, 6)):
        measure(section, 2, 1_700_000, 0, 0)
        certify(section, 2)
        books = balances_of([section.id])[section.id]
        assert books[LedgerAccount.WORKS_COST] == 1_700_000 * YUAN
        assert books[LedgerAccount.RETENTION] == -51_000 * YUAN
        assert books[LedgerAccount.PAYABLE] == 291_000 * YUAN
        assert propose(10_000_000).due_fen == 0
    with on(date(2026, 7, 6)):
        measure(section, 3, 2_000_000, 500_000, 0)
        certify(section, 3)
        assert balances_of([section.id])[section.id][LedgerAccount.PAYABLE] == -485_000 * YUAN
        assert propose(10_000_000).due_fen == 485_000 * YUAN


@pytest.mark.parametrize(
    "yuan_before, yuan_after",
    [(0, 1_000_000), (1_000_000, 0), (400_000, 600_000), (1_000_000, 50_000)],
)
def test_an_advance_is_booked_once_whichever_comes_first_payment_or_certificate(
    yuan_before: int, yuan_after: int
) -> None:
    section = a_section_under_contract()
    if yuan_before:
        book(section, yuan_before * YUAN, PaymentKind.ADVANCE)
    approve(an_advance_certificate(section))
    if yuan_after:
        book(section, yuan_after * YUAN, PaymentKind.ADVANCE)
    books = balances_of([section.id])[section.id]
    paid_fen = (yuan_before + yuan_after) * YUAN
    assert books[LedgerAccount.ADVANCE] == paid_fen
    assert books[LedgerAccount.BANK] == -paid_fen
    assert books.get(LedgerAccount.PAYABLE, 0) == 0


def test_an_early_advance_that_was_taken_back_is_not_set_against_the_certificate() -> None:
    section = a_section_under_contract()
    book(section, 1_000_000 * YUAN, PaymentKind.ADVANCE)
    (payment,) = queries.list_payments_of(section.id)
    (posted,) = find_of(payment)
    reverse(posted, "退汇", day=today(), subject=payment, key="returned", by=Program())
    approve(an_advance_certificate(section))
    books = balances_of([section.id])[section.id]
    assert books[LedgerAccount.ADVANCE] == 1_000_000 * YUAN
    assert books[LedgerAccount.PAYABLE] == -1_000_000 * YUAN


def test_a_section_with_an_advance_only_stays_on_physical_progress() -> None:
    with on(date(2026, 4, 1)):
        section = a_section_under_contract()
        as_approved(an_advance_certificate(section))
        (given,) = queries.gather_inputs(Month(2026, 4)).sections
        assert not given.account.is_certified
        assert given.account.confirmed == ()
