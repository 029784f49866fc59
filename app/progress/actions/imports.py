"""Taking in weekly sheets that were kept elsewhere, and undoing that batch by batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from app.extensions import db
from app.progress.actions.items import ensure_items
from app.progress.actions.reports import note_event
from app.progress.actions.rollups import refresh_work_progress, roll_up_again
from app.progress.models import ImportedWeek, WeeklyFigure, WeeklyRemark, WeeklyReport
from app.progress.queries.rollups import cut_off_of, find_rollup
from app.progress.queries.sheet import Sheet, find_report, get_sheet
from app.progress.rules.chain import ReportState, ReportStep, may_edit
from app.progress.rules.names import week_name
from app.progress.rules.weekly import (
    CellKey,
    CellProblem,
    Entry,
    EntrySource,
    cell_problems,
    plain,
    week_problems,
)
from app.shared.audit import Actor, record
from app.shared.calendar import Week, now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.models import Section


@dataclass(frozen=True)
class ImportedRow:
    """One road of a weekly sheet. Quantities are in the unit of their item (km for layers)."""

    work_id: int
    #: Item code (subgrade, base, surface, ancillary, …) → cumulative quantity.
    cumulative: Mapping[str, Decimal]
    #: Item code → the week's own quantity as the sheet states it.
    of_week: Mapping[str, Decimal] = field(default_factory=dict)
    people: int | None = None
    machines: int | None = None
    week_investment_fen: int | None = None
    investment_fen: int | None = None
    reported_share: Decimal | None = None
    problems: str = ""
    next_week: str = ""
    remark: str = ""


def problems_with_import(
    section: Section, week: Week, rows: Sequence[ImportedRow]
) -> list[CellProblem | Sentence]:
    """Return what forbids taking the sheet in; cells by row and column, and what is unusual."""
    sheet = get_sheet(section, week)
    entries = [
        Entry(CellKey(row.work_id, code), plain(quantity), EntrySource.QUANTITY)
        for row in rows
        for code, quantity in row.cumulative.items()
    ]
    report = find_report(section.id, week)
    problems: list[CellProblem | Sentence] = [*week_problems(week, today(), frozen=False)]
    if report is not None and report.batch_id is None and not _is_untouched(report):
        problems.append(
            say(
                "Week %(week)s of %(section)s is already reported here; it is not overwritten.",
                week=week_name(week),
                section=section.name,
            )
        )
    problems += cell_problems(entries, sheet.previous, sheet.design, sheet.reversed_by)
    return problems


def take_in_week(
    section: Section,
    week: Week,
    rows: Sequence[ImportedRow],
    *,
    by: Actor,
    batch_id: int,
    reported_share: Decimal | None = None,
) -> WeeklyReport:
    """Record a week from a sheet as confirmed, and roll it up once its cut-off has passed.

    Raises RuleBroken with every refusal; what is only unusual is taken.
    """
    refusals = [
        problem.sentence if isinstance(problem, CellProblem) else problem
        for problem in problems_with_import(section, week, rows)
        if not isinstance(problem, CellProblem) or problem.is_refusal
    ]
    if refusals:
        raise RuleBroken(refusals)
    ensure_items(section, by)
    db.session.flush()
    report = _open(section, week, batch_id)
    report.reported_share = reported_share
    _write_rows(report, get_sheet(section, week), rows)
    report.state, report.batch_id, report.saved_at = ReportState.CONFIRMED, batch_id, now()
    note_event(report, ReportStep.IMPORT, by.id)
    db.session.flush()
    refresh_work_progress(section)
    _roll_up_if_due(section, week, by, f"import batch {batch_id}")
    return report


def undo_batch(batch_id: int, by: Actor) -> int:
    """Put back what each week was before the batch; return how many weeks were put back.

    Raises RuleBroken when a later batch wrote over one of them. Frozen weeks get a new version.
    """
    kept = db.session.scalars(select(ImportedWeek).where(ImportedWeek.batch_id == batch_id)).all()
    reports = [db.session.get_one(WeeklyReport, row.report_id) for row in kept]
    if problems := [_overwritten(report) for report in reports if report.batch_id != batch_id]:
        raise RuleBroken(problems)
    for row, report in sorted(
        zip(kept, reports, strict=True), key=lambda pair: pair[1].week, reverse=True
    ):
        _put_back(report, row.before)
        note_event(report, ReportStep.UNDO, by.id)
        db.session.delete(row)
    db.session.flush()
    for section in {report.section_id: report.section for report in reports}.values():
        refresh_work_progress(section)
    for report in sorted(reports, key=lambda report: (report.section_id, report.week)):
        if find_rollup(report.section_id, report.week) is not None:
            roll_up_again(report.section, report.week, by, f"import batch {batch_id} undone")
    if reports:
        record(by, "progress.import_undone", reports[0], {"batch": batch_id, "weeks": len(kept)})
    return len(kept)


def _roll_up_if_due(section: Section, week: Week, by: Actor, reason: str) -> None:
    if now() >= cut_off_of(week):
        roll_up_again(section, week, by, reason)


def _is_untouched(report: WeeklyReport) -> bool:
    """Return whether nobody has typed anything into the report."""
    return may_edit(report.state) and not any(figure.typed for figure in report.figures)


def _overwritten(report: WeeklyReport) -> Sentence:
    return say(
        "Week %(week)s of %(section)s was changed after this import, so it cannot be undone.",
        week=week_name(report.week),
        section=report.section.name,
    )


def _open(section: Section, week: Week, batch_id: int) -> WeeklyReport:
    """Return the report to write into, after keeping what it held before."""
    report = find_report(section.id, week)
    before = _snapshot(report) if report is not None else None
    if report is None:
        report = WeeklyReport(section_id=section.id, week=week)
        report.section = section
        db.session.add(report)
        db.session.flush()
    if db.session.get(ImportedWeek, (batch_id, report.id)) is None:
        db.session.add(ImportedWeek(batch_id=batch_id, report_id=report.id, before=before))
    for table in (WeeklyFigure, WeeklyRemark):
        db.session.execute(delete(table).where(table.report_id == report.id))
    db.session.expire(report, ["figures", "remarks"])
    return report


def _write_rows(report: WeeklyReport, sheet: Sheet, rows: Sequence[ImportedRow]) -> None:
    items = {item.code: item for item in sheet.items}
    given = {
        CellKey(row.work_id, code): (quantity, row.of_week.get(code))
        for row in rows
        for code, quantity in row.cumulative.items()
    }
    standing = sheet.standing
    for key in sheet.design:
        quantity, of_week = given.get(key, (standing.get(key, Decimal(0)), None))
        db.session.add(
            WeeklyFigure(
                report_id=report.id,
                work_id=key.work_id,
                item_id=items[key.item].id,
                typed=plain(quantity) if key in given else "",
                quantity=quantity,
                week_quantity=of_week,
            )
        )
    db.session.add_all(_remark(report, row) for row in rows)


def _remark(report: WeeklyReport, row: ImportedRow) -> WeeklyRemark:
    return WeeklyRemark(
        report_id=report.id,
        work_id=row.work_id,
        people=row.people,
        machines=row.machines,
        week_investment_fen=row.week_investment_fen,
        investment_fen=row.investment_fen,
        reported_share=row.reported_share,
        problems=row.problems,
        next_week=row.next_week,
        remark=row.remark,
    )


FIGURE_COLUMNS = ("work_id", "item_id", "typed", "source", "quantity", "week_quantity")
REMARK_COLUMNS = (
    *("work_id", "people", "machines", "week_investment_fen", "investment_fen"),
    *("reported_share", "problems", "next_week", "remark"),
)


def _snapshot(report: WeeklyReport) -> dict[str, Any]:
    return {
        "state": report.state.name,
        "batch_id": report.batch_id,
        "reported_share": _text(report.reported_share),
        "figures": [
            {name: _text(getattr(figure, name)) for name in FIGURE_COLUMNS}
            for figure in report.figures
        ],
        "remarks": [
            {name: _text(getattr(remark, name)) for name in REMARK_COLUMNS}
            for remark in report.remarks
        ],
    }


def _text(value: Any) -> Any:
    if isinstance(value, EntrySource):
        return value.name
    return str(value) if isinstance(value, Decimal) else value


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _put_back(report: WeeklyReport, before: dict[str, Any] | None) -> None:
    for table in (WeeklyFigure, WeeklyRemark):
        db.session.execute(delete(table).where(table.report_id == report.id))
    db.session.expire(report, ["figures", "remarks"])
    if before is None:
        report.state, report.batch_id, report.reported_share = ReportState.DRAFT, None, None
        return
    report.state, report.batch_id = ReportState[before["state"]], before["batch_id"]
    report.reported_share = _decimal(before["reported_share"])
    for kept in before["figures"]:
        quantities = {name: _decimal(kept[name]) for name in ("quantity", "week_quantity")}
        source = EntrySource[kept["source"]]
        row = kept | quantities | {"source": source}
        db.session.add(WeeklyFigure(report_id=report.id, **row))
    for kept in before["remarks"]:
        row = kept | {"reported_share": _decimal(kept["reported_share"])}
        db.session.add(WeeklyRemark(report_id=report.id, **row))
