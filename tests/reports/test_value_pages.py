"""Test values from a file on the form: what is shown, refused and saved, and the report as a sheet."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook

from app.accounts.rules import Role
from app.extensions import db
from app.quality.models import SampleLot
from app.shared.calendar import clock_at
from tests.makers.accounts import a_user
from tests.makers.quality import a_lot
from tests.makers.works import a_road

HEAD = {
    "client_uuid": "0d0f", "process": "base", "layer": "base", "measure": "thickness",
    "start_m": "K0+000", "end_m": "K1+000", "sampled_on": "2020-06-01", "design": "180",
    "tester": "laboratory", "ground": "field", "report_no": "JC-7",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_june() -> Iterator[None]:
    with clock_at(datetime(2020, 6, 2, 4, tzinfo=UTC)):
        yield


def a_workbook(*rows: list[Any]) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def sent(content: bytes, name: str = "厚度.xlsx", **changes: str) -> dict[str, Any]:
    return HEAD | changes | {"values_file": (BytesIO(content), name)}


def test_values_of_a_file_stand_in_the_form_and_are_saved_by_it_only(
    app: Flask, given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        office, road = a_user(Role.PROJECT_OFFICE), a_road(thickness_mm=180)
        address = f"/quality/works/{road.id}/lots"
    browser = browser_of(office)
    rows = [["桩号", "实测值"], *([f"K0+{100 + 50 * n}", 181 + n] for n in range(6))]
    page = browser.post(f"{address}/file", data=sent(a_workbook(*rows)))
    assert page.status_code == 200
    assert "6 values were read from 厚度.xlsx" in page.text
    assert 'value="K0+350"' in page.text
    assert 'value="JC-7"' in page.text  # what was typed before stays
    with app.app_context():
        assert db.session.query(SampleLot).count() == 0
    typed = {"station": [str(row[0]) for row in rows[1:]], "value": [str(r[1]) for r in rows[1:]]}
    assert browser.post(f"{address}/new", data=HEAD | typed).status_code == 303
    with app.app_context():
        assert len(db.session.query(SampleLot).one().values) == 6


def test_what_cannot_be_read_is_named_by_row_and_column(
    given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        office, road = a_user(Role.PROJECT_OFFICE), a_road()
        address = f"/quality/works/{road.id}/lots/file"
    browser = browser_of(office)
    text = "桩号,实测值\nK0+100,181\nK0+200,约180\n".encode("gb18030")
    page = browser.post(address, data=sent(text, "表.csv"))
    assert page.status_code == 422
    assert "Row 3, column B" in page.text
    assert 'value="K0+100"' in page.text
    for content in (b"", b"%PDF-1.7\0", b"PK\x03\x04broken"):
        answer = browser.post(address, data=sent(content, "x.xlsx"))
        assert answer.status_code == 422
    report = a_workbook(
        ["检查项目", "实测值1", "实测值2"], ["厚度", 181, 182], ["宽度", 4.5, 4.6]
    )  # fmt: skip
    page = browser.post(address, data=sent(report, measure="compaction"))
    assert page.status_code == 422
    assert "several items: 厚度、宽度" in page.text


def test_a_stranger_reads_no_file_into_somebody_elses_road(
    given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        stranger, road = a_user(Role.CONTRACTOR), a_road()
        address = f"/quality/works/{road.id}/lots/file"
    assert browser_of(stranger).post(address, data=sent(b"181")).status_code == 404


def test_the_report_as_a_sheet_has_the_figures_of_the_printed_one_and_is_read_back(
    given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        office, road = a_user(Role.PROJECT_OFFICE), a_road(thickness_mm=180)
        a_lot(road, report_no="=1+1")
        address = f"/quality/works/{road.id}"
    browser = browser_of(office)
    content = browser.get(f"{address}/report/base?format=xlsx").data
    sheet = load_workbook(BytesIO(content)).active
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows(min_row=2, max_row=3))
    told = dict(zip(head, row, strict=True))
    printed = browser.get(f"{address}/report/base").text
    assert told["Item tested"] == "△Thickness"
    assert told["Measured value 8"] == 182
    for name in ("Mean", "Representative value"):
        assert f"{told[name]:.1f}" in printed
    assert f"{told['Pass rate (%)']:.1f}%" in printed
    again = browser.post(f"{address}/lots/file", data=sent(content))
    assert "8 values were read" in again.text
