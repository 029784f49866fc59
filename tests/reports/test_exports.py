"""Exports: what they hold, who gets which, and that user text is never a formula."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from docx import Document
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.extensions import db
from app.payments.models import ReleaseProposal
from app.shared.audit import Program
from app.works import actions as works
from app.works.rules import WorkKind
from tests.makers.accounts import a_contractor, a_user
from tests.makers.payments import a_paid_section, a_release, an_approved_release
from tests.makers.ranking import a_frozen_ranking, a_published_ranking
from tests.makers.works import a_section

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]
EVIL = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")')


@pytest.fixture
def browser(given: Given, browser_of: BrowserOf) -> FlaskClient:
    with given():
        user = a_user(Role.LEADER)
    return browser_of(user)


def cells_of(content: bytes) -> list[list[Any]]:
    """Return the values of all sheets, row by row."""
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    return [[cell.value for cell in row] for page in book for row in page.iter_rows()]


def test_the_bulletin_goes_out_as_excel_with_a_table_for_the_supervision_firms(
    given: Given, browser: FlaskClient
) -> None:
    with given():
        a_frozen_ranking(sections=4)
    answer = browser.get("/exports/bulletin?month=2020-06")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["农村公路建设项目", "监理单位"]
    rows = cells_of(answer.data)
    assert rows[0][0] == "2020年6月份农村公路建设项目考核评分汇总表"
    assert rows[2][:5] == ["名次", "标段", "施工单位", "项目经理", "监理单位"]
    assert [row[0] for row in rows[3:7]] == [1, 2, 3, 4]
    firms = [[cell.value for cell in row] for row in book["监理单位"].iter_rows()]
    assert firms[2][:2] == ["监理单位", "标段数"]
    assert sum(row[1] for row in firms[3:] if isinstance(row[1], int)) == 4


def test_the_bulletin_as_word_has_its_six_parts_and_names_its_fonts(
    given: Given, browser: FlaskClient
) -> None:
    with given():
        a_frozen_ranking(sections=4)
    answer = browser.get("/exports/bulletin?month=2020-06&format=docx")
    document = Document(BytesIO(answer.data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.startswith("关于2020年6月份农村公路建设项目施工标段考核情况的通报")
    for part in (
        "一、总体情况",
        "二、考核排名",
        "三、先进标段",
        "四、存在问题",
        "五、结果运用",
        "六、下一步要求",
    ):
        assert part in text
    assert 'w:eastAsia="仿宋_GB2312"' in document.element.xml
    assert len(document.tables) == 3
    assert document.tables[2].rows[0].cells[0].text == "监理单位"
    names, _section, firms = [column.width for column in list(document.tables[0].columns)[:3]]
    assert firms > 4 * names  # LibreOffice and WPS go by the columns, not by the cells
    assert "w:cantSplit" in document.element.xml


def test_a_published_month_says_that_it_is_not_final(given: Given, browser: FlaskClient) -> None:
    with given():
        a_published_ranking(sections=4)
    answer = browser.get("/exports/bulletin?month=2020-06&format=docx")
    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.data)).paragraphs)
    assert "公示稿" in text


def test_the_bulletin_as_pdf_is_a_pdf(given: Given, browser: FlaskClient) -> None:
    with given():
        a_frozen_ranking(sections=4)
    answer = browser.get("/exports/bulletin?month=2020-06&format=pdf")
    assert answer.data.startswith(b"%PDF")


def test_the_payment_table_has_the_bureaus_columns_and_its_sums(
    given: Given, browser: FlaskClient
) -> None:
    with given():
        a_paid_section("1标段")
        a_paid_section("2标段")
        an_approved_release()
    rows = cells_of(browser.get("/exports/payments?month=2020-06").data)
    assert rows[2][:4] == ["序号", "标段", "施工单位", "合同价(万元)"]
    assert [row[1] for row in rows[3:5]] == ["1标段", "2标段"]
    assert rows[5][0] == "合计"
    assert rows[5][3] == 2000


def test_a_contractor_gets_approved_lines_of_its_own_only(
    given: Given, browser_of: BrowserOf
) -> None:
    with given():
        firm = a_contractor("某某路桥公司")
        a_paid_section("1标段", contractor=firm)
        a_paid_section("2标段")
        proposal: ReleaseProposal = a_release()
        user = a_user(Role.CONTRACTOR, organisation=firm)
        number = proposal.id
    other = browser_of(user)
    assert number
    assert other.get("/exports/payments?month=2020-06").status_code == 422
    with given():
        from tests.makers.payments import approve_it

        approve_it(db.session.get_one(ReleaseProposal, number), a_user(Role.LEADER))
    rows = cells_of(other.get("/exports/payments?month=2020-06").data)
    assert [row[1] for row in rows[3:4]] == ["1标段"]
    assert rows[4][0] == "合计"


def a_road_called(name: str, contractor: Any = None) -> None:
    section = a_section(contractor=contractor)
    works.create_work(
        section, name, WorkKind.ROAD, by=Program(), route_code="C001341302", length_m=1000,
        start_m=0, end_m=1000, amount_fen=100, note=name, village=name, structure=name,
    )  # fmt: skip


@pytest.mark.parametrize("text", EVIL)
def test_text_that_looks_like_a_formula_stays_text_in_a_ledger(
    given: Given, browser: FlaskClient, text: str
) -> None:
    with given():
        a_road_called(text)
    book = openpyxl.load_workbook(BytesIO(browser.get("/exports/works").data))
    page = book.active
    assert page is not None
    written = [cell for row in page.iter_rows(min_row=5, max_row=5) for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in written)
    assert any(str(cell.value).lstrip("'").strip() == text.strip() for cell in written)


def test_a_ledger_lists_what_the_reader_may_see(given: Given, browser_of: BrowserOf) -> None:
    with given():
        firm = a_contractor()
        a_road_called("自己的路", firm)
        a_road_called("别人的路")
        user = a_user(Role.CONTRACTOR, organisation=firm)
    names = [row[7] for row in cells_of(browser_of(user).get("/exports/works").data)]
    assert "自己的路" in names
    assert "别人的路" not in names


def test_bridges_and_obstacles_have_ledgers_of_their_own(
    given: Given, browser: FlaskClient
) -> None:
    with given():
        works.create_work(a_section(), "东大桥", WorkKind.BRIDGE, by=Program(), bridge_length_m=26)
    rows = cells_of(browser.get("/exports/bridges").data)
    assert rows[2][5] == "桥梁名称"
    assert rows[4][5] == "东大桥"
    assert cells_of(browser.get("/exports/obstacles").data)[2][0] == "序号"


@pytest.mark.parametrize(
    "address",
    [
        "/exports/weekly?week=soon",
        "/exports/weekly",
        "/exports/weekly?week=2019-W01",
        "/exports/bulletin?month=13",
        "/exports/bulletin?month=1999-01",
        "/exports/payments?month=2019-01",
        "/exports/works",
        "/exports/bridges?programme=99",
        "/exports/weekly?week=" + "9" * 10_000,
    ],
)
def test_what_is_not_there_gets_a_sentence(browser: FlaskClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 422
    assert "There is no file to give out" in answer.text


def test_administrators_export_nothing(given: Given, browser_of: BrowserOf) -> None:
    with given():
        user = a_user(Role.SYSTEM_ADMIN)
    assert browser_of(user).get("/exports").status_code == 403


def test_a_web_worker_that_never_exports_stays_without_pandas() -> None:
    import subprocess
    import sys

    code = "import sys; from app import create_app; create_app(); print('pandas' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
