"""The four workbooks of the bureau are read exactly."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.reports.rules.fields import Kind
from app.reports.rules.sheets import SheetReading
from app.shared.calendar import Week
from tests.makers.workbooks import reading_of

SAMPLES = Path(__file__).parent / "samples"
LEDGER = "项目台账-2020.xlsx"


def sample(name: str) -> SheetReading:
    return reading_of((SAMPLES / name).read_bytes(), name)


def weekly(number: int) -> SheetReading:
    return sample(f"工程进度周报表-2020年第{number}周.xlsx")


def test_the_ledger_holds_48_roads_in_12_sections_78_km_and_9120_wan_yuan() -> None:
    reading = sample(LEDGER)
    assert reading.layout.kind is Kind.REGISTER
    assert reading.all_problems == []
    assert len(reading.good) == 48
    assert len({row.get("section") for row in reading.good}) == 12
    assert sum(row.get("length") for row in reading.good) == 78_000
    assert sum(row.get("amount") for row in reading.good) == 9120_00 * 10_000


def test_every_total_of_the_ledger_is_checked_and_agrees() -> None:
    reading = sample(LEDGER)
    assert len(reading.totals) == 2 * 13
    assert all(total.agrees for total in reading.totals)


def test_the_ledger_says_its_programme_and_who_sent_it() -> None:
    facts = sample(LEDGER).layout.facts
    assert facts.programme == "扶贫项目农村道路改造工程"
    assert facts.sender == "埇桥区县乡公路管理局"
    assert facts.year == 2020


@pytest.mark.parametrize("number", [22, 23, 24])
def test_a_weekly_sheet_holds_48_roads_of_its_week(number: int) -> None:
    reading = weekly(number)
    assert reading.layout.kind is Kind.WEEKLY
    assert reading.layout.facts.week == Week(2020, number)
    assert reading.all_problems == []
    assert len(reading.good) == 48
    assert sum(row.get("length") for row in reading.good) == 78_000


def test_a_road_of_the_weekly_sheet_is_read_to_the_metre_and_the_fen() -> None:
    road = weekly(22).rows[1]
    assert road.number == 6
    assert road.get("section") == "1标段"
    assert road.get("contractor") == "安徽通途路桥工程有限公司"
    assert (road.get("start"), road.get("end")) == (0, 1918)
    assert road.get("item.路基.week") == 142
    assert road.get("item.路基.cumulative") == 1508
    assert road.get("item.附属及安防.share") == Decimal("0.297")
    assert road.get("physical_share") == Decimal("0.574")
    assert road.get("total_investment") == 128_73 * 10_000
    assert (road.get("people"), road.get("machines")) == (28, 2)


def test_the_weeks_follow_on_each_other() -> None:
    before, after = weekly(22), weekly(23)
    for earlier, later in zip(before.rows, after.rows, strict=True):
        key = "item.面层.cumulative"
        assert later.get(key) - earlier.get(key) == later.get("item.面层.week")
