import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.accounts.rules import Role
from app.extensions import db
from app.shared.calendar import today
from app.works.models import Section
from tests.makers.acceptance import a_cast, a_passed_request, stretch
from tests.makers.accounts import a_user
from tests.makers.contracts import a_bill, an_entry
from tests.makers.orders import a_stop_order
from tests.makers.works import a_contract

ITEM = an_entry("202-1-a", name="清表", quantity=Decimal(5000), unit_price_fen=1900, process="clearing")  # fmt: skip
BY_PAPER = an_entry("102-1", chapter="100", name="竣工文件", quantity=Decimal(1), unit_price_fen=500_000)  # fmt: skip


@pytest.fixture
def scene(given):
    """A section whose road is half cleared and accepted."""
    with given():
        cast = a_cast()
        a_contract(cast.section, price_fen=10_000_000)
        items = a_bill(cast.section, ITEM, BY_PAPER)
        a_passed_request(cast, "clearing", stretch(0, 500))
        return {
            "section": f"/sections/{cast.section.id}/measurements",
            "contractor": cast.contractor,
            "supervisor": cast.supervisor,
            "office": a_user(Role.PROJECT_OFFICE),
            "stranger": a_user(Role.CONTRACTOR),
            "by_paper": items[1].id,
        }


def test_a_period_goes_from_draft_to_confirmed_on_its_page(scene, browser_of):
    contractor = browser_of(scene["contractor"])
    made = contractor.post(scene["section"], data={"last_day": str(today())})
    assert made.status_code == 303
    page = made.headers["Location"]
    shown = contractor.get(page).text
    assert "2,500.000" in shown
    (number,) = re.findall(r'<option value="(\d+)">202-1-a', shown)
    less = {"line": number, "quantity": "2400", "why": "边坡未清完"}
    assert (
        contractor.post(f"{page}/corrections", data=less | {"quantity": "2600"}).status_code == 422
    )
    assert (
        contractor.post(f"{page}/corrections", data=less | {"quantity": "many"}).status_code == 422
    )
    assert contractor.post(f"{page}/corrections", data=less).status_code == 303
    paper = {
        "item": scene["by_paper"],
        "paper_quantity": "1",
        "paper": "收文1号",
        "paper_why": "已交",
    }
    assert contractor.post(f"{page}/papers", data=paper | {"paper": ""}).status_code == 422
    assert contractor.post(f"{page}/papers", data=paper).status_code == 303
    assert contractor.post(f"{page}/submission").status_code == 303
    assert contractor.post(f"{page}/step").status_code == 403
    supervisor = browser_of(scene["supervisor"])
    assert supervisor.post(f"{page}/return", data={"reason": ""}).status_code == 422
    assert supervisor.post(f"{page}/return", data={"reason": "补资料"}).status_code == 303
    assert "补资料" in contractor.get(page).text
    assert contractor.post(f"{page}/submission").status_code == 303
    assert supervisor.post(f"{page}/step").status_code == 303
    assert browser_of(scene["office"]).post(f"{page}/step").status_code == 303
    shown = contractor.get(page).text
    assert "50,600.00" in shown  # 2,400 × 19 + 5,000
    assert "/corrections" not in shown


def test_a_blocked_line_leads_to_the_stop_order(given, scene, browser_of):
    with given():
        section = db.session.get(Section, int(scene["section"].split("/")[2]))
        order = a_stop_order(section)
        number, order_id = order.number, order.id
    contractor = browser_of(scene["contractor"])
    page = contractor.post(scene["section"], data={"last_day": str(today())}).headers["Location"]
    shown = contractor.get(page).text
    assert f'href="/stop-orders/{order_id}"' in shown
    assert f"the stop order {number} stands" in shown


def test_measurement_is_its_own_peoples_only(scene, browser_of):
    contractor, stranger = browser_of(scene["contractor"]), browser_of(scene["stranger"])
    page = contractor.post(scene["section"], data={"last_day": str(today())}).headers["Location"]
    for address in (scene["section"], page):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{page}/submission").status_code == 404
    assert "Measurement period 1" in contractor.get(scene["section"]).text


@pytest.mark.parametrize("day", ["", "soon", str(today() + timedelta(days=1)), "1999-01-01"])
def test_a_period_that_cannot_be_is_refused(scene, browser_of, day):
    contractor = browser_of(scene["contractor"])
    answer = contractor.post(scene["section"], data={"last_day": day})
    assert (answer.status_code == 422) == (day != "1999-01-01")


def test_a_draft_is_filled_again_and_thrown_away_on_its_page(scene, browser_of):
    contractor = browser_of(scene["contractor"])
    page = contractor.post(scene["section"], data={"last_day": str(today())}).headers["Location"]
    assert contractor.post(f"{page}/refill").status_code == 303
    for stranger in (scene["stranger"], scene["supervisor"]):
        assert browser_of(stranger).post(f"{page}/discard").status_code in (403, 404)
    assert contractor.post(f"{page}/submission").status_code == 303
    assert contractor.post(f"{page}/refill").status_code == 422
    assert contractor.post(f"{page}/discard").status_code == 422
    supervisor = browser_of(scene["supervisor"])
    assert supervisor.post(f"{page}/return", data={"reason": "缺检测"}).status_code == 303
    assert "Throw the draft away" not in contractor.get(page).text


def test_the_list_shows_own_sections_periods_and_whose_step_is_next(scene, browser_of):
    contractor = browser_of(scene["contractor"])
    page = contractor.post(scene["section"], data={"last_day": str(today())}).headers["Location"]
    assert "Project office or Contractor" in contractor.get("/measurements").text
    assert contractor.post(f"{page}/submission").status_code == 303
    supervisor = browser_of(scene["supervisor"])
    assert supervisor.post(f"{page}/return", data={"reason": "补资料"}).status_code == 303
    assert "Sent back: 补资料" in contractor.get("/measurements?state=drafted").text
    assert "No measurement fits" in contractor.get("/measurements?state=confirmed").text
    assert "No measurement fits" in browser_of(scene["stranger"]).get("/measurements").text


def test_the_list_goes_out_to_excel(scene, browser_of):
    contractor = browser_of(scene["contractor"])
    contractor.post(scene["section"], data={"last_day": str(today())})
    sheet = load_workbook(BytesIO(contractor.get("/measurements?format=xlsx").data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [row] = [row for row in rows if 1 in row]
    assert "Measurement being drafted" in row
