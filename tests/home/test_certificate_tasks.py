"""Measurements and certificates on the first page of who is waited for."""

from collections.abc import Callable
from datetime import timedelta

from app.accounts.rules import Role
from app.certificates import actions
from app.certificates.models import Certificate
from app.certificates.rules.approval import WHOLE_CHAIN, ChainStep
from app.extensions import db
from app.measurement import actions as measurement
from app.measurement.models import MeasurementPeriod
from app.shared.calendar import today
from tests.certificates.test_approval import a_submitted_certificate, the_signers
from tests.makers.acceptance import a_cast
from tests.makers.accounts import a_contractor, a_user
from tests.makers.contracts import a_bill, an_entry
from tests.makers.works import a_contract

SIGN = "Sign the certificate"
AGAIN = "Put the certificate right and submit it again"


def test_the_signer_of_the_next_step_finds_the_certificate_and_nobody_else(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        certificate = a_submitted_certificate()
        number = certificate.id
        signers, author = the_signers(certificate), certificate.drafted_by
        stranger = a_user(Role.CONTRACTOR, organisation=a_contractor())
    for step in WHOLE_CHAIN[:3]:
        due = [one for one in signers if SIGN in browser_of(signers[one]).get("/").text]
        expected = {one for one in signers if signers[one].roles == signers[step].roles}
        assert step in due
        assert set(due) <= expected
        assert SIGN not in browser_of(stranger).get("/").text
        with given():
            found = db.session.get_one(Certificate, number)
            actions.sign(found, "", by=signers[step], seen_step=step.value)
        assert SIGN not in browser_of(signers[step]).get("/").text
    assert AGAIN not in browser_of(author).get("/").text
    with given():
        found = db.session.get_one(Certificate, number)
        manager = signers[ChainStep.SUPERVISION_MEASURER]
        actions.send_back(found, "数量有误", by=manager, seen_step="supervision_measurer")
    assert AGAIN in browser_of(author).get("/").text
    assert SIGN not in browser_of(signers[ChainStep.SUPERVISION_MEASURER]).get("/").text


def test_a_measurement_waits_for_supervisor_then_office_and_comes_back_to_the_contractor(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        cast = a_cast()
        a_contract(cast.section, price_fen=10_000_000)
        a_bill(cast.section, an_entry("202-1-a"))
        office = a_user(Role.PROJECT_OFFICE)
        period = measurement.draft(cast.section, today() + timedelta(days=1), by=cast.contractor)
        number = period.id
    check, confirm = "Check the measurement", "Confirm the measurement"
    assert check not in browser_of(cast.supervisor).get("/").text
    for by, waits, words in (
        (cast.contractor, cast.supervisor, check),
        (cast.supervisor, office, confirm),
    ):
        with given():
            measurement.advance(db.session.get_one(MeasurementPeriod, number), by=by)
        assert words in browser_of(waits).get("/").text
        assert words not in browser_of(cast.contractor).get("/").text
    with given():
        found = db.session.get_one(MeasurementPeriod, number)
        measurement.send_back(found, "桩号有误", by=office)
    page = browser_of(cast.contractor).get("/").text
    assert "Put the measurement right and submit it again" in page
    assert "桩号有误" in page
    assert confirm not in browser_of(office).get("/").text
