import pytest

from app.accounts.rules import Role
from app.contracts import queries
from tests.makers.accounts import a_contractor, a_user
from tests.makers.contracts import a_bill
from tests.makers.works import a_contract, a_section


@pytest.fixture
def scene(given):
    """A section with a contract and a bill of one item, and people around it."""
    with given():
        firm = a_contractor()
        section = a_section(contractor=firm)
        a_contract(section)
        (item,) = a_bill(section)
        return {
            "id": section.id,
            "item": item.id,
            "page": f"/sections/{section.id}/bill",
            "office": a_user(Role.PROJECT_OFFICE),
            "contractor": a_user(Role.CONTRACTOR, organisation=firm),
            "stranger": a_user(Role.CONTRACTOR),
            "leader": a_user(Role.LEADER),
        }


TERMS = {
    "advance_share": "10", "advance_start_share": "30", "advance_end_share": "80",
    "material_share": "60", "material_months": "3", "retention_share": "3",
    "retention_cap_share": "3", "retention_mode": "at_handover", "minimum_certificate_fen": "1",
    "measurement_limit_share": "100", "cut_off_day": "25", "defects_months": "24",
}  # fmt: skip
ITEM = {
    "chapter": "300", "chapter_name": "路面", "code": "304-1-a", "item_name": "水泥稳定土底基层",
    "unit": "m²", "quantity": "1200.5", "unit_price": "38.25",
}  # fmt: skip


def test_the_bill_is_shown_to_its_own_people_only(scene, browser_of):
    page = browser_of(scene["contractor"]).get(scene["page"])
    assert page.status_code == 200
    assert "挖土方" in page.text
    assert "1,000.00" in page.text
    assert browser_of(scene["stranger"]).get(scene["page"]).status_code == 404


def test_an_item_is_entered_and_refused_a_second_time(scene, browser_of):
    office = browser_of(scene["office"])
    assert office.post(f"{scene['page']}/items", data=ITEM).status_code == 303
    again = office.post(f"{scene['page']}/items", data=ITEM)
    assert again.status_code == 422
    assert "304-1-a" in office.get(scene["page"]).text
    contractor = browser_of(scene["contractor"])
    assert contractor.post(f"{scene['page']}/items", data=ITEM).status_code == 403


@pytest.mark.parametrize(
    "field, typed",
    [
        ("quantity", "-1"),
        ("quantity", "NaN"),
        ("quantity", "1e9"),
        ("unit_price", "-0.01"),
        ("item_name", "挖" * 10_000),
        ("code", ""),
    ],
)
def test_bad_items_are_refused_in_words(scene, browser_of, field, typed):
    refused = browser_of(scene["office"]).post(f"{scene['page']}/items", data=ITEM | {field: typed})
    assert refused.status_code == 422


def test_terms_beyond_the_law_are_refused_with_the_entries_kept(scene, browser_of):
    office = browser_of(scene["office"])
    refused = office.post(f"{scene['page']}/terms", data=TERMS | {"retention_share": "5"})
    assert refused.status_code == 422
    assert 'value="5"' in refused.text
    assert office.post(f"{scene['page']}/terms", data=TERMS).status_code == 303


def test_a_stale_edit_of_the_terms_is_told(scene, browser_of):
    office = browser_of(scene["office"])
    office.post(f"{scene['page']}/terms", data=TERMS)
    office.post(f"{scene['page']}/terms", data=TERMS | {"version": "1", "defects_months": "12"})
    stale = office.post(
        f"{scene['page']}/terms", data=TERMS | {"version": "1", "defects_months": "6"}
    )
    assert stale.status_code == 409


def test_a_change_is_drafted_by_one_and_approved_by_another(scene, browser_of, given):
    drafted = browser_of(scene["contractor"]).post(
        f"{scene['page']}/changes",
        data={"item": scene["item"], "quantity": "-20", "reason": "线位优化"},
    )
    assert drafted.status_code == 303
    with given():
        (change,) = queries.list_changes(scene["id"])
        address = f"/bill-changes/{change.id}/decision"
    assert browser_of(scene["contractor"]).post(address).status_code == 403
    leader = browser_of(scene["leader"])
    assert leader.post(address, data={"verdict": "approve"}).status_code == 303
    assert leader.post(address, data={"verdict": "approve"}).status_code == 422
    with given():
        assert queries.bill_of(scene["id"])[0].changed_fen == 80_000
