import re

import pytest

from app.accounts.rules import Role
from app.certificates.models import Certificate
from app.extensions import db
from tests.makers.accounts import a_contractor, a_user
from tests.makers.certificates import a_billed_section, an_advance_certificate, as_approved

ENTRY = {
    "kind": "claim", "amount": "5,000.50", "source_paper": "索赔〔2026〕1号", "reason": "停工待料",
}  # fmt: skip


@pytest.fixture
def scene(given):
    """A section whose advance is drafted, and people around it."""
    with given():
        firm = a_contractor()
        certificate = an_advance_certificate(a_billed_section(firm))
        return {
            "id": certificate.id,
            "page": f"/certificates/{certificate.id}",
            "section": f"/sections/{certificate.section_id}/certificates",
            "office": a_user(Role.PROJECT_OFFICE),
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
            "leader": a_user(Role.LEADER),
        }


def test_a_certificate_is_shown_to_its_own_people_only(scene, browser_of):
    page = browser_of(scene["contractor"]).get(scene["page"])
    assert page.status_code == 200
    assert "1,000,000.00" in page.text
    assert "人民币壹佰万元整" in page.text
    for address in (scene["page"], scene["section"]):
        assert browser_of(scene["stranger"]).get(address).status_code == 404
    assert "1,000,000.00" not in browser_of(scene["stranger"]).get("/certificates").text
    assert "1,000,000.00" in browser_of(scene["leader"]).get("/certificates?q=标段").text


def test_the_list_goes_to_excel(scene, browser_of):
    answer = browser_of(scene["office"]).get("/certificates?format=xlsx&state=drafted")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_an_entry_is_entered_shown_and_removed(scene, browser_of):
    office = browser_of(scene["office"])
    assert office.post(f"{scene['page']}/entries", data=ENTRY).status_code == 303
    page = office.get(scene["page"]).text
    assert "5,000.50" in page
    assert "索赔〔2026〕1号" in page
    assert "1,005,000.50" in page
    (*_, removal) = re.findall(rf"{scene['page']}/entries/\d+/removal", page)
    assert office.post(removal).status_code == 303
    assert "5,000.50" not in office.get(scene["page"]).text
    assert office.post(removal).status_code == 404


@pytest.mark.parametrize(
    "field, typed",
    [("amount", "一千"), ("amount", "0"), ("source_paper", ""), ("reason", " "), ("kind", "gift")],
)
def test_a_wrong_entry_is_refused_and_kept_in_the_form(scene, browser_of, field, typed):
    answer = browser_of(scene["office"]).post(
        f"{scene['page']}/entries", data=ENTRY | {field: typed}
    )
    assert answer.status_code == 422
    assert "停工待料" in answer.text or field == "reason"


def test_a_contractor_is_offered_no_penalty_and_a_leader_enters_nothing(scene, browser_of):
    contractor = browser_of(scene["contractor"])
    assert 'value="penalty"' not in contractor.get(scene["page"]).text
    answer = contractor.post(f"{scene['page']}/entries", data=ENTRY | {"kind": "penalty"})
    assert answer.status_code == 422
    assert contractor.post(f"{scene['page']}/entries", data=ENTRY).status_code == 303
    leader = browser_of(scene["leader"])
    assert leader.post(f"{scene['page']}/entries", data=ENTRY).status_code == 403
    stranger = browser_of(scene["stranger"])
    assert stranger.post(f"{scene['page']}/entries", data=ENTRY).status_code == 404


def test_somebody_who_saw_an_older_state_is_told(scene, browser_of):
    office = browser_of(scene["office"])
    data = ENTRY | {"version": "1"}
    first = office.post(f"{scene['page']}/entries", data=ENTRY)
    assert first.status_code == 303
    assert office.post(f"{scene['page']}/entries", data=data).status_code == 409


def test_the_next_certificate_is_drafted_once_the_open_one_is_away(scene, browser_of):
    office = browser_of(scene["office"])
    wanted = {"kind": "advance", "period": "0"}
    refused = office.post(scene["section"], data=wanted)
    assert refused.status_code == 422
    assert "not approved yet" in refused.text
    assert office.post(f"{scene['page']}/discard").status_code == 303
    assert office.get(scene["page"]).status_code == 404
    assert "No certificate was drafted" in office.get(scene["section"]).text
    assert office.post(scene["section"], data=wanted).status_code == 303
    assert office.post(scene["section"], data={"kind": "interim", "period": "7"}).status_code == 422


def test_an_approved_certificate_offers_no_change(scene, browser_of, given):
    with given():
        as_approved(db.session.get(Certificate, scene["id"]))
    office = browser_of(scene["office"])
    assert "/entries" not in office.get(scene["page"]).text
    assert office.post(f"{scene['page']}/entries", data=ENTRY).status_code == 422
    assert office.post(f"{scene['page']}/discard").status_code == 422


def test_the_page_of_the_section_shows_its_certificates(scene, browser_of):
    office = browser_of(scene["office"])
    page = office.get(scene["section"].removesuffix("/certificates"))
    assert scene["page"] in page.text
