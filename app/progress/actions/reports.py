"""Weekly reports: written, submitted, checked, confirmed, sent back, opened again."""

from decimal import Decimal

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db
from app.progress.actions.items import ensure_items
from app.progress.actions.rollups import refresh_work_progress, roll_up_again
from app.progress.models import ReportEvent, WeeklyFigure, WeeklyRemark, WeeklyReport, WorkItem
from app.progress.queries.rollups import cut_off_of, find_rollup
from app.progress.queries.sheet import Sheet, find_report, get_sheet
from app.progress.rules.chain import (
    ChainSoFar,
    ReportState,
    ReportStep,
    may_edit,
    reason_problems,
    state_after,
    step_problems,
)
from app.progress.rules.names import week_name
from app.progress.rules.remarks import Typed, remark_problems
from app.progress.rules.weekly import (
    CellKey,
    Report,
    figures_of,
    problems_with,
    quantity_of,
    week_problems,
)
from app.shared.audit import record
from app.shared.calendar import Week, now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import Sentence, say
from app.works.models import Section

LONGEST_TYPED = 40


def save_draft(
    section: Section, week: Week, typed: Typed, by: User, *, sheet: Sheet | None = None
) -> WeeklyReport:
    """Keep what was typed, also what is not yet right. Raises StaleEdit or RuleBroken.

    `sheet` is the section's in this week where it is read already.
    """
    report = find_report(section.id, week)
    _refuse_if_closed(section, week, report)
    if report is None:
        report = WeeklyReport(section_id=section.id, week=week)
        db.session.add(report)
    elif report.version != typed.seen:
        raise StaleEdit(_what_changed(section, report, typed))
    if sheet is None or any(item.id is None for item in sheet.items):
        ensure_items(section, by)
        sheet = get_sheet(section, week)
    db.session.flush()
    _write(report, sheet, typed)
    report.saved_at = now()
    _note_author(report, by)
    db.session.flush()
    return report


def submit(
    section: Section, week: Week, typed: Typed, by: User, *, sheet: Sheet | None = None
) -> WeeklyReport:
    """Save and hand in. Raises RuleBroken with everything that is wrong, or StaleEdit."""
    report = save_draft(section, week, typed, by, sheet=sheet)
    sheet = get_sheet(section, week)
    problems = [
        *problems_with(
            Report(week, typed.entries),
            sheet.previous,
            sheet.design,
            today(),
            frozen=find_rollup(section.id, week) is not None and not report.is_reopened,
            reversed_by=sheet.reversed_by,
        ),
        *_problems_with_remarks(sheet, typed),
        *_problems_with_neighbours(sheet, typed),
        *step_problems(ReportStep.SUBMIT, _chain(report), by.natural_person),
    ]
    if problems:
        raise RuleBroken(problems)
    _complete(report, sheet, typed)
    report.submitted_by_id, report.submitted_at = by.id, now()
    report.first_submitted_at = report.first_submitted_at or report.submitted_at
    _move(report, ReportStep.SUBMIT, by)
    return report


def check(report: WeeklyReport, by: User) -> None:
    """Let the supervisor say that the figures are what is built. Raises RuleBroken."""
    _require(report, ReportStep.CHECK, by)
    report.checked_by_id, report.checked_at = by.id, now()
    _move(report, ReportStep.CHECK, by)


def confirm(report: WeeklyReport, by: User) -> None:
    """Let the area engineer take the figures over. Raises RuleBroken.

    After the cut-off the week is rolled up again, as a new version.
    """
    problems = step_problems(ReportStep.CONFIRM, _chain(report), by.natural_person)
    if problems := problems + _earlier_reports_waiting(report):
        raise RuleBroken(problems)
    report.confirmed_by_id, report.confirmed_at = by.id, now()
    report.is_reopened = False
    _move(report, ReportStep.CONFIRM, by)
    refresh_work_progress(report.section)
    if now() >= cut_off_of(report.week):
        roll_up_again(report.section, report.week, by, "confirmed after the cut-off")


def return_report(report: WeeklyReport, reason: str, by: User) -> None:
    """Send the report back to be mended. Raises RuleBroken."""
    _require(report, ReportStep.RETURN, by, reason)
    _forget_approvals(report)
    # What was on its way at the cut-off must stay mendable after it.
    report.is_reopened = find_rollup(report.section_id, report.week) is not None
    _move(report, ReportStep.RETURN, by, reason)


