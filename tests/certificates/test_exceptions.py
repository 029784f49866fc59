"""What is checked before the last signature: every check, kind and outcome."""

from decimal import Decimal

import pytest

from app.accounts.rules import Role
from app.certificates.models import Certificate
from app.certificates.queries import exceptions
from app.certificates.queries.exceptions import findings_of
from app.certificates.rules.exceptions import (
    DEFAULT_TABLE,
    Check,
    Outcome,
    checks_of,
    exception_problems,
    outcomes_of,
    read_table,
    table_problems,
    write_table,
)
from app.certificates.rules.states import CertificateKind
from app.certificates.settings import CHECKS
from app.extensions import db
from app.quality.actions.lots import enter_result
from app.quality.rules.standard import Measure
from app.shared.calendar import Month, today
from app.shared.settings import change_setting
from app.works.models import FundSource
from app.works.rules import FundKind
from tests.makers.accounts import a_contractor, a_user
from tests.makers.certificates import an_advance_certificate
from tests.makers.quality import a_lot, samples_of
from tests.makers.works import a_road

TABLE = read_table(DEFAULT_TABLE)


def test_every_check_has_an_outcome_for_every_kind() -> None:
    assert {check: set(kinds) for check, kinds in TABLE.items()} == {
        check: set(CertificateKind) for check in Check
    }
    assert table_problems(DEFAULT_TABLE) == []
    assert write_table(TABLE) == DEFAULT_TABLE


@pytest.mark.parametrize(
    "value",
    [
        [],
        "note",
        {},
        {**DEFAULT_TABLE, "weather": ["note"] * 4},
        {**DEFAULT_TABLE, "funds": ["note"] * 3},
        {**DEFAULT_TABLE, "funds": ["note", "note", "note", "never"]},
        {**DEFAULT_TABLE, "funds": ["note", "note", "note", []]},
        {**DEFAULT_TABLE, "funds": "note"},
    ],
)
def test_a_table_that_is_not_whole_is_refused(value: object) -> None:
    assert table_problems(value)


@pytest.mark.parametrize(
    "outcome, role, opinion, is_refused",
    [
        (Outcome.NOTE, Role.PROJECT_OFFICE, "", False),
        (Outcome.ACKNOWLEDGE, Role.PROJECT_OFFICE, "", True),
        (Outcome.ACKNOWLEDGE, Role.PROJECT_OFFICE, "已知，不影响本期", False),
        (Outcome.OVERRIDE, Role.PROJECT_OFFICE, "急", True),
        (Outcome.OVERRIDE, Role.LEADER, " ", True),
        (Outcome.OVERRIDE, Role.LEADER, "花名册次日补交", False),
        (Outcome.MUST_RESOLVE, Role.LEADER, "急", True),
    ],
)
def test_each_outcome_asks_for_its_own(
    outcome: Outcome, role: Role, opinion: str, is_refused: bool
) -> None:
    problems = exception_problems({Check.STOP_ORDER: outcome}, {role}, opinion)
    assert bool(problems) == is_refused


def test_what_is_not_computed_is_not_looked_at() -> None:
    assert checks_of(CertificateKind.ADVANCE, TABLE) == {
        Check.STOP_ORDER,
        Check.SECURITY,
        Check.FUNDS,
    }
    assert outcomes_of({Check.SECURITY}, CertificateKind.ADVANCE, TABLE) == {
        Check.SECURITY: Outcome.MUST_RESOLVE
    }
    assert outcomes_of(set(), CertificateKind.INTERIM, TABLE) == {}


def an_interim_certificate() -> Certificate:
    """Return a certificate that is looked at as an interim one."""
    certificate = an_advance_certificate()
    certificate.kind, certificate.period_number = CertificateKind.INTERIM, 1
    db.session.flush()
    return certificate


@pytest.mark.usefixtures("context")
class TestWhatIsFound:
    def test_a_late_result_is_found_until_it_is_known(self, monkeypatch):
        certificate = an_interim_certificate()
        lot = a_lot(
            a_road(certificate.section),
            samples=[],
            measure=Measure.UNCONFINED_STRENGTH,
            design=Decimal(3),
            is_pending=True,
        )
        with monkeypatch.context() as earlier:
            earlier.setattr(exceptions, "today", lambda: lot.due_on)
            assert Check.LATE_TEST not in findings_of(certificate)
        assert Check.LATE_TEST in findings_of(certificate)
        enter_result(lot, samples_of("3.5 3.6 3.7 3.5 3.6 3.7"), by=a_user(Role.AREA_ENGINEER))
        assert Check.LATE_TEST not in findings_of(certificate)

    def test_a_missing_rank_is_found(self, monkeypatch):
        certificate = an_interim_certificate()
        assert Check.RATING in findings_of(certificate)
        asked = []
        monkeypatch.setattr(
            exceptions, "band_of", lambda section, month: asked.append((section, month)) or "front"
        )
        assert Check.RATING not in findings_of(certificate)
        before = Month.of(certificate.covers_to).previous()
        assert asked == [(certificate.section_id, before)]

    def test_more_than_the_bill_is_found_in_the_figures(self):
        certificate = an_interim_certificate()
        assert Check.OVER_MEASURED not in findings_of(certificate)
        figures = dict(certificate.figures)
        figures["items"] = [{**item, "to_end": "99999999"} for item in figures["items"]]
        certificate.figures = figures
        assert Check.OVER_MEASURED in findings_of(certificate)

    def test_more_than_the_programmes_funds_is_found_once_they_are_entered(self):
        certificate = an_interim_certificate()
        certificate.payable_fen = 501
        programme = certificate.section.project.programme
        assert Check.FUNDS not in findings_of(certificate)
        funds = [
            FundSource(source=kind.value, kind=kind, amount_fen=250)
            for kind in (FundKind.CENTRAL, FundKind.DISTRICT)
        ]
        programme.fund_sources.extend(funds)
        db.session.flush()
        assert Check.FUNDS in findings_of(certificate)
        funds[0].amount_fen = 251
        db.session.flush()
        assert Check.FUNDS not in findings_of(certificate)

    def test_the_table_is_a_setting(self):
        certificate = an_interim_certificate()
        admin = a_user(Role.SYSTEM_ADMIN)
        rows = {check: list(row) for check, row in DEFAULT_TABLE.items()}
        rows["rating"] = ["must_resolve"] * 4
        change_setting(CHECKS, rows, valid_from=today(), by=admin)
        assert findings_of(certificate)[Check.RATING] is Outcome.MUST_RESOLVE
        rows["rating"] = ["not_computed"] * 4
        change_setting(CHECKS, rows, valid_from=today(), by=admin)
        assert Check.RATING not in findings_of(certificate)


def test_the_administrator_changes_the_table_and_others_read_it(given, browser_of):
    with given():
        admin, office = a_user(Role.SYSTEM_ADMIN), a_user(Role.PROJECT_OFFICE)
        contractor = a_user(Role.CONTRACTOR, organisation=a_contractor())
    page = "/certificates/checks"
    assert "<select" not in browser_of(office).get(page).text
    assert browser_of(contractor).get(page).status_code == 403
    data = {f"{check.value}-{kind.value}": "note" for check in Check for kind in CertificateKind}
    assert browser_of(office).post(page, data=data).status_code == 403
    assert browser_of(admin).post(page, data={**data, "funds-final": "x"}).status_code == 422
    assert browser_of(admin).post(page, data=data).status_code == 303
    assert "to be resolved first" not in browser_of(office).get(page).text
