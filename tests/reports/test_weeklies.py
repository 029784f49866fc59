"""Weekly sheets go in week by week, against works that are registered."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.progress.models import WeeklyFigure, WeeklyReport
from app.progress.queries.sheet import find_report, quantities_of
from app.progress.rules.chain import ReportState
from app.progress.rules.weekly import CellKey
from app.reports import actions
from app.reports.models import ImportBatch, ImportRow
from app.reports.rules.batches import BatchState, RowState
from app.shared.audit import Program
from app.shared.calendar import Week
from app.works.models import Section, Work
from tests.makers.workbooks import LEDGER_HEAD, a_road, a_workbook

SAMPLES = Path(__file__).parent / "samples"
BY = Program("test")
HEAD = (
    (
        "标段",
        "道路名称",
        "路线编码",
        "建设里程(km)",
        "路基(km)",
        "",
        "",
        "面层(km)",
        "",
        "",
        "形象进度(%)",
    ),
    ("", "", "", "", "本周", "累计", "占比%", "本周", "累计", "占比%", ""),
)
pytestmark = pytest.mark.usefixtures("context")


def a_line(number: int, done: Any, surface: Any = 0, section: str = "1标段") -> tuple[Any, ...]:
    return (
        section,
        f"符离{number}号路",
        f"C{number:03d}341302",
        1.0,
        "",
        done,
        "",
        "",
        surface,
        "",
        "",
    )


def a_sheet(*lines: tuple[Any, ...], week: int = 22, more: Any = None) -> bytes:
    title = (f"2020年农村道路改造工程进度周报表（第{week}周）",)
    return a_workbook([title, *HEAD, *lines], sheet=f"第{week}周", more=more)


def taken_in(content: bytes, name: str) -> ImportBatch:
    batch = previewed(content, name)
    actions.apply_batch(batch, by=BY)
    return batch


def previewed(content: bytes, name: str = "周报.xlsx") -> ImportBatch:
    batch = actions.upload(actions.Upload(content, name), by=BY)
    actions.preview(batch, by=BY)
    return batch


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.new_count, batch.changed_count, batch.unchanged_count, batch.refused_count


def a_registered_ledger() -> None:
    roads = [a_road(1), a_road(2)]
    taken_in(a_workbook([("2020年农村道路改造工程台账",), LEDGER_HEAD, *roads]), "台账.xlsx")


def sentences(batch: ImportBatch) -> list[str]:
    rows = db.session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id))
    return [kept["text"] for row in rows for kept in row.problems if kept["refuses"]]


def test_the_bureaus_three_weeks_go_in_one_after_the_other() -> None:
    taken_in((SAMPLES / "项目台账-2020.xlsx").read_bytes(), "项目台账-2020.xlsx")
    for number in (22, 23, 24):
        name = f"工程进度周报表-2020年第{number}周.xlsx"
        assert counts(taken_in((SAMPLES / name).read_bytes(), name)) == (48, 0, 0, 0)
    reports = db.session.scalars(select(WeeklyReport)).all()
    assert len(reports) == 3 * 12
    assert {report.state for report in reports} == {ReportState.CONFIRMED}
    assert db.session.scalar(select(func.count()).select_from(WeeklyFigure)) == 3 * 48 * 4


def test_a_figure_is_kept_in_kilometres_of_its_layer() -> None:
    taken_in((SAMPLES / "项目台账-2020.xlsx").read_bytes(), "项目台账-2020.xlsx")
    name = "工程进度周报表-2020年第22周.xlsx"
    taken_in((SAMPLES / name).read_bytes(), name)
    work = db.session.scalars(select(Work).where(Work.name == "芦岭西沟路")).one()
    report = find_report(work.section_id, Week(2020, 22))
    assert report is not None
    assert quantities_of(report.id)[CellKey(work.id, "subgrade")] == Decimal("1.508")


def test_the_same_week_again_is_unchanged() -> None:
    a_registered_ledger()
    taken_in(a_sheet(a_line(1, 0.5), a_line(2, 0.4)), "周报.xlsx")
    assert counts(previewed(a_sheet(a_line(1, 0.5), a_line(2, 0.4)))) == (0, 0, 2, 0)


def test_a_corrected_figure_is_a_change_and_the_others_stay() -> None:
    a_registered_ledger()
    taken_in(a_sheet(a_line(1, 0.5), a_line(2, 0.4)), "周报.xlsx")
    batch = taken_in(a_sheet(a_line(1, 0.6)), "周报2.xlsx")
    assert counts(batch) == (0, 1, 0, 0)
    section = db.session.scalars(select(Section)).one()
    report = find_report(section.id, Week(2020, 22))
    assert report is not None
    subgrade = [q for key, q in quantities_of(report.id).items() if key.item == "subgrade"]
    assert sorted(subgrade) == [Decimal("0.4"), Decimal("0.6")]


def test_a_road_that_is_not_registered_is_refused_with_a_suggestion() -> None:
    a_registered_ledger()
    stranger = ("1标段", "符离1号大路", "", 1.0, "", 0.5, "", "", 0, "", "")
    batch = taken_in(a_sheet(a_line(1, 0.5), stranger), "周报.xlsx")
    assert counts(batch) == (1, 0, 0, 1)
    assert "Is it" in sentences(batch)[0]


def test_a_week_without_any_ledger_says_what_to_do() -> None:
    batch = previewed(a_sheet(a_line(1, 0.5)))
    assert counts(batch) == (0, 0, 0, 1)
    assert "take in the project ledger first" in sentences(batch)[0]


def test_more_than_the_design_is_refused_for_that_row_only() -> None:
    a_registered_ledger()
    batch = taken_in(a_sheet(a_line(1, 1.5), a_line(2, 0.4)), "周报.xlsx")
    assert counts(batch) == (1, 0, 0, 1)


def test_two_weeks_in_one_file_are_measured_against_each_other() -> None:
    a_registered_ledger()
    second = [
        ("2020年农村道路改造工程进度周报表（第23周）",),
        *HEAD,
        a_line(1, 0.3),
        a_line(2, 0.8),
    ]
    batch = taken_in(a_sheet(a_line(1, 0.5), a_line(2, 0.4), more={"第23周": second}), "周报.xlsx")
    assert counts(batch) == (3, 0, 0, 1)
    assert db.session.scalar(select(func.count()).select_from(WeeklyReport)) == 2


def test_a_share_alone_is_a_share_of_the_design() -> None:
    a_registered_ledger()
    head = ("标段", "道路名称", "路基(%)", "面层(%)")
    content = a_workbook([("2020年第22周进度周报表",), head, ("1标", "符离1号路", "50%", 20)])
    taken_in(content, "周报.xlsx")
    section = db.session.scalars(select(Section)).one()
    report = find_report(section.id, Week(2020, 22))
    assert report is not None
    done = {key.item: q for key, q in quantities_of(report.id).items() if q}
    assert done == {"subgrade": Decimal("0.5"), "surface": Decimal("0.2")}


def test_undoing_a_week_takes_its_figures_back() -> None:
    a_registered_ledger()
    batch = taken_in(a_sheet(a_line(1, 0.5), a_line(2, 0.4)), "周报.xlsx")
    actions.undo_batch(batch, by=BY)
    assert batch.state is BatchState.UNDONE
    assert db.session.scalar(select(func.count()).select_from(WeeklyFigure)) == 0


def test_a_sheet_without_week_is_refused_until_somebody_says_it() -> None:
    a_registered_ledger()
    content = a_workbook([("进度周报表",), *HEAD, a_line(1, 0.5)])
    assert counts(previewed(content, "进度.xlsx"))[3] == 1
    given = actions.Upload(content, "进度.xlsx", week=Week(2020, 22))
    batch = actions.upload(given, by=BY)
    assert actions.preview(batch, by=BY).count(RowState.NEW) == 1
