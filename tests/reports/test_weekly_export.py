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
from tests.makers.workbooks import reading_of

SAMPLES = Path(__file__).parent / "samples"
BY = Program("test")
pytestmark = pytest.mark.usefixtures("context")


def taken_in(name: str) -> None:
    batch = actions.upload(actions.Upload((SAMPLES / name).read_bytes(), name), by=BY)
    actions.preview(batch, by=BY)
    actions.apply_batch(batch, by=BY)


def exported(week: int = 23) -> bytes:
    form = weekly_form(a_user(Role.PROJECT_OFFICE), Week(2020, week))
    return weekly_bytes(form, "某局", "2020年扶贫项目农村道路改造工程")


@pytest.fixture
def two_weeks(context: None) -> None:
    taken_in("项目台账-2020.xlsx")
    for number in (22, 23):
        taken_in(f"工程进度周报表-2020年第{number}周.xlsx")


@pytest.mark.usefixtures("two_weeks")
def test_an_exported_sheet_comes_in_again_unchanged() -> None:
    batch = actions.upload(actions.Upload(exported(), "out.xlsx"), by=BY)
    actions.preview(batch, by=BY)
    assert (batch.new_count, batch.changed_count, batch.refused_count) == (0, 0, 0)
    assert batch.unchanged_count == 48


@pytest.mark.usefixtures("two_weeks")
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
    assert str(total[8].value).startswith("=SUM(I9,I14")
    assert length == 78


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
