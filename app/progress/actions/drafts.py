"""Drafts save themselves at every pause in typing: only what changed is written, in a few statements."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.accounts.models import User
from app.extensions import db
from app.progress.actions.reports import LONGEST_TYPED, save_draft, storable
from app.progress.models import ReportEvent, WeeklyFigure, WeeklyRemark, WeeklyReport
from app.progress.queries.filling import StoredCell, entries_of, find_state, stored_cells
from app.progress.queries.sheet import Sheet
from app.progress.rules.chain import ReportStep, may_edit
from app.progress.rules.remarks import Sent, whole_number
from app.progress.rules.weekly import CellKey, Entry, quantity_of
from app.shared.calendar import now, today

_FIGURE: Any = WeeklyFigure.__table__
_REMARK: Any = WeeklyRemark.__table__
_REPORT: Any = WeeklyReport.__table__
_EVENT: Any = ReportEvent.__table__
_ADD_CELLS = insert(_FIGURE)
_CHANGE_CELLS = (
    update(_FIGURE)
    .where(
        _FIGURE.c.report_id == bindparam("of_report"),
        _FIGURE.c.work_id == bindparam("of_work"),
        _FIGURE.c.item_id == bindparam("of_item"),
    )
    .values({name: bindparam(name) for name in ("typed", "source", "quantity", "week_quantity")})
)
_NOTE_AUTHOR = (
    update(_EVENT)
    .where(
        _EVENT.c.report_id == bindparam("of_report"),
        _EVENT.c.step == ReportStep.SAVE,
        _EVENT.c.by_id == bindparam("author"),
    )
    .values(at=bindparam("at"))
)
_OF_SEEN = update(_REPORT).where(
    _REPORT.c.id == bindparam("of_report"), _REPORT.c.version == bindparam("seen")
)
_NEXT = {"saved_at": bindparam("saved_at"), "version": _REPORT.c.version + 1}
_RENEW = _OF_SEEN.values(_NEXT)
_RENEW_WITH_SHARE = _OF_SEEN.values(_NEXT | {"reported_share": bindparam("share")})
_REMARK_PARTS = ("people", "machines", "problems", "next_week", "remark")
_REMARKS = select(_REMARK.c.work_id, *(_REMARK.c[name] for name in _REMARK_PARTS)).where(
    _REMARK.c.report_id == bindparam("of_report")
)
_ADD_REMARKS = insert(_REMARK)
_CHANGE_REMARKS = (
    update(_REMARK)
    .where(_REMARK.c.report_id == bindparam("of_report"), _REMARK.c.work_id == bindparam("of_work"))
    .values({name: bindparam(name) for name in _REMARK_PARTS})
)
_WORDS = ("problems", "next_week", "remark")


def save_cells(sheet: Sheet, sent: Sent, by: User) -> tuple[int, list[Entry]]:
    """Keep what was sent, also what is not yet right; return the new version and every cell as typed.

    Raises StaleEdit or RuleBroken.
    """
    report = find_state(sheet.section.id, sheet.week)
    is_open = (
        report is not None
        and report.version == sent.seen
        and may_edit(report.state)
        and (report.is_reopened or not report.is_frozen)
        and sheet.week.start <= today()
        and all(item.id is not None for item in sheet.items)
    )
    if report is None or not is_open or not _take_version(report.id, sent):
        # The first draft of a week, or one that is refused.
        saved = save_draft(sheet.section, sheet.week, sent.as_typed, by)
        return saved.version, list(sent.entries)
    cells = _write_cells(report.id, sheet, sent)
    _write_remarks(report.id, sheet, sent)
    _note_author(report.id, by)
    return sent.seen + 1, entries_of(cells, sheet)


def _take_version(report_id: int, sent: Sent) -> bool:
    """Let the report have its next version; False when somebody else was quicker."""
    values = {"of_report": report_id, "seen": sent.seen, "saved_at": now()}
    if sent.tells_share:
        return bool(_execute(_RENEW_WITH_SHARE, [values | {"share": sent.reported_share}]))
    return bool(_execute(_RENEW, [values]))


def _write_cells(report_id: int, sheet: Sheet, sent: Sent) -> dict[CellKey, StoredCell]:
    """Write the cells that differ and return all as they are now stored."""
    stored = stored_cells(report_id, sheet)
    items = {item.code: item.id for item in sheet.items}
    added, changed = [], []
    for entry in sent.entries:
        if entry.key not in sheet.design:
            continue
        quantity = storable(quantity_of(entry, sheet.design[entry.key]))
        cell = StoredCell(entry.typed.strip()[:LONGEST_TYPED], entry.source, quantity, None)
        known = stored.get(entry.key)
        if known == cell:
            continue
        place = (report_id, entry.key.work_id, items[entry.key.item])
        if known is None:
            added.append(
                dict(zip(("report_id", "work_id", "item_id"), place, strict=True)) | vars(cell)
            )
        else:
            changed.append(
                dict(zip(("of_report", "of_work", "of_item"), place, strict=True)) | vars(cell)
            )
        stored[entry.key] = cell
    _execute(_ADD_CELLS, added)
    _execute(_CHANGE_CELLS, changed)
    return stored


def _write_remarks(report_id: int, sheet: Sheet, sent: Sent) -> None:
    if not sent.remarks:
        return
    rows = db.session.execute(_REMARKS, {"of_report": report_id})
    stored = {work: dict(zip(_REMARK_PARTS, parts, strict=True)) for work, *parts in rows}
    blank = dict.fromkeys(_REMARK_PARTS) | dict.fromkeys(_WORDS, "")
    added, changed = [], []
    for work_id in sent.remarks.keys() & {work.id for work in sheet.works}:
        known = stored.get(work_id)
        values = (known or blank) | _columns_of(sent.remarks[work_id])
        if known is None:
            added.append({"report_id": report_id, "work_id": work_id} | values)
        elif values != known:
            changed.append({"of_report": report_id, "of_work": work_id} | values)
    _execute(_ADD_REMARKS, added)
    _execute(_CHANGE_REMARKS, changed)


def _columns_of(parts: Mapping[str, str]) -> dict[str, Any]:
    """Return the parts of a remark as its columns keep them."""
    return {
        name: text.strip() if name in _WORDS else whole_number(text) for name, text in parts.items()
    }


def _note_author(report_id: int, by: User) -> None:
    """Let the report's history hold the last moment of this author."""
    moment = now()
    if not _execute(_NOTE_AUTHOR, [{"of_report": report_id, "author": by.id, "at": moment}]):
        said = {"report_id": report_id, "step": ReportStep.SAVE, "by_id": by.id, "at": moment}
        _execute(insert(_EVENT), [said | {"reason": ""}])


def _execute(statement: Any, rows: list[dict[str, Any]]) -> int:
    """Execute the statement for the rows, past the session's objects; return how many it met."""
    if not rows:
        return 0
    given = rows[0] if len(rows) == 1 else rows
    return db.session.connection().execute(statement, given).rowcount
