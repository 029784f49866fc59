from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.bank_accounts import queries
from app.bank_accounts.models import BankAccount, Security, WageRoster
from app.bank_accounts.rules import Lack
from app.extensions import db
from app.shared.calendar import Month, today
from app.works.models import Section
from app.works.rules import Status
from tests.makers.accounts import a_contractor, a_user
from tests.makers.bank_accounts import a_security, an_account_at_a_bank
from tests.makers.works import a_contract, a_section

NUMBER = "6222021234567890"


@pytest.fixture
def scene(given):
    """A section under contract since long, with a wage account and a security that ends within the month."""
    with given():
        firm = a_contractor()
        section = a_section(contractor=firm, status=Status.UNDER_CONSTRUCTION)
        a_contract(section, signed_on=today() - timedelta(days=200))
        an_account_at_a_bank(section, number=NUMBER)
        security = a_security(section, valid_to=today() + timedelta(days=30))
        return {
            "id": section.id,
            "security": security.id,
            "page": f"/sections/{section.id}/accounts",
            "finance": a_user(Role.FINANCE),
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
            "engineer": a_user(Role.AREA_ENGINEER),
            "discipline": a_user(Role.DISCIPLINE),
        }


def an_account(**changes):
    given = {
        "account_kind": "joint", "bank": "徽商银行", "account_number": "6222 0212 3456 1111",
        "opened_on": str(today()),
    }  # fmt: skip
    return given | changes


def a_guarantee(**changes):
    given = {
        "security_kind": "quality", "security_form": "insurance", "amount_fen": "0.5",
        "issuer": "国元保险", "valid_from": str(today()),
        "valid_to": str(today() + timedelta(days=400)),
    }  # fmt: skip
    return given | changes


def test_only_the_last_four_digits_are_shown_and_only_to_who_may_see_accounts(scene, browser_of):
    for name in ("finance", "contractor", "discipline"):
        page = browser_of(scene[name]).get(scene["page"])
        assert page.status_code == 200
        assert "**** 7890" in page.text
        assert "622202" not in page.text
    assert browser_of(scene["stranger"]).get(scene["page"]).status_code == 404
    assert browser_of(scene["engineer"]).get(scene["page"]).status_code == 403


def test_finance_enters_an_account_and_a_refused_number_is_not_shown_again(scene, browser_of, app):
    finance = browser_of(scene["finance"])
    refused = finance.post(scene["page"], data=an_account(account_number="12345x", bank="农商行"))
    assert refused.status_code == 422
    assert "12345x" not in refused.text
    assert "农商行" in refused.text
    assert finance.post(scene["page"], data=an_account()).status_code == 303
    assert finance.post(scene["page"], data=an_account()).status_code == 422
    with app.app_context():
        assert len(db.session.scalars(select(BankAccount)).all()) == 2


def test_the_contractor_notes_rosters_and_nothing_else(scene, browser_of, app):
    contractor = browser_of(scene["contractor"])
    month = str(Month.of(today()).previous())
    noted = {"month": month, "people": "34", "uploaded_on": str(today())}
    assert contractor.post(f"{scene['page']}/rosters", data=noted).status_code == 303
    assert contractor.post(f"{scene['page']}/rosters", data=noted).status_code == 422
    for month in ("1990-01", "nothing", ""):
        bad = noted | {"month": month}
        assert contractor.post(f"{scene['page']}/rosters", data=bad).status_code == 422
    assert contractor.post(scene["page"], data=an_account()).status_code == 403
    assert contractor.post(f"{scene['page']}/securities", data=a_guarantee()).status_code == 403
    with app.app_context():
        assert db.session.scalars(select(WageRoster)).one().people == 34


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_fen": "-1"},
        {"amount_fen": "NaN"},
        {"amount_fen": "9999999"},
        {"security_kind": "safety"},
        {"valid_to": ""},
        {"security_form": "cash"},
        {"issuer": "保" * 10_000},
    ],
)
def test_what_the_law_does_not_know_is_refused_in_words(scene, browser_of, wrong):
    finance = browser_of(scene["finance"])
    answer = finance.post(f"{scene['page']}/securities", data=a_guarantee(**wrong))
    assert answer.status_code == 422


def test_a_security_is_entered_and_given_back_once(scene, browser_of, app):
    finance = browser_of(scene["finance"])
    assert finance.post(f"{scene['page']}/securities", data=a_guarantee()).status_code == 303
    given = {"security": scene["security"], "returned_on": str(today())}
    assert finance.post(f"{scene['page']}/returns", data=given).status_code == 303
    assert finance.post(f"{scene['page']}/returns", data=given).status_code == 422
    with app.app_context():
        held = db.session.scalars(select(Security).where(Security.returned_on.is_(None))).all()
        assert [one.kind.value for one in held] == ["quality"]


def test_a_security_of_another_section_cannot_be_given_back_here(scene, given, browser_of):
    with given():
        foreign = a_security(a_section()).id
    finance = browser_of(scene["finance"])
    data = {"security": foreign, "returned_on": str(today())}
    assert finance.post(f"{scene['page']}/returns", data=data).status_code == 422


def test_the_list_names_what_each_section_lacks(scene, browser_of, app):
    with app.app_context():
        section = db.session.get(Section, scene["id"])
        lacks = queries.lacks_of([section], today())[section.id]
    assert lacks == (Lack.ROSTER, Lack.JOINT_ACCOUNT, Lack.SECURITY_ENDING)
    finance = browser_of(scene["finance"])
    assert scene["page"] in finance.get("/accounts").text
    assert scene["page"] in finance.get("/accounts?lack=roster").text
    assert scene["page"] not in finance.get("/accounts?lack=security_ended").text
    assert scene["page"] not in browser_of(scene["stranger"]).get("/accounts").text
    assert scene["page"] in finance.get(f"/sections/{scene['id']}").text


def test_nothing_is_owed_before_the_contract_and_a_security_counts_to_its_last_day(given, app):
    with given():
        unsigned = a_section(status=Status.UNDER_CONSTRUCTION).id
        early = a_section(status=Status.PRELIMINARY)
        a_contract(early, signed_on=today() - timedelta(days=200))
        a_security(early, valid_to=today() + timedelta(days=31))
        late = a_section(status=Status.PRELIMINARY)
        a_contract(late, signed_on=today() - timedelta(days=200))
        a_security(late, valid_to=today())
        numbers = [unsigned, early.id, late.id]
    with app.app_context():
        sections = [db.session.get(Section, number) for number in numbers]
        found = queries.lacks_of(sections, today())
        assert [found[number] for number in numbers] == [(), (), (Lack.SECURITY_ENDING,)]
