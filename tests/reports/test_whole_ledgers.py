"""Nothing of a ledger is lost in silence: it is kept, or the dry run says that it is not."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.reports import actions
from app.reports.exports.ledgers import bridge_ledger, project_ledger
from app.reports.models import ImportBatch
from app.reports.rules.batches import restored_problem
from app.shared.audit import Program
from app.works.models import Work
from tests.makers.accounts import a_user
from tests.makers.workbooks import LEDGER_HEAD, a_road, a_workbook

Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]
BY = Program("test")
SENDER = ("填报单位：埇桥区县乡公路管理局",)
TITLE = ("2020年农村道路改造工程台账",)
MORE = (
    "总投资(万元)", "中央资金(万元)", "省级(万元)", "市级(万元)", "区级(万元)", "自筹(万元)",
    "批复文号", "招标方式", "建设单位", "设计单位", "交工日期", "竣工验收", "审计", "质保金",
)  # fmt: skip
FACTS = (
    120, 60, 30, 10, 15.5, 4.5, "宿交〔2020〕12号", "公开招标", "埇桥区交通运输局", "安徽省院",
    "2020-09-30", "2021-06-30", "已审", "3.6",
)  # fmt: skip


def previewed(*rows: tuple[Any, ...], head: tuple[str, ...] = LEDGER_HEAD) -> ImportBatch:
    content = a_workbook([TITLE, SENDER, head, *rows])
    batch = actions.upload(actions.Upload(content, "2020年台账.xlsx"), by=BY)
    actions.preview(batch, by=BY)
    return batch


def taken_in(*rows: tuple[Any, ...], head: tuple[str, ...] = LEDGER_HEAD) -> ImportBatch:
    batch = previewed(*rows, head=head)
    actions.apply_batch(batch, by=BY)
    return batch


def remarks(batch: ImportBatch) -> list[str]:
    return [str(restored_problem(kept).sentence) for kept in batch.remarks]


def a_full_ledger() -> ImportBatch:
    return taken_in(
        (*a_road(1), *FACTS), (*a_road(2), *[None] * len(FACTS)), head=LEDGER_HEAD + MORE
    )


@pytest.mark.usefixtures("context")
def test_funds_papers_firms_and_acceptance_are_kept_with_the_road() -> None:
    a_full_ledger()
    road, plain = db.session.scalars(select(Work).order_by(Work.id))
    assert road.total_investment_fen == 120_00 * 10_000
    assert [road.central_fund_fen, road.provincial_fund_fen, road.city_fund_fen] == [
        60_00_0000, 30_00_0000, 10_00_0000,
    ]  # fmt: skip
    assert (road.district_fund_fen, road.own_fund_fen) == (15_50_0000, 4_50_0000)
    assert (road.approval_no, road.procurement) == ("宿交〔2020〕12号", "公开招标")
    assert (road.employer, road.designer) == ("埇桥区交通运输局", "安徽省院")
    assert (road.handed_over_on, road.final_accepted_on) == (date(2020, 9, 30), date(2021, 6, 30))
    assert (plain.total_investment_fen, plain.approval_no, plain.handed_over_on) == (None, "", None)


@pytest.mark.usefixtures("context")
def test_a_column_without_a_place_is_named_as_not_taken_in() -> None:
    assert "Not taken in: the columns “审计”, “质保金”." in remarks(a_full_ledger())


@pytest.mark.usefixtures("context")
def test_an_empty_column_and_a_known_one_are_not_named() -> None:
    batch = previewed((*a_road(1), ""), head=(*LEDGER_HEAD, "审计"))
    assert not any("Not taken in" in remark for remark in remarks(batch))


@pytest.mark.usefixtures("context")
def test_a_changed_fund_is_a_change_and_is_put_back_by_the_undo() -> None:
    a_full_ledger()
    again = (*a_road(1), 121, *FACTS[1:])
    batch = taken_in(again, (*a_road(2), *[None] * len(FACTS)), head=LEDGER_HEAD + MORE)
    assert (batch.changed_count, batch.unchanged_count) == (1, 1)
    actions.undo_batch(batch, by=BY)
    road = db.session.scalars(select(Work).order_by(Work.id)).first()
    assert road is not None
    assert road.total_investment_fen == 120_00 * 10_000


@pytest.mark.usefixtures("context")
def test_a_road_that_the_later_ledger_leaves_out_is_named_and_stays() -> None:
    first = taken_in(a_road(1), a_road(2), a_road(3))
    later = taken_in(a_road(1), a_road(3, amount=120.0))
    (remark,) = [each for each in remarks(later) if "missing here" in each]
    assert remark == (
        f"1 roads of this sender's earlier ledger (import {first.id}) are missing here: "
        "符离2号路. They stay as they are."
    )
    assert len(db.session.scalars(select(Work)).all()) == 3


@pytest.mark.usefixtures("context")
def test_a_road_that_is_there_but_refused_is_not_called_missing() -> None:
    taken_in(a_road(1), a_road(2))
    batch = previewed(a_road(1), a_road(2, length="很长"))
    assert batch.refused_count == 1
    assert not any("missing here" in remark for remark in remarks(batch))


@pytest.mark.usefixtures("context")
def test_a_ledger_taken_back_is_no_longer_the_earlier_one() -> None:
    actions.undo_batch(taken_in(a_road(1), a_road(2)), by=BY)
    assert not any("missing here" in remark for remark in remarks(previewed(a_road(1))))


def columns_of(content: bytes) -> dict[str, Any]:
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    top, sub, first = rows[2], rows[3], rows[4]
    group, named = "", {}
    for over, under, value in zip(top, sub, first, strict=True):
        group = over or group
        named[f"{group}/{under}" if under else str(group)] = value
    return named


@pytest.mark.usefixtures("context")
def test_the_ledger_goes_out_with_what_came_in() -> None:
    a_full_ledger()
    named = columns_of(project_ledger(list(db.session.scalars(select(Work))), "2020年", "局"))
    assert named["总投资(万元)"] == 120
    assert named["资金来源(万元)/中央"] == 60
    assert named["批复文号"] == "宿交〔2020〕12号"
    assert "病害内容" not in named


@pytest.mark.usefixtures("context")
def test_a_ledger_without_funds_keeps_its_short_form() -> None:
    taken_in(a_road(1))
    roads = list(db.session.scalars(select(Work)))
    assert not any("资金" in name for name in columns_of(project_ledger(roads, "2020年", "局")))
    roads[0].defects = "桥面铺装破损"
    assert columns_of(bridge_ledger(roads, "2020年", "局"))["病害内容"] == "桥面铺装破损"


def test_the_pages_of_road_and_section_show_funds_and_papers(
    given: Given, browser_of: BrowserOf
) -> None:
    with given():
        a_full_ledger()
        road = db.session.scalars(select(Work).order_by(Work.id)).first()
        assert road is not None
        addresses = f"/works/{road.id}", f"/sections/{road.section_id}"
        user = a_user(Role.PROJECT_OFFICE)
    browser = browser_of(user)
    road_page, section_page = (browser.get(each).get_data(as_text=True) for each in addresses)
    for word in ("宿交〔2020〕12号", "安徽省院", "Provincial fund", "Handed over on"):
        assert word in road_page
    assert "Central fund" in section_page
