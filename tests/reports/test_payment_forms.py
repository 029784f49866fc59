"""The notice of a deferral and the statement of a section, for its own people only."""

from collections.abc import Callable
from io import BytesIO

from openpyxl import load_workbook

from app.accounts.rules import Role
from app.payments import queries
from app.ranking.rules.policy import Band
from tests.makers.accounts import a_contractor, a_user
from tests.makers.payments import a_frozen_ranking, a_paid_section, an_approved_release


def test_a_deferral_notice_says_how_much_why_and_until_when_to_its_own_contractor(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        firm = a_contractor()
        section = a_paid_section(paid_wan=350, contractor=firm)
        a_frozen_ranking({section: Band.REAR})
        (line,) = queries.list_lines(an_approved_release())
        here = f"/exports/payments/lines/{line.id}/deferral"
        own, stranger = a_user(Role.CONTRACTOR, organisation=firm), a_user(Role.CONTRACTOR)
    browser = browser_of(own)
    page = load_workbook(BytesIO(browser.get(f"{here}.xlsx").data))["暂缓拨付告知书"]
    said = {row[0].value: row[1].value for row in page.iter_rows()}
    assert said["暂缓拨付"] == "500,000.00元（大写：人民币伍拾万元整）"
    assert said["最迟付款日期"] == "2020年8月20日"
    assert said["自动提请拨付日期"] == "2020年8月13日"
    assert said["月度排名"] == "第1名，后档"
    assert "后档" in said["暂缓原因"]
    assert browser.get(f"{here}.pdf").data.startswith(b"%PDF")
    assert browser_of(stranger).get(f"{here}.xlsx").status_code == 404
    assert browser.get(f"{here}.txt").status_code == 404


def test_a_statement_lists_every_posting_with_the_ledgers_of_advance_and_retention(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        firm = a_contractor()
        section = a_paid_section(paid_wan=350, contractor=firm)
        an_approved_release()
        here = f"/exports/payments/sections/{section.id}/statement"
        own, stranger = a_user(Role.CONTRACTOR, organisation=firm), a_user(Role.CONTRACTOR)
    browser = browser_of(own)
    book = load_workbook(BytesIO(browser.get(f"{here}.xlsx").data))
    assert book.sheetnames == ["往来对账单", "开工预付款台账", "质量保证金台账"]
    kinds = [row[2].value for row in book["往来对账单"].iter_rows()]
    assert "实际支付" in kinds
    assert "审定拨付" in kinds
    assert browser.get(f"{here}.pdf").data.startswith(b"%PDF")
    assert browser_of(stranger).get(f"{here}.xlsx").status_code == 404
