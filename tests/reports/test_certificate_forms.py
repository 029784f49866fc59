"""The papers of a certificate: the bureau's forms with the stored figures."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from app.accounts.rules import Role
from app.certificates import actions
from app.certificates.models import Certificate
from app.certificates.rules.states import CertificateKind, CertificateState, EntryKind
from app.measurement import actions as measurement
from app.reports.exports.book_pdf import _rows
from app.reports.exports.certificate_forms import CertificatePaper, certificate_forms
from app.shared.calendar import ONE_DAY, today
from app.works.models import Section
from tests.certificates.test_certify import YUAN, three_periods
from tests.makers.acceptance import a_cast, a_passed_request, stretch
from tests.makers.accounts import a_contractor, a_user
from tests.makers.certificates import a_billed_section, an_advance_certificate
from tests.makers.contracts import a_bill, an_entry
from tests.makers.works import a_contract


def a_paper(number: int) -> CertificatePaper:
    certificate = Certificate(
        section=Section(name="1标段"),
        number=number,
        kind=CertificateKind.INTERIM,
        covers_to=date(2026, 6, 25),
        state=CertificateState.APPROVED,
    )
    return CertificatePaper(certificate, three_periods()[number - 1], "合同1号", "区交通运输局")


def test_the_set_holds_the_forms_of_the_series() -> None:
    forms = certificate_forms(a_paper(2))
    assert [form.title.split()[0] for form in forms] == [
        "JL104",
        "JL113",
        "JL105",
        "JL103",
        "JL111",
    ]


def test_the_certificate_has_seven_columns_and_the_amount_in_words() -> None:
    form = certificate_forms(a_paper(2))[0]
    assert [column.labels[0] for column in form.columns] == [
        "清单号", "项目内容", "原合同金额", "变更后合同金额", "到本期末完成", "到上期末完成", "本期完成",
    ]  # fmt: skip
    rows = {row[1]: row for row in form.groups[0].rows}
    assert rows["小计"][-1] == 2_450_000 * YUAN
    assert rows["减：违约金、罚金"][-1] == 20_000 * YUAN
    assert rows["实际支付"][-1] == rows["本期应付"][-1] == 1_866_500 * YUAN
    assert "人民币壹佰捌拾陆万陆仟伍佰元整" in form.foot


def test_items_sum_up_to_their_chapters_and_the_whole() -> None:
    form = certificate_forms(a_paper(2))[2]
    printed = [[cell["words"] for cell in row] for row in _rows(form)]
    assert [row[1] for row in printed if row[1] == "小计"] == ["小计", "小计"]
    assert printed[-1][0] == "合计"
    assert printed[-1][-1] == "2,450,000.00"


def test_the_ledger_of_the_advance_shows_what_is_recovered_and_left() -> None:
    rows = {name: fen for name, fen, _ in certificate_forms(a_paper(2))[4].groups[0].rows}
    assert rows["D 起扣额"] == 3_000_000 * YUAN
    assert rows["G 本期扣回"] == 490_000 * YUAN
    assert rows["未扣回余额"] == 410_000 * YUAN


def test_a_certificate_goes_out_as_excel_and_pdf_to_its_own_people(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        firm = a_contractor()
        certificate = an_advance_certificate(a_billed_section(firm))
        actions.add_entry(
            certificate,
            EntryKind.CLAIM,
            5_000_55,
            "=1+1",
            "索赔1号",
            by=a_user(Role.PROJECT_OFFICE),
        )
        here = f"/exports/certificates/{certificate.id}/set"
        own, stranger = a_user(Role.CONTRACTOR, organisation=firm), a_user(Role.CONTRACTOR)
    browser = browser_of(own)
    book = load_workbook(BytesIO(browser.get(f"{here}.xlsx").data))
    page = book["JL104 开工预付款支付证书"]
    values = {row[1].value: row[-1].value for row in page.iter_rows(min_row=4)}
    assert Decimal(str(values["本期应付"])) == Decimal("1005000.55")
    assert browser.get(f"{here}.pdf").data.startswith(b"%PDF")
    assert browser.get(f"{here}.docx").status_code == 404
    assert browser_of(stranger).get(f"{here}.pdf").status_code == 404


def test_the_measurement_sheet_names_place_and_proof(given: Callable, browser_of: Callable) -> None:
    with given():
        cast = a_cast()
        a_contract(cast.section, price_fen=10_000_000)
        a_bill(cast.section, an_entry("202-1-a", quantity=Decimal(5000), process="clearing"))
        request = a_passed_request(cast, "clearing", stretch(0, 500))
        period = measurement.draft(cast.section, today() + ONE_DAY, by=cast.contractor)
        for by in (cast.contractor, cast.supervisor, a_user(Role.PROJECT_OFFICE)):
            measurement.advance(period, by=by)
        certificate = actions.draft(
            cast.section, CertificateKind.INTERIM, period_number=1, by=cast.contractor
        )
        here, number = f"/exports/certificates/{certificate.id}/set", request.id
    browser = browser_of(cast.contractor)
    book = load_workbook(BytesIO(browser.get(f"{here}.xlsx").data))
    (row,) = [
        [cell.value for cell in row]
        for row in book["JL114 中间计量单（第1期）"].iter_rows(min_row=4)
        if row[1].value == "202-1-a"
    ]
    assert "K0+000～K0+500" in row[3]
    assert row[5:9] == [5000, 2500, 2500, f"工序报验第{number}号，合格"]
    assert browser.get(f"{here}.pdf").data.startswith(b"%PDF")
    assert f"/quality/requests/{number}" in browser.get(f"/measurements/{period.id}").text
