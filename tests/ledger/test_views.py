"""The pages of the ledger: what is shown, to whom, and the way to Excel."""

from collections.abc import Callable
from datetime import date

import pytest

from app.accounts.rules import Role
from app.ledger.actions import post_certificate
from app.ledger.rules.builders import CertificateAmounts
from app.shared.audit import Program
from tests.makers.accounts import a_contractor, a_user
from tests.makers.works import a_section


def test_a_posting_stands_in_the_list_and_on_its_section(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        section = a_section(name="一标段")
        amounts = CertificateAmounts(works_fen=123_456_00, retention_fen=3_456_00)
        post_certificate(section.id, date(2020, 6, 30), amounts, section, "c", Program())
        section_id, reader = section.id, a_user(Role.FINANCE)
    browser = browser_of(reader)

    for address in ("/ledger", f"/sections/{section_id}/ledger", "/ledger?kind=certificate&q=1"):
        page = browser.get(address)
        assert page.status_code == 200
        assert "120,000.00" in page.text
    assert "123,456.00" not in browser.get("/ledger?q=nothing").text.split("filter")[-1]
    assert browser.get("/ledger?format=xlsx").status_code == 200
    assert browser.get(f"/sections/{section_id}/ledger?format=xlsx").status_code == 200


def test_a_contractor_reads_only_the_own_books(given: Callable, browser_of: Callable) -> None:
    with given():
        section = a_section(name="别人的标段")
        amounts = CertificateAmounts(works_fen=77_700)
        post_certificate(section.id, date(2020, 6, 30), amounts, section, "c", Program())
        section_id, reader = section.id, a_user(Role.CONTRACTOR, organisation=a_contractor())
    browser = browser_of(reader)

    assert browser.get(f"/sections/{section_id}/ledger").status_code == 404
    assert "777.00" not in browser.get("/ledger").text


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SYSTEM_ADMIN])
def test_others_do_not_open_the_ledger(given: Callable, browser_of: Callable, role: Role) -> None:
    with given():
        user = a_user(role)
    assert browser_of(user).get("/ledger").status_code == 403