def reopen(report: WeeklyReport, reason: str, by: User) -> None:
    """Open a confirmed report for correction; it goes the whole way again. Raises RuleBroken."""
    _require(report, ReportStep.REOPEN, by, reason)
    _forget_approvals(report)
    report.is_reopened = True
    _move(report, ReportStep.REOPEN, by, reason)


def open_late(section: Section, week: Week, reason: str, by: User) -> WeeklyReport:
    """Let a frozen week be reported after all. Raises RuleBroken."""
    report = find_report(section.id, week)
    problems = week_problems(week, today(), frozen=False)
    if find_rollup(section.id, week) is None:
        problems.append(
            say("Week %(week)s is not frozen; it can simply be reported.", week=week_name(week))
        )
    if report is not None and not may_edit(report.state):
        problems.append(
            say("The report of week %(week)s is already handed in.", week=week_name(week))
        )
    if problems := problems + reason_problems(reason):
        raise RuleBroken(problems)
    if report is None:
        report = WeeklyReport(section_id=section.id, week=week, state=ReportState.RETURNED)
        db.session.add(report)
    report.is_reopened = True
    db.session.flush()
    _note(report, ReportStep.REOPEN, by, reason)
    record(by, "progress.report_reopen", report, reason=reason)
    return report


def note_event(report: WeeklyReport, step: ReportStep, by_id: int | None, reason: str = "") -> None:
    """Add a line to the report's history."""
    report.events.append(ReportEvent(step=step, by_id=by_id, at=now(), reason=reason.strip()))


def _note(report: WeeklyReport, step: ReportStep, by: User, reason: str = "") -> None:
    note_event(report, step, by.id, reason)


def _move(report: WeeklyReport, step: ReportStep, by: User, reason: str = "") -> None:
    report.state = state_after(step)
    _note(report, step, by, reason)
    record(by, f"progress.report_{step.value}", report, {"state": report.state}, reason=reason)


def _require(report: WeeklyReport, step: ReportStep, by: User, reason: str = "") -> None:
    if problems := step_problems(step, _chain(report), by.natural_person, reason):
        raise RuleBroken(problems)


def _chain(report: WeeklyReport) -> ChainSoFar:
    authors = {
        event.by.natural_person
        for event in report.events
        if event.by is not None and event.step is ReportStep.SAVE
    }
    return ChainSoFar(
        report.state,
        frozenset(authors),
        _person(report.submitted_by_id),
        _person(report.checked_by_id),
    )


def _person(user_id: int | None) -> str:
    return "" if user_id is None else db.session.get_one(User, user_id).natural_person


def _refuse_if_closed(section: Section, week: Week, report: WeeklyReport | None) -> None:
    if week.start > today():
        raise RuleBroken([say("Week %(week)s lies in the future.", week=week_name(week))])
    if report is not None and not may_edit(report.state):
        raise RuleBroken(
            [
                say(
                    "Week %(week)s is already reported: the report is in the state “%(state)s”.",
                    week=week_name(week),
                    state=report.state.label,
                )
            ]
        )
    is_open = report is not None and report.is_reopened
    if not is_open and find_rollup(section.id, week) is not None:
        raise RuleBroken(week_problems(week, max(today(), week.end), frozen=True))


def _write(report: WeeklyReport, sheet: Sheet, typed: Typed) -> None:
    items = {item.code: item for item in sheet.items}
    stored = {(figure.work_id, figure.item_id): figure for figure in report.figures}
    for entry in typed.entries:
        if entry.key not in sheet.design:
            continue
        item = items[entry.key.item]
        figure = stored.get((entry.key.work_id, item.id)) or _new_figure(report, entry.key, item)
        quantity = quantity_of(entry, sheet.design[entry.key])
        figure.typed, figure.source = entry.typed.strip()[:LONGEST_TYPED], entry.source
        figure.quantity = storable(quantity)
        figure.week_quantity = None
    report.reported_share = typed.reported_share
    _write_remarks(report, sheet, typed)


def _new_figure(report: WeeklyReport, key: CellKey, item: WorkItem) -> WeeklyFigure:
    figure = WeeklyFigure(work_id=key.work_id, item_id=item.id)
    report.figures.append(figure)
    return figure


def storable(quantity: Decimal | None) -> Decimal | None:
    """Return the quantity where the column can hold it; else the cell stays text only."""
    if quantity is None or not 0 <= quantity < 10**9 or quantity != round(quantity, 3):
        return None
    return quantity


