"""Weekly sheets as they are really kept."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.reports.rules.fields import Kind
from app.reports.rules.sheets import SheetReading
from app.shared.calendar import Week
from tests.makers.workbooks import a_workbook, reading_of, told

HEAD = ("序号", "标段", "施工单位", "乡镇", "路线编码", "道路名称", "起讫桩号", "建设里程(km)")


def a_line(number: int, *figures: Any, length: float = 1.0) -> tuple[Any, ...]:
    names = (
        number,
        "1标段",
        "甲公司",
        "符离镇",
        f"C{number:03d}",
        f"{number}号路",
        f"K0+000-K{length:.3f}",
        length,
    )
    return (*names, *figures)


def a_sheet(
    *rows: tuple[Any, ...], title: str = "2020年第23周进度周报表", tab: str = "表", **kwargs: Any
) -> SheetReading:
    return reading_of(a_workbook([(title,), *rows], sheet=tab, **kwargs), "周报.xlsx")


def shares(reading: SheetReading, key: str) -> list[Decimal | None]:
    return [row.get(key) for row in reading.rows]


def test_percentages_stored_as_fractions_are_known_by_their_format() -> None:
    def as_percent(page: Worksheet) -> None:
        for cell in page["K"][2:]:
            cell.number_format = "0.0%"

    head = (*HEAD, "路基累计(km)", "路基占比", "形象进度")
    reading = a_sheet(
        head, a_line(1, 0.8, 0.8, 0.005), a_line(2, 0.5, 0.5, 0.006), change=as_percent
    )
    assert shares(reading, "physical_share") == [Decimal("0.005"), Decimal("0.006")]


def test_fractions_without_format_are_known_by_the_quantities_beside_them() -> None:
    head = (*HEAD, "路基累计(km)", "路基占比%", "形象进度%")
    reading = a_sheet(head, a_line(1, 0.8, 0.8, 58.9), a_line(2, 0.5, 0.5, 30))
    assert shares(reading, "item.路基.share") == [Decimal("0.8"), Decimal("0.5")]
    assert shares(reading, "physical_share") == [Decimal("0.589"), Decimal("0.3")]


def test_small_percentages_stay_percentages() -> None:
    head = (*HEAD, "路基累计(km)", "路基占比%")
    reading = a_sheet(head, a_line(1, 0.008, 0.8), a_line(2, 0.005, 0.5))
    assert shares(reading, "item.路基.share") == [Decimal("0.008"), Decimal("0.005")]


def test_layers_given_in_percent_only() -> None:
    head = (*HEAD, "路基(%)", "水稳基层(%)", "沥青面层(%)", "安防设施(%)")
    reading = a_sheet(head, a_line(1, "100%", 80, 40.5, 0))
    assert shares(reading, "item.基层.share") == [Decimal("0.8")]
    assert shares(reading, "item.附属及安防.share") == [Decimal(0)]


def test_the_measure_may_stand_above_the_layers() -> None:
    reading = a_sheet(
        (*HEAD, "本周完成（公里）", "", "累计完成（公里）", ""),
        (*[""] * 8, "路基", "面层", "路基", "面层"),
        a_line(1, 0.1, 0, 0.5, 0.2),
        merges=["I2:J2", "K2:L2"],
    )
    assert shares(reading, "item.面层.cumulative") == [200]
    assert shares(reading, "item.路基.week") == [100]


def test_counts_with_words_are_counted() -> None:
    head = (*HEAD, "形象进度(%)", "投入人员", "机械设备")
    reading = a_sheet(head, a_line(1, 50, "25人", "挖机2台、压路机1台"), a_line(2, 50, "十人", "—"))
    assert [row.get("people") for row in reading.rows] == [25, None]
    assert [row.get("machines") for row in reading.rows] == [3, None]
    assert len(reading.good) == 2


def test_more_this_week_than_in_all_keeps_the_row_out() -> None:
    head = (*HEAD, "路基本周(km)", "路基累计(km)")
    reading = a_sheet(head, a_line(1, 0.6, 0.5), a_line(2, 0.1, 0.5))
    assert len(reading.refused) == 1


@pytest.mark.parametrize("figure", [101, "101%", "-5%", -1, "很多"])
def test_a_share_that_cannot_be_keeps_the_row_out(figure: Any) -> None:
    assert len(a_sheet((*HEAD, "形象进度(%)"), a_line(1, figure), a_line(2, 50)).refused) == 1


def test_a_share_that_its_quantities_deny_is_told() -> None:
    reading = a_sheet((*HEAD, "路基累计(km)", "路基占比%"), a_line(1, 0.5, 60), a_line(2, 0.5, 50))
    assert told(reading) == [("J3", "“路基” says 60.0 %, its quantities make 50.0 %.")]


@pytest.mark.parametrize(
    "title, tab, week",
    [
        ("2020年进度周报表（第22周）", "表", Week(2020, 22)),
        ("2020年度农村公路工程进度周报（第二十二周）", "表", Week(2020, 22)),
        ("进度周报表（2020年5月25日—5月31日）", "表", Week(2020, 22)),
        ("2020年进度周报表（5.25-5.31）", "表", Week(2020, 22)),
        ("进度周报表  截止日期：2020.5.31", "表", Week(2020, 22)),
        ("进度周报表 截至2020年5月29日", "表", Week(2020, 22)),
        ("2020年进度周报表", "第22周", Week(2020, 22)),
        ("Weekly progress report - Week 22, 2020", "Sheet1", Week(2020, 22)),
        ("Weekly progress 2020-W22", "Sheet1", Week(2020, 22)),
        ("进度周报表", "表", None),
    ],
)
def test_the_week_is_found_however_it_is_said(title: str, tab: str, week: Week | None) -> None:
    reading = a_sheet((*HEAD, "形象进度(%)"), a_line(1, 50), title=title, tab=tab)
    assert reading.layout.kind is Kind.WEEKLY
    assert reading.layout.facts.week == week


def test_the_cut_off_date_wins_over_a_week_number_that_disagrees() -> None:
    title = "2020年进度周报表（第23周） 截止日期：2020年5月31日"
    reading = a_sheet((*HEAD, "形象进度(%)"), a_line(1, 50), title=title)
    assert reading.layout.facts.week == Week(2020, 22)
    assert "the date was taken" in told(reading)[0][1]


def test_a_sheet_without_week_says_so() -> None:
    reading = a_sheet((*HEAD, "形象进度(%)"), a_line(1, 50), title="进度周报表")
    assert "which week it is for" in told(reading)[0][1]


def test_merges_that_a_program_left_behind_do_not_mislead() -> None:
    """Inserting a column with some tools moves the cells but not the merged ranges."""
    content = (Path(__file__).parent / "samples" / "工程进度周报表-2020年第24周.xlsx").read_bytes()
    book = openpyxl.load_workbook(BytesIO(content))
    page = book.active
    assert isinstance(page, Worksheet)
    page.insert_cols(1)
    out = BytesIO()
    book.save(out)
    moved, original = reading_of(out.getvalue(), "周报.xlsx"), reading_of(content, "周报.xlsx")
    assert [row.values for row in moved.rows] == [row.values for row in original.rows]
    assert told(moved) == []
