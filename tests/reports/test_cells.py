"""Whatever stands in a cell is read or refused with a sentence; nothing else happens."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.rules.cells import Manner, read_cell
from app.reports.rules.facts import facts_of
from app.reports.rules.fields import ReadAs
from app.reports.rules.grid import Grid, column_index, column_letters
from app.reports.rules.places import section_key, split_place, township_named
from app.reports.rules.sheets import find_layout, read_sheet
from app.shared.errors import Unreadable

CELLS = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text(alphabet="K0123456789+～-.%万元公里约年月日标段 小计合", max_size=20),
)


@settings(max_examples=300, deadline=None)
@given(CELLS, st.sampled_from([kind for kind in ReadAs if kind is not ReadAs.IGNORED]))
def test_any_cell_is_read_or_refused_with_a_sentence(cell: Any, kind: ReadAs) -> None:
    try:
        value = read_cell(cell, Manner(kind, None, 2020))
    except Unreadable:
        return
    if kind in (ReadAs.LENGTH, ReadAs.MONEY, ReadAs.SHARE, ReadAs.COUNT):
        amount = getattr(value, "value", value)
        assert amount is None or amount >= 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=12))
def test_any_sheet_is_read_or_has_no_table(rows: list[list[Any]]) -> None:
    width = max((len(row) for row in rows), default=0)
    head = ["标段", "道路名称", "路线编码", "建设里程", "合同价"]
    filled = [[*row, *[""] * (max(width, 5) - len(row))] for row in [head, *rows]]
    layout = find_layout(Grid("表", filled))
    if layout:
        reading = read_sheet(layout)
        assert all(row.problems for row in reading.refused)
        assert all(row.get("section") for row in reading.good if layout.kind == "register")


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_title_is_read(title: str, tab: str) -> None:
    facts_of(Grid(tab, [[title]]), 1, title)


@given(st.integers(min_value=0, max_value=16_383))
def test_column_letters_count_like_a_spreadsheet(index: int) -> None:
    assert column_index(column_letters(index)) == index


@pytest.mark.parametrize(
    "text",
    [
        "1标段",
        "第1标段",
        "一标段",
        "01标段",
        "1标",
        "第一标段",
        "标段1",
        "１标段",
        "Section 1",
        "LOT-01",
        "NO.1标段",
    ],
)
def test_spellings_of_a_section_are_one_section(text: str) -> None:
    assert section_key(text) == "1"


@pytest.mark.parametrize(
    "text, key", [("十二标段", "12"), ("二十标", "20"), ("LJ-02标", "LJ2"), ("A标", "A")]
)
def test_other_sections_stay_apart(text: str, key: str) -> None:
    assert section_key(text) == key


@pytest.mark.parametrize(
    "text, name",
    [
        ("永镇", "永镇镇"),
        ("苗庵", "苗安镇"),
        ("西二铺乡", "西二铺镇"),
        ("大泽乡", "大泽乡镇"),
        ("符离", "符离镇"),
        ("埇桥区符离镇", "符离镇"),
        ("北关街道办事处", "北关街道"),
        ("黄集镇", "黄集镇"),
    ],
)
def test_townships_are_known_by_their_other_names(text: str, name: str) -> None:
    assert township_named(text) == name


@pytest.mark.parametrize(
    "text, parts",
    [
        ("符离镇东大村", ("符离镇", "东大村")),
        ("大泽乡镇 龚湖村", ("大泽乡镇", "龚湖村")),
        ("永镇/张楼村", ("永镇镇", "张楼村")),
        ("关帝村", ("", "关帝村")),
        ("某某镇李村", ("某某镇", "李村")),
    ],
)
def test_a_place_is_township_and_village(text: str, parts: tuple[str, str]) -> None:
    assert split_place(text) == parts


@pytest.mark.parametrize(
    "cell, day",
    [
        ("2020.12.31", date(2020, 12, 31)),
        ("2020年3月1日", date(2020, 3, 1)),
        ("2020/3/1", date(2020, 3, 1)),
        ("20200301", date(2020, 3, 1)),
        (43891, date(2020, 3, 1)),
        (43891.0, date(2020, 3, 1)),
        (datetime.fromisoformat("2020-03-01T08:30"), date(2020, 3, 1)),
        ("2020.6.30前", date(2020, 6, 30)),
        ("二〇二〇年六月三十日", date(2020, 6, 30)),
        ("3月1日", date(2020, 3, 1)),
        ("March 1, 2020", date(2020, 3, 1)),
        ("1-Mar-2020", date(2020, 3, 1)),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Any, day: date) -> None:
    assert read_cell(cell, Manner(ReadAs.DATE, None, 2020)) == day


@pytest.mark.parametrize(
    "cell", ["2020.2.30", "soon", 2020, time(8), timedelta(3), True, "13月1日"]
)
def test_what_is_no_day_is_refused(cell: Any) -> None:
    with pytest.raises(Unreadable):
        read_cell(cell, Manner(ReadAs.DATE, None, 2020))


def test_a_formula_text_is_only_text() -> None:
    assert read_cell("=1+1", Manner(ReadAs.NAME)) == "=1+1"
    assert read_cell("@SUM(A1)", Manner(ReadAs.TEXT)) == "@SUM(A1)"


def test_a_bare_number_in_a_chainage_column_counts_kilometres() -> None:
    assert read_cell(1.091, Manner(ReadAs.CHAINAGE)) == Decimal("1091")
    assert read_cell(1091, Manner(ReadAs.CHAINAGE)) == Decimal(1091)
