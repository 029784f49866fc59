"""The weekly sheet goes out in the bureau's own columns and comes in again unchanged."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.reports import actions
from app.reports.exports.weekly import weekly_bytes
from app.reports.queries.weekly_form import weekly_form
from app.shared.audit import Program
from app.shared.calendar import Week
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.workbooks import LEDGER_HEAD, OTHER_FIRM, a_road, a_workbook, reading_of

SAMPLES = Path(__file__).parent / "samples"
BY = Program("test")
pytestmark = pytest.mark.usefixtures("context")


def taken_in(name: str) -> None:
    take_in((SAMPLES / name).read_bytes(), name)


def take_in(content: bytes, name: str) -> None:
    batch = actions.upload(actions.Upload(content, name), by=BY)
    actions.preview(batch, by=BY)
    actions.apply_batch(batch, by=BY)


def exported(week: int = 23) -> bytes:
    form = weekly_form(a_user(Role.PROJECT_OFFICE), Week(2020, week))
    return weekly_bytes(form, "某局")


HEAD = ("标段", "道路名称", "路基累计(km)", "基层累计(km)", "面层累计(km)", "形象进度(%)")


@pytest.fixture
def bureaus_weeks(context: None) -> None:
    """The bureau's own ledger and two of its weeks."""
    taken_in("项目台账-2020.xlsx")
    for number in (22, 23):
        taken_in(f"工程进度周报表-2020年第{number}周.xlsx")


@pytest.fixture
def two_weeks(context: None) -> None:
    """Two sections of two roads, and two weeks of them."""
    roads = [a_road(1), a_road(2), a_road(3, section="3标段", contractor=OTHER_FIRM)]
    take_in(a_workbook([("2020年农村道路改造工程台账",), LEDGER_HEAD, *roads]), "台账.xlsx")
    for week, done in ((22, 0.2), (23, 0.4)):
        lines = [("1标段", "符离1号路", done, 0.1, 0, ""), ("1标段", "符离2号路", done, 0, 0, 30)]
        rows = [
            (f"2020年第{week}周进度周报表",),
            HEAD,
            *lines,
            ("3标段", "符离3号路", 1, done, 0, ""),
        ]
        take_in(a_workbook(rows), "周报.xlsx")


@pytest.mark.usefixtures("two_weeks")
def test_an_exported_sheet_comes_in_again_unchanged() -> None:
    batch = actions.upload(actions.Upload(exported(), "out.xlsx"), by=BY)
    actions.preview(batch, by=BY)
    assert (batch.new_count, batch.changed_count, batch.refused_count) == (0, 0, 0)
    assert batch.unchanged_count == 3


@pytest.mark.usefixtures("bureaus_weeks")
def test_an_exported_sheet_says_what_the_bureaus_own_said() -> None:
    ours = reading_of(exported(), "out.xlsx")
    theirs = reading_of((SAMPLES / "工程进度周报表-2020年第23周.xlsx").read_bytes())
    for mine, original in zip(ours.rows, theirs.rows, strict=True):
        for key, value in original.values.items():
            assert mine.get(key) == value, (mine.number, key)
    assert all(total.agrees for total in ours.totals)


@pytest.mark.usefixtures("two_weeks")
def test_sums_are_formulas_with_their_results() -> None:
    content = exported()
    formulas = openpyxl.load_workbook(BytesIO(content)).active
    results = openpyxl.load_workbook(BytesIO(content), data_only=True).active
    assert formulas is not None
    assert results is not None
    total = next(row for row in formulas.iter_rows(min_row=5) if row[0].value == "合计")
    length = results.cell(total[8].row or 0, 9).value
    assert total[8].value == "=SUM(I7,I9)"
    assert length == 3


@pytest.mark.usefixtures("two_weeks")
def test_a_contractor_exports_its_own_sections_only() -> None:
    section = db.session.scalars(select(Section).where(Section.name == "3标段")).one()
    user = a_user(Role.CONTRACTOR, organisation=section.contractor)
    form = weekly_form(user, Week(2020, 23))
    assert {line.section.id for line in form.lines} == {section.id}


@pytest.mark.usefixtures("two_weeks")
def test_text_that_looks_like_a_formula_stays_text() -> None:
    section = db.session.scalars(select(Section).where(Section.name == "1标段")).one()
    section.name = "=1+1"
    db.session.flush()
    page = openpyxl.load_workbook(BytesIO(exported())).active
    assert page is not None
    assert page["B5"].value == "'=1+1"
    assert page["B5"].data_type == "s"


def test_a_week_without_reports_is_a_form_without_rows() -> None:
    assert reading_of(exported(), "out.xlsx").rows == []


@pytest.mark.usefixtures("two_weeks")
def test_each_programme_has_a_sheet_of_its_own_that_comes_in_again() -> None:
    roads = [a_road(7, name="桥北路"), a_road(8, name="桥南路")]
    take_in(a_workbook([("2020年生命安全防护工程台账",), LEDGER_HEAD, *roads]), "安防.xlsx")
    rows = [("2020年生命安全防护工程第23周进度周报表",), ("标段", "道路名称", "形象进度(%)")]
    lines = [("1标段", "桥北路", 40), ("1标段", "桥南路", 60)]
    take_in(a_workbook([*rows, *lines]), "安防周报.xlsx")
    content = exported()
    book = openpyxl.load_workbook(BytesIO(content))
    assert [name.split(".")[0] for name in book.sheetnames] == ["1", "2"]
    assert all(name.endswith("第23周") for name in book.sheetnames)
    heads = [{cell.value for cell in page[3]} for page in book.worksheets]
    assert heads[0] != heads[1]
    batch = actions.upload(actions.Upload(content, "out.xlsx"), by=BY)
    actions.preview(batch, by=BY)
    assert (batch.unchanged_count, batch.changed_count, batch.refused_count) == (5, 0, 0)


@pytest.mark.usefixtures("two_weeks")
def test_a_row_is_as_high_as_its_longest_text() -> None:
    section = db.session.scalars(select(Section).where(Section.name == "1标段")).one()
    section.name = "宿州高新技术产业开发区某某工业园区第一标段"
    db.session.flush()
    page = openpyxl.load_workbook(BytesIO(exported())).active
    assert page is not None
    heights = {cell.value: page.row_dimensions[cell.row].height for cell in page["G"]}
    assert heights["符离1号路"] > heights["符离3号路"] >= 18
