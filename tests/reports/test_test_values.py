"""Values of tests out of sheets: which layouts are read, and how each refusal names its cell."""

import pytest

from app.reports.rules.grid import Grid
from app.reports.rules.test_values import column_name, read_test_values
from app.reports.workbook import WorkbookRefused
from app.reports.workbook.plain import read_text


def values(*rows: list[object], **notes: object) -> list[tuple[str, str, str]]:
    found = read_test_values(Grid("1", [list(row) for row in rows], **notes))  # type: ignore[arg-type]
    assert found.refusals == []
    return [(one.station, one.side, one.value) for one in found.rows]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["桩号", "实测值"], ["K0+100", 181.0], ["K0+200", 182.5]],
         [("K0+100", "", "181"), ("K0+200", "", "182.5")]),
        ([["基层厚度检测"], [], ["序号", "测点桩号", "侧别", "实测值(mm)"], [1, "K0+100", "左", 181]],
         [("K0+100", "左", "181")]),
        ([["桩号", "实测值"], ["K0+100", 181], ["平均值", 181]], [("K0+100", "", "181")]),
        ([[181], [182.0]], [("", "", "181"), ("", "", "182")]),  # nothing but values
        ([["厚度"], ["K0+100", "左", 0.1 + 0.2]], [("K0+100", "左", "0.3")]),
        ([["station", "value"], ["K1+000", "１８１"]], [("K1+000", "", "181")]),  # full width
    ],
)  # fmt: skip
def test_a_list_of_places_and_values_is_read_with_or_without_a_head(rows, expected):
    assert values(*rows) == expected


REPORT = [
    ["现场质量检验报告单"],
    ["项次", "检查项目", "规定值", "实测值", "", "", "平均值", "合格率(%)"],
    ["", "", "", 1, 2, 3, "", ""],
    [1, "△厚度", "−10", 181, 182, 183, 182, 100],
    [2, "宽度", "±20", 4.5, 4.6, "", 4.55, 100],
]


def test_the_native_report_gives_the_values_of_the_item_that_is_asked_for():
    found = read_test_values(Grid("1", REPORT), lambda name: "宽度" in name)
    assert [one.value for one in found.rows] == ["4.5", "4.6"]


def test_of_several_items_one_must_be_chosen():
    found = read_test_values(Grid("1", REPORT))
    assert (found.rows, found.items) == ([], ("△厚度", "宽度"))


def test_each_refusal_names_row_and_column_and_keeps_the_others():
    rows = [
        ["桩号", "实测值"], ["K0+100", 181], ["桩号不清", 182], ["K0+300", "约180"], ["K0+400", ""],
        ["K0+500", "=A1"], ["K0+600", 183],
    ]  # fmt: skip
    grid = Grid("1", rows, uncomputed=frozenset({(5, 1)}), errors=frozenset({(6, 1)}))
    found = read_test_values(grid)
    said = [one.english for one in found.refusals]
    assert [one.split(":")[0] for one in said] == [
        "Row 3, column A", "Row 4, column B", "Row 5, column B", "Row 6, column B",
        "Row 7, column B",
    ]  # fmt: skip
    assert "formula" in said[3]
    assert len(found.rows) == 6


def test_too_many_values_and_none_are_said():
    many = read_test_values(Grid("1", [[181]] * 301))
    assert many.refusals[0].english == "A lot has at most 300 values."
    none = read_test_values(Grid("1", [["备注"]]))
    assert none.refusals[0].english == "No value was found in the file."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_list_is_read_as_it_was_saved(encoding, separator):
    text = f"桩号{separator}实测值\r\nK0+100{separator}181\r\n"
    found = read_test_values(read_text(text.encode(encoding)))
    assert [(one.station, one.value) for one in found.rows] == [("K0+100", "181")]


@pytest.mark.parametrize("content", [b"", b"  \n", b"\x89PNG\0\0", b"\xff\xff\xff"])
def test_what_is_no_list_is_refused_with_a_sentence(content):
    with pytest.raises(WorkbookRefused):
        read_text(content)


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_named_as_excel_does(column, name):
    assert column_name(column) == name