def _write_remarks(report: WeeklyReport, sheet: Sheet, typed: Typed) -> None:
    stored = {remark.work_id: remark for remark in report.remarks}
    for work in sheet.works:
        entry = typed.remarks.get(work.id)
        if entry is None:
            continue
        remark = stored.get(work.id)
        if remark is None:
            remark = WeeklyRemark(work_id=work.id)
            report.remarks.append(remark)
        remark.people, remark.machines = entry.people_count, entry.machine_count
        remark.problems, remark.next_week = entry.problems.strip(), entry.next_week.strip()
        remark.remark = entry.remark.strip()


def _complete(report: WeeklyReport, sheet: Sheet, typed: Typed) -> None:
    """Give every cell its quantity, so that the next week has something to compare with."""
    items = {item.code: item for item in sheet.items}
    stored = {(figure.work_id, figure.item_id): figure for figure in report.figures}
    for key, figure in figures_of(
        typed.entries, sheet.previous, sheet.design, sheet.reversed_by
    ).items():
        item = items[key.item]
        row = stored.get((key.work_id, item.id)) or _new_figure(report, key, item)
        row.quantity, row.source = figure.quantity, figure.source


def _note_author(report: WeeklyReport, by: User) -> None:
    for event in report.events:
        if event.step is ReportStep.SAVE and event.by_id == by.id:
            event.at = report.saved_at
            return
    _note(report, ReportStep.SAVE, by)


def _forget_approvals(report: WeeklyReport) -> None:
    report.submitted_by_id = report.submitted_at = None
    report.checked_by_id = report.checked_at = None
    report.confirmed_by_id = report.confirmed_at = None


def _problems_with_remarks(sheet: Sheet, typed: Typed) -> list[Sentence]:
    return [
        problem
        for work in sheet.works
        if work.id in typed.remarks
        for problem in remark_problems(work.name, typed.remarks[work.id])
    ]


def _problems_with_neighbours(sheet: Sheet, typed: Typed) -> list[Sentence]:
    """Return where a late report would pass a week that is already handed in after it."""
    after = db.session.scalars(
        select(WeeklyReport)
        .where(
            WeeklyReport.section_id == sheet.section.id,
            WeeklyReport.week > sheet.week,
            WeeklyReport.state == ReportState.CONFIRMED,
        )
        .order_by(WeeklyReport.week)
        .limit(1)
    ).first()
    if after is None:
        return []
    codes = {item.id: item.code for item in sheet.items}
    later = {CellKey(f.work_id, codes.get(f.item_id, "")): f.quantity for f in after.figures}
    figures = figures_of(typed.entries, sheet.previous, sheet.design, sheet.reversed_by)
    return [
        say(
            "%(row)s, %(column)s: more than week %(week)s reports, which is already confirmed.",
            row=sheet.design[key].row,
            column=sheet.design[key].column,
            week=week_name(after.week),
        )
        for key, figure in figures.items()
        if (most := later.get(key)) is not None and figure.quantity > most
    ]


def _earlier_reports_waiting(report: WeeklyReport) -> list[Sentence]:
    week = db.session.scalar(
        select(WeeklyReport.week)
        .where(
            WeeklyReport.section_id == report.section_id,
            WeeklyReport.week < report.week,
            WeeklyReport.state.in_((ReportState.SUBMITTED, ReportState.CHECKED)),
        )
        .order_by(WeeklyReport.week)
        .limit(1)
    )
    if week is None:
        return []
    return [say("Week %(week)s is still on its way; it comes first.", week=week_name(week))]


def _what_changed(section: Section, report: WeeklyReport, typed: Typed) -> list[Sentence]:
    """Return who saved the report meanwhile and which cells differ from what was sent."""
    sheet = get_sheet(section, report.week)
    codes = {item.id: item.code for item in sheet.items}
    stored = {
        CellKey(figure.work_id, codes[figure.item_id]): figure.typed
        for figure in report.figures
        if figure.item_id in codes
    }
    saved = max(
        (event for event in report.events if event.step is ReportStep.SAVE),
        key=lambda event: event.at,
        default=None,
    )
    who = saved.by.name if saved and saved.by else ""
    sentences = [
        say(
            "%(who)s saved this report meanwhile. Nothing of yours was saved; look at what differs"
            " and save again.",
            who=who,
        )
    ]
    for entry in typed.entries:
        theirs = stored.get(entry.key, "")
        if entry.key in sheet.design and theirs != entry.typed.strip():
            sentences.append(
                say(
                    "%(row)s, %(column)s: there it is “%(theirs)s”, you typed “%(yours)s”.",
                    row=sheet.design[entry.key].row,
                    column=sheet.design[entry.key].column,
                    theirs=theirs,
                    yours=entry.typed.strip()[:20],
                )
            )
    return sentences
