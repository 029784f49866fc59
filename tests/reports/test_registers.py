"""A ledger goes in as one batch, and comes out again as one."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.accounts.models import Organisation
from app.extensions import db
from app.reports import actions
from app.reports.models import ImportBatch, ImportRow
from app.reports.rules.batches import BatchState, RowState
from app.shared.audit import Program
from app.shared.errors import RuleBroken
from app.shared.models import AuditEvent
from app.works import actions as works
from app.works.models import Contract, Programme, Project, Section, Township, Work
from tests.makers.workbooks import LEDGER_HEAD, OTHER_FIRM, a_road, a_workbook

SAMPLE = Path(__file__).parent / "samples" / "项目台账-2020.xlsx"
BY = Program("test")
pytestmark = pytest.mark.usefixtures("context")


def taken_in(content: bytes, name: str = "2020年台账.xlsx") -> ImportBatch:
    batch = previewed(content, name)
    actions.apply_batch(batch, by=BY)
    return batch


def previewed(content: bytes, name: str = "2020年台账.xlsx") -> ImportBatch:
    batch = actions.upload(actions.Upload(content, name), by=BY)
    actions.preview(batch, by=BY)
    return batch


def a_ledger_of(*roads: tuple[object, ...]) -> bytes:
    return a_workbook([("2020年农村道路改造工程台账",), LEDGER_HEAD, *roads])


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.new_count, batch.changed_count, batch.unchanged_count, batch.refused_count


def test_the_bureaus_ledger_makes_programme_sections_contracts_and_works() -> None:
    taken_in(SAMPLE.read_bytes(), SAMPLE.name)
    assert db.session.scalar(select(Programme.name)) == "扶贫项目农村道路改造工程"
    assert (count(Project), count(Section), count(Contract), count(Work)) == (1, 12, 12, 48)
    assert db.session.scalar(select(func.sum(Work.length_m))) == 78_000
    assert db.session.scalar(select(func.sum(Contract.price_fen))) == 9120_00 * 10_000
    assert count(Organisation) == 12 + 3
    township = db.session.scalars(select(Township).where(Township.name == "永镇镇")).one()
    assert township.division_code == "341302122"


def test_a_section_gets_its_firms_and_the_dates_of_its_contract() -> None:
    taken_in(SAMPLE.read_bytes(), SAMPLE.name)
    section = db.session.scalars(select(Section).where(Section.name == "1标段")).one()
    assert section.supervision_firm is not None
    assert section.contractor is not None
    assert section.contractor.name == "安徽通途路桥工程有限公司"
    assert section.contract is not None
    assert section.contract.price_fen == 895_63 * 10_000
    assert str(section.contract.start_on) == "2020-03-10"


def test_the_same_ledger_again_changes_nothing_and_says_so() -> None:
    taken_in(SAMPLE.read_bytes(), SAMPLE.name)
    again = previewed(SAMPLE.read_bytes(), SAMPLE.name)
    assert counts(again) == (0, 0, 48, 0)
    assert "very same file" in again.remarks[0]["text"]
    with pytest.raises(RuleBroken):
        actions.apply_batch(again, by=BY)


def test_a_changed_cell_is_shown_with_its_old_and_new_value() -> None:
    taken_in(a_ledger_of(a_road(1), a_road(2)))
    batch = previewed(a_ledger_of(a_road(1), a_road(2, amount=120.0)))
    assert counts(batch) == (0, 1, 1, 0)
    row = db.session.scalars(
        select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.state == RowState.CHANGED)
    ).one()
    assert (row.before, row.after) == ({"amount_fen": 100_000_000}, {"amount_fen": 120_000_000})


def test_a_price_that_was_the_sum_of_the_works_stays_their_sum() -> None:
    taken_in(a_ledger_of(a_road(1), a_road(2)))
    taken_in(a_ledger_of(a_road(1), a_road(2, amount=120.0)))
    assert db.session.scalar(select(Contract.price_fen)) == 220_000_000


def test_a_road_whose_chainage_was_mended_is_the_same_road() -> None:
    taken_in(a_ledger_of(a_road(1)))
    batch = previewed(a_ledger_of(a_road(1, stretch="K0+000～K1+010", length=1.01)))
    assert counts(batch) == (0, 1, 0, 0)


def test_a_row_that_is_refused_does_not_keep_the_others_out() -> None:
    batch = taken_in(a_ledger_of(a_road(1), a_road(2, stretch="K3+50～K4+000"), a_road(3)))
    assert counts(batch) == (2, 0, 0, 1)
    assert count(Work) == 2


def test_a_new_contractor_of_a_section_is_a_change() -> None:
    taken_in(a_ledger_of(a_road(1)))
    taken_in(a_ledger_of(a_road(1, contractor=OTHER_FIRM)))
    section = db.session.scalars(select(Section)).one()
    assert section.contractor is not None
    assert section.contractor.name == OTHER_FIRM


def test_undoing_leaves_the_database_as_it_was() -> None:
    batch = taken_in(SAMPLE.read_bytes(), SAMPLE.name)
    actions.undo_batch(batch, by=BY)
    assert batch.state is BatchState.UNDONE
    for model in (Programme, Project, Section, Contract, Work, Organisation, Township):
        assert count(model) == 0


def test_undoing_a_change_brings_the_old_values_back() -> None:
    taken_in(a_ledger_of(a_road(1), a_road(2)))
    second = taken_in(a_ledger_of(a_road(1, name="新路名"), a_road(2, amount=120.0)))
    actions.undo_batch(second, by=BY)
    assert set(db.session.scalars(select(Work.name))) == {"符离1号路", "符离2号路"}
    assert db.session.scalar(select(Contract.price_fen)) == 200_000_000


def test_a_batch_is_not_undone_under_a_later_one() -> None:
    first = taken_in(a_ledger_of(a_road(1)))
    taken_in(a_ledger_of(a_road(1, amount=120.0)))
    with pytest.raises(RuleBroken, match="came later"):
        actions.undo_batch(first, by=BY)


def test_a_batch_is_not_undone_when_somebody_changed_its_works_since() -> None:
    taken_in(a_ledger_of(a_road(1)))
    second = taken_in(a_ledger_of(a_road(1, amount=120.0)))
    work = db.session.scalars(select(Work)).one()
    works.change(work, {"amount_fen": 5}, by=BY)
    with pytest.raises(RuleBroken, match="changed after"):
        actions.undo_batch(second, by=BY)
    assert second.state is BatchState.APPLIED


def test_a_batch_is_not_undone_when_records_rest_on_it() -> None:
    first = taken_in(a_ledger_of(a_road(1)))
    works.create_work(
        db.session.scalars(select(Section)).one(), "另一条路", works.WorkKind.ROAD, by=BY
    )
    db.session.flush()
    with pytest.raises(RuleBroken, match="that rest on"):
        actions.undo_batch(first, by=BY)


def test_the_audit_trail_holds_one_event_with_the_files_hash() -> None:
    batch = taken_in(a_ledger_of(a_road(1)))
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "import.applied")
    ).one()
    assert batch.sha256 in event.changes


def test_what_a_sender_chose_for_a_column_is_remembered() -> None:
    head = [*LEDGER_HEAD[:6], "路的叫法", *LEDGER_HEAD[7:]]
    content = a_workbook([("2020年台账",), ("填报单位：县乡局",), head, a_road(1, name="甲")])
    batch = actions.upload(actions.Upload(content, "a.xlsx"), by=BY)
    assert batch.sheets[0]["mapping"]["6"] == ""
    chosen = {int(index): key for index, key in batch.sheets[0]["mapping"].items()} | {6: "name"}
    actions.confirm_columns(batch, {"台账": chosen}, sender="县乡局", by=BY)
    other = a_workbook([("2021年台账",), ("填报单位：县乡局",), head, a_road(2, name="乙")])
    again = actions.upload(actions.Upload(other, "b.xlsx"), by=BY)
    assert again.sheets[0]["mapping"]["6"] == "name"


def test_a_key_chosen_for_two_columns_is_refused() -> None:
    batch = actions.upload(actions.Upload(a_ledger_of(a_road(1)), "a.xlsx"), by=BY)
    with pytest.raises(RuleBroken, match="more than one column"):
        actions.confirm_columns(batch, {"台账": {5: "name", 6: "name"}}, sender="", by=BY)


def test_one_amount_for_the_whole_section_is_shared_out_by_length() -> None:
    roads = [a_road(1, length=1.0), a_road(2, amount=None, stretch="K0+000～K3+000", length=3.0)]
    content = a_workbook([("2020年农村道路改造工程台账",), LEDGER_HEAD, *roads], merges=["J3:J4"])
    taken_in(content)
    assert db.session.scalars(select(Work.amount_fen).order_by(Work.id)).all() == [
        25_000_000,
        75_000_000,
    ]
    assert db.session.scalar(select(Contract.price_fen)) == 100_000_000


def test_a_bridge_goes_in_as_a_bridge() -> None:
    head = (
        "序号",
        "标段",
        "桥梁名称",
        "桥梁编码",
        "中心桩号",
        "跨径总长",
        "桥长",
        "桥宽",
        "上部结构",
        "施工单位",
        "合同金额(万元)",
    )
    bridge = (
        1,
        "1标段",
        "东大桥",
        "Y001341302L0010",
        "K2+350",
        20,
        26.04,
        7.5,
        "空心板",
        "甲公司",
        85.5,
    )
    content = a_workbook([("2021年危桥改造工程台账",), head, bridge])
    taken_in(content, "桥.xlsx")
    work = db.session.scalars(select(Work)).one()
    assert (work.kind.value, work.name, work.start_m) == ("bridge", "东大桥", 2350)
    assert (work.span_text, work.structure) == ("20 m", "空心板")
    assert counts(previewed(content, "桥.xlsx")) == (0, 0, 1, 0)
