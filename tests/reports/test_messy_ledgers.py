"""Ledgers as they are really kept: every habit that spoils a plain import."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.reports.rules.fields import Kind
from app.reports.rules.sheets import SheetReading, find_layout
from app.reports.workbook import read_workbook
from tests.makers.workbooks import (
    LEDGER_HEAD,
    OTHER_FIRM,
    a_ledger,
    a_road,
    a_workbook,
    reading_of,
    told,
)

SAMPLES = Path(__file__).parent / "samples"


def values(reading: SheetReading, key: str) -> list[Any]:
    return [row.get(key) for row in reading.rows]


def sentences(reading: SheetReading) -> str:
    return "\n".join(f"{place}: {sentence}" for place, sentence in told(reading))


def test_an_old_xls_with_merged_header_and_merged_sections_is_read_alike() -> None:
    reading = reading_of((SAMPLES / "台账-2003.xls").read_bytes(), "台账-2003.xls")
    assert told(reading) == []
    assert values(reading, "section") == ["1标段", "1标段", "2标段"]
    assert values(reading, "township") == ["符离镇", "永镇镇", "苗安镇"]
    assert values(reading, "amount") == [150_250_000, 200_000_000, 80_000_000]
    assert values(reading, "starts_on")[0] == date(2019, 4, 1)
    assert all(total.agrees for total in reading.totals)


def test_a_header_of_four_rows_without_a_single_merge_is_found() -> None:
    reading = reading_of(
        a_workbook(
            [
                ("", "2021年农村公路提质改造工程项目台账"),
                ("", "填报单位：某交通运输局", "", "", "", "截止日期：2021年3月5日"),
                (
                    "",
                    "序号",
                    "标段",
                    "施工单位",
                    "乡镇",
                    "路线",
                    "",
                    "起讫桩号",
                    "",
                    "建设里程",
                    "合同金额",
                    "合同工期",
                    "",
                    "备注",
                ),
                (
                    "",
                    "",
                    "",
                    "",
                    "",
                    "编码",
                    "名称",
                    "起点",
                    "终点",
                    "",
                    "",
                    "开工日期",
                    "计划完工",
                    "",
                ),
                ("", "", "", "", "", "", "", "", "", "(km)", "(万元)"),
                ("", *range(1, 14)),
                (
                    "",
                    1,
                    "第一标段",
                    "安徽甲公司",
                    "永镇",
                    "C012",
                    "永东路",
                    "K0+000",
                    "k1+091",
                    "１.091",
                    "１２７.56",
                    date(2021, 3, 1),
                    "2021.6.30",
                ),
                (
                    "",
                    2,
                    "",
                    "",
                    "苗庵",
                    "Ｃ０１３３４１３０２",
                    "苗西路",
                    "0+000",
                    "2+000",
                    "2.000km",
                    "约200万",
                    "2021年3月1日",
                    44377,
                ),
                ("", "小计", "", "", "", "", "", "", "", 3.091, 327.56),
                (
                    "",
                    3,
                    "第二标段",
                    "安徽乙公司",
                    "西二铺乡",
                    "Y014",
                    "西南路",
                    0,
                    1.5,
                    "1500米",
                    "1,500,000元",
                    "2021/3/1",
                    "2021年6月",
                ),
                ("", "小 计", "", "", "", "", "", "", "", 1.5, 150),
                ("", "合    计", "", "", "", "", "", "", "", 4.591, 477.56),
                ("", "填报人：张三", "", "", "审核人：李四"),
            ]
        )
    )
    assert len(reading.good) == 3
    assert values(reading, "amount") == [127_560_000, 200_000_000, 150_000_000]
    assert values(reading, "length") == [1091, 2000, 1500]
    assert values(reading, "end") == [1091, 2000, 1500]
    assert values(reading, "section") == ["第一标段", "第一标段", "第二标段"]
    assert values(reading, "planned_finish_on") == [
        date(2021, 6, 30),
        date(2021, 6, 30),
        date(2021, 6, 30),
    ]
    assert [place for place, _sentence in told(reading)] == ["K8", "M10"]
    assert all(total.agrees for total in reading.totals)


def test_totals_that_stand_above_their_rows_are_checked_and_name_the_section() -> None:
    reading = reading_of(
        a_workbook(
            [
                ("2020年台账",),
                (
                    "序号",
                    "标段",
                    "施工单位",
                    "乡镇",
                    "路线编码",
                    "道路名称",
                    "起讫桩号",
                    "里程",
                    "合同价(万元)",
                ),
                ("合计", "", "", "", "", "", "", 6, 600),
                ("一", "1标段", "甲公司", "", "", "小计", "", 3, 300),
                (1, "", "", "符离镇", "C001", "甲路", "K0+000-K1+000", 1, 100),
                (2, "", "", "符离镇", "C002", "乙路", "K0+000—K2+000", 2, 200),
                ("二", "2标段", "乙公司", "", "", "小计", "", 3, 310),
                (1, "", "", "夹沟镇", "C003", "丙路", "K0+000~K3+000", 3, 300),
            ]
        )
    )
    assert values(reading, "section") == ["1标段", "1标段", "2标段"]
    assert values(reading, "contractor") == ["甲公司", "甲公司", "乙公司"]
    assert [place for place, _sentence in told(reading)] == ["I7"]


def test_sections_named_by_lines_between_the_rows() -> None:
    reading = reading_of(
        a_workbook(
            [
                ("2020年安防工程台账",),
                (
                    "序号",
                    "乡镇",
                    "路线编码",
                    "道路名称",
                    "起止桩号",
                    "长度（公里）",
                    "中标价（元）",
                ),
                ("1标段（安徽甲工程有限公司）",),
                (1, "符离镇", "C001", "甲路", "K0+000-K1+000", 1, 1000000),
                (2, "〃", "C002", "乙路", "K0+000-K2+000", 2, 2000000),
                ("本页小计", "", "", "", "", 3, 3000000),
                ("二、2标段：安徽乙工程有限公司",),
                (3, "夹沟镇", "C003", "丙路", "K0+000-K3+000", 3, 3000000),
                ("标段：3标段", "", "施工单位：安徽丙工程有限公司"),
                (4, "夹沟镇", "C004", "丁路", "K0+000-K1+000", 1, 1000000),
                ("总计", "", "", "", "", 7, 7000000),
                ("注：1.里程以实测为准。",),
            ]
        )
    )
    assert values(reading, "section") == ["1标段", "1标段", "2标段", "3标段"]
    assert values(reading, "contractor")[-1] == "安徽丙工程有限公司"
    assert values(reading, "township") == ["符离镇", "符离镇", "夹沟镇", "夹沟镇"]
    assert values(reading, "amount")[0] == 100_000_000
    assert told(reading) == []


def test_a_sheet_for_each_township_gives_the_township() -> None:
    head = ("序号", "标段", "施工单位", "路线编码", "道路名称", "里程(m)", "合同金额(元)")
    content = a_workbook(
        [("符离镇台账",), head, (1, "1标段", "甲公司", "C001", "甲路", 1000, 1000000)],
        sheet="符离镇",
        more={
            "夹沟": [("台账",), head, (1, "1标段", "甲公司", "C002", "乙路", 2000, 2000000)],
            "说明": [("本表由各镇填报",), ("第二行",)],
        },
    )
    layouts = [find_layout(grid) for grid in read_workbook(content).grids]
    assert [layout is None for layout in layouts] == [False, False, True]
    assert values(reading_of(content, sheet=1), "township") == ["夹沟镇"]
    assert values(reading_of(content, sheet=0), "length") == [1000]


def test_an_english_register_is_read_with_the_same_rules() -> None:
    head = (
        "No.",
        "Section",
        "Contractor",
        "Township",
        "Route code",
        "Road name",
        "From",
        "To",
        "Length (km)",
        "Contract amount (10,000 yuan)",
        "Start date",
    )
    reading = reading_of(
        a_workbook(
            [
                ("Rural Road Reconstruction 2020 - Project Register",),
                head,
                (
                    1,
                    "Section 1",
                    "Anhui Roads",
                    "Fuli",
                    "C012",
                    "Fuli East Road",
                    "K0+000",
                    "K1+091",
                    "1.091 km",
                    "127.56",
                    "10 Mar 2020",
                ),
                (
                    2,
                    "",
                    "",
                    "",
                    "C013",
                    "Fuli West Road",
                    "K0+000",
                    "K2+000",
                    "2 km",
                    "200",
                    "2020-03-10",
                ),
                ("Subtotal", "", "", "", "", "", "", "", 3.091, 327.56),
            ]
        )
    )
    assert values(reading, "section") == ["Section 1", "Section 1"]
    assert values(reading, "starts_on") == [date(2020, 3, 10)] * 2
    assert values(reading, "amount") == [127_560_000, 200_000_000]
    assert reading.layout.facts.programme == "Rural Road Reconstruction"
    assert told(reading) == []


def test_a_provincial_ledger_with_funds_places_and_line_breaks() -> None:
    reading = reading_of(
        a_workbook(
            [
                ("附件1",),
                ("2022年度农村公路养护工程\n项目台账",),
                (
                    "序\n号",
                    "项目\n名称",
                    "建设\n性质",
                    "建设地点",
                    "路线\n编码",
                    "起讫点\n桩号",
                    "建设里程\n（公里）",
                    "路基/路面宽",
                    "总投资\n（万元）",
                    "资金来源(万元)",
                    "",
                    "中标单位",
                    "中标价\n(万元)",
                    "标段",
                    "合同工期",
                ),
                ("", "", "", "", "", "", "", "", "", "中央", "省", "", "", "", ""),
                (
                    1,
                    "甲路养护工程",
                    "大修",
                    "符离镇东大村",
                    "C001",
                    "K0+000-K1+000",
                    1,
                    "6.5/5.5",
                    120,
                    50,
                    30,
                    "甲公司",
                    100,
                    1,
                    "2022.3.1～2022.6.30",
                ),
                (
                    2,
                    "乙路养护工程",
                    "中修",
                    "符离镇 西大村",
                    "C002",
                    "K0+000-K2+500",
                    2,
                    "6.5/5.5",
                    240,
                    "",
                    "",
                    "甲公司",
                    200,
                    1,
                    "90天",
                ),
            ]
        )
    )
    first = reading.rows[0]
    assert first.get("name") == "甲路养护工程"
    assert (first.get("township"), first.get("village")) == ("符离镇", "东大村")
    assert (first.get("subgrade_width"), first.get("width")) == (Decimal("6.5"), Decimal("5.5"))
    assert first.get("central_fund") == 50_000_000
    assert first.get("starts_on") == date(2022, 3, 1)
    assert first.get("section") == "1标段"
    assert "from end to end" in sentences(reading)
    assert len(reading.good) == 2


def test_a_bridge_ledger_is_read_by_its_own_columns() -> None:
    head = (
        "序号",
        "标段",
        "桥梁名称",
        "桥梁编码",
        "中心桩号",
        "乡镇",
        "路线名称",
        "路线编码",
        "跨径总长(m)",
        "桥长(m)",
        "桥宽(m)",
        "单孔最大跨径",
        "评定等级",
        "上部结构",
        "病害内容",
        "施工单位",
        "合同金额(万元)",
    )
    reading = reading_of(
        a_workbook(
            [
                ("2020年危桥改造工程台账",),
                head,
                (
                    1,
                    "1标段",
                    "东大桥",
                    "Y001341302L0010",
                    "K2+350",
                    "符离镇",
                    "符大路",
                    "Y001341302",
                    20,
                    26.04,
                    7.5,
                    10,
                    "四类",
                    "空心板",
                    "梁体开裂",
                    "甲公司",
                    85.5,
                ),
            ]
        )
    )
    bridge = reading.good[0]
    assert bridge.get("bridge_name") == "东大桥"
    assert bridge.get("center") == 2350
    assert bridge.get("bridge_length") == Decimal("26.04")
    assert told(reading) == []


@pytest.mark.parametrize(
    "written, metres",
    [
        ("K0+000～K1+091", (0, 1091)),
        ("k0+000-k1+091", (0, 1091)),
        ("K0＋000—K1＋091", (0, 1091)),
        ("0+000至1+091", (0, 1091)),
        ("K0.000~K1.091", (0, 1091)),
        ("K1+091～K0+000", (0, 1091)),
        ("K0+000\n～K1+091", (0, 1091)),
        ("K0+000～K1+091（全幅）", (0, 1091)),
    ],
)
def test_a_stretch_is_read_however_it_is_written(written: str, metres: tuple[int, int]) -> None:
    road = a_ledger(a_road(stretch=written, length=1.091)).rows[0]
    assert (road.get("start"), road.get("end")) == metres


@pytest.mark.parametrize("written", ["K3+50～K4+000", "全线", "K0+000", "K0+000～"])
def test_a_stretch_with_two_meanings_or_none_keeps_its_row_out(written: str) -> None:
    reading = a_ledger(a_road(1, stretch=written), a_road(2))
    assert [row.number for row in reading.refused] == [3]
    assert told(reading)[0][0] == "H3"


@pytest.mark.parametrize(
    "written, fen",
    [
        (127.56, 127_560_000),
        ("127.56", 127_560_000),
        ("１２７．５６", 127_560_000),
        ("1,275,600元", 127_560_000),
        ("127.56万元", 127_560_000),
        ("约127.56万", 127_560_000),
        ("0.5亿元", 5_000_000_000),
        ("127.56\n", 127_560_000),
        (127.56000000000002, 127_560_000),
    ],
)
def test_an_amount_is_read_however_it_is_written(written: object, fen: int) -> None:
    assert a_ledger(a_road(amount=written)).rows[0].get("amount") == fen


@pytest.mark.parametrize("written", [-5, "面议", "12.3.4", "1e5", True])
def test_an_amount_that_is_none_keeps_its_row_out(written: object) -> None:
    assert len(a_ledger(a_road(1, amount=written), a_road(2)).refused) == 1


@pytest.mark.parametrize("written", ["", "—", "/", "无", "-", None])
def test_a_cell_that_says_nothing_is_empty(written: object) -> None:
    reading = a_ledger(a_road(amount=written, supervisor=written))
    assert reading.rows[0].get("amount") is None
    assert len(reading.good) == 1


def test_one_bad_row_never_loses_the_others() -> None:
    reading = a_ledger(
        a_road(1),
        a_road(2, route_code="C0-?"),
        a_road(3, length="两公里"),
        a_road(4, name="", route_code=""),
        a_road(5, length=0),
        a_road(6),
    )
    assert [row.number for row in reading.good] == [3, 8]
    assert {place for place, _sentence in told(reading)} == {"F4", "I5", "G6", "I7"}


def test_the_same_road_twice_is_taken_once() -> None:
    reading = a_ledger(a_road(1), a_road(1))
    assert len(reading.good) == 1
    assert "row 3" in sentences(reading)


def test_two_contractors_of_one_section_are_a_question() -> None:
    reading = a_ledger(a_road(1), a_road(2, contractor=OTHER_FIRM))
    assert "C4" in dict(told(reading))
    assert len(reading.good) == 1


def test_a_finish_before_the_start_keeps_the_row_out() -> None:
    head = (*LEDGER_HEAD, "开工日期", "计划完工")
    reading = a_ledger((*a_road(1), "2020-06-30", "2020-03-10"), head=head)
    assert [place for place, _sentence in told(reading)] == ["L3"]


def test_a_total_that_is_not_the_sum_is_told_and_loses_nothing() -> None:
    total = ("合计", "", "", "", "", "", "", "", 2.5, 200)
    reading = a_ledger(a_road(1), a_road(2), total)
    assert told(reading) == [("I5", "The total says 2.500 km, its rows make 2.000 km.")]
    assert len(reading.good) == 2


def test_a_total_between_roads_is_the_sum_of_the_roads_before_it() -> None:
    two_km = ("合计", "", "", "", "", "", "", "", 2, 200)
    all_three = ("总计", "", "", "", "", "", "", "", 3, 300)
    reading = a_ledger(a_road(1), a_road(2), two_km, a_road(3), all_three)
    assert told(reading) == []
    assert len(reading.good) == 3


def test_a_total_is_not_blamed_for_a_row_that_cannot_be_read() -> None:
    total = ("合计", "", "", "", "", "", "", "", 2, 200)
    reading = a_ledger(a_road(1), a_road(2, amount="面议"), total)
    assert [place for place, _sentence in told(reading)] == ["J4"]


def test_formulas_without_results_are_told_and_their_totals_not_checked() -> None:
    total = ("合计", "", "", "", "", "", "", "", "=SUM(I3:I4)", 200)
    reading = a_ledger(a_road(1), a_road(2, amount="=I4*100"), total)
    assert [place for place, _sentence in told(reading)] == ["J4", "I5"]
    assert len(reading.refused) == 1


def test_an_error_of_the_spreadsheet_keeps_its_row_out() -> None:
    reading = a_ledger(a_road(1, length="#REF!"), a_road(2))
    assert "error of the spreadsheet" in sentences(reading)
    assert len(reading.good) == 1


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def hide(page: Worksheet) -> None:
        page.row_dimensions[4].hidden = True
        page.column_dimensions["J"].hidden = True

    reading = a_ledger(a_road(1), a_road(2), change=hide)
    assert len(reading.good) == 2
    assert "hidden rows" in sentences(reading)
    assert "Hidden columns" in sentences(reading)


def test_a_header_repeated_on_every_page_is_no_road() -> None:
    reading = a_ledger(a_road(1), LEDGER_HEAD, a_road(2))
    assert [row.number for row in reading.rows] == [3, 5]


def test_a_line_that_is_neither_road_nor_heading_is_told() -> None:
    reading = a_ledger(a_road(1), ("以下为新增项目",), a_road(2))
    assert "read as a heading" in sentences(reading)


def test_columns_without_known_names_are_known_by_their_cells() -> None:
    head = (
        "序号",
        "标段",
        "施工单位",
        "监理单位",
        "归属",
        "代号",
        "道路名称",
        "范围",
        "建设里程(km)",
        "合同金额(万元)",
    )
    reading = a_ledger(a_road(1), a_road(2), head=head)
    assert values(reading, "route_code") == ["C001341302", "C002341302"]
    assert values(reading, "end") == [1000, 1000]
    assert values(reading, "township") == ["符离镇", "符离镇"]


def test_a_column_of_yuan_without_unit_is_known_by_its_figures() -> None:
    head = (*LEDGER_HEAD[:-1], "中标价")
    reading = a_ledger(a_road(1, amount=1_275_600), a_road(2, amount=900_000), head=head)
    assert values(reading, "amount") == [127_560_000, 90_000_000]
    assert "read as yuan" in sentences(reading)


def test_columns_that_nobody_knows_are_left_out_and_do_no_harm() -> None:
    head = (*LEDGER_HEAD, "心情", "心情", "")
    reading = a_ledger((*a_road(1), "好", "坏", "x"), head=head)
    assert sentences(reading).endswith("Not taken in: the columns “心情”.")
    assert len(reading.good) == 1
    assert reading.layout.kind is Kind.REGISTER


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("只有标题",)],
        [("a", "b", "c"), (1, 2, 3)],
        [("标段", "道路名称")],
        [(None,) * 5] * 5,
        [("序号",) * 300] * 3,
    ],
)
def test_a_sheet_without_a_table_has_none(rows: list[tuple[object, ...]]) -> None:
    assert find_layout(read_workbook(a_workbook(rows)).grids[0]) is None


def test_a_header_with_no_rows_under_it_reads_as_no_rows() -> None:
    assert a_ledger().rows == []


def test_a_bridge_ledger_without_sections_takes_each_contractor_as_one() -> None:
    head = (
        "序号",
        "桥梁名称",
        "桥梁编码",
        "中心桩号",
        "区划名称",
        "路线编码",
        "跨径总长",
        "桥长",
        "桥宽",
        "上部结构",
        "计划开工",
        "计划完工",
        "施工单位",
        "合同金额",
    )
    reading = reading_of(
        a_workbook(
            [
                ("二〇二一年危桥改造工程台账",),
                head,
                (
                    1,
                    "东大桥",
                    "Y001341302L0010",
                    "K2+350",
                    "符离镇",
                    "Y001341302",
                    20,
                    26.04,
                    7.5,
                    "空心板",
                    "2021.3",
                    "2021.10",
                    "甲公司",
                    85.5,
                ),
                (
                    2,
                    "西小桥",
                    "Y002341302L0020",
                    "K0.350",
                    "夹沟镇",
                    "Y002341302",
                    8,
                    13,
                    6.5,
                    "板",
                    "2021.3",
                    "2021.10",
                    "甲公司",
                    55.5,
                ),
                ("合计", "", "", "", "", "", "", 39.04, "", "", "", "", "", 141),
            ]
        )
    )
    assert reading.layout.facts.year == 2021
    assert values(reading, "section") == ["甲公司", "甲公司"]
    assert values(reading, "planned_finish_on") == [date(2021, 10, 31)] * 2
    assert "each contractor counts as one section" in sentences(reading)
    assert all(total.agrees for total in reading.totals)


def test_a_block_with_its_own_title_for_each_section() -> None:
    head = ("序号", "道路名称", "路线编码", "里程(km)", "中标价(万元)")
    reading = reading_of(
        a_workbook(
            [
                ("2020年农村道路工程台账（1标段）",),
                head,
                (1, "甲路", "C001", 1, 100),
                ("小计", "", "", 1, 100),
                ("",),
                ("2020年农村道路工程台账（2标段）",),
                head,
                (1, "乙路", "C002", 2, 200),
                ("小计", "", "", 2, 200),
            ]
        )
    )
    assert values(reading, "section") == ["1标段", "2标段"]
    assert all(total.agrees for total in reading.totals)
