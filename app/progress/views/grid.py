"""The weekly grid: roads down, work items across, kept as a draft by itself."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.progress.actions import reports as report_actions
from app.progress.actions.drafts import save_cells
from app.progress.forms import grid_fields, read_changes, read_grid, saved_fields, with_signs
from app.progress.queries.filling import get_sheet_to_fill
from app.progress.queries.grid import Grid, answer_to_draft, grid_of, grid_of_typed
from app.progress.queries.sheet import Sheet, get_sheet
from app.progress.queries.support import latest_support
from app.progress.rules.remarks import Typed
from app.progress.views.blueprint import blueprint, week_from
from app.shared import formats
from app.shared.calendar import Week
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.stale_edits import opened_text, stale_answer
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Section
from app.works.queries import get_bare_section_for, get_section_for


@blueprint.get("/sections/<int:section_id>/weeks/<week>/grid")
@requires(Permission.REPORT_PROGRESS)
def grid(section_id: int, week: str) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    shown = grid_of(section, week_from(week))
    if not shown.may_edit:
        return redirect(url_for(".report", section_id=section_id, week=week), 303)
    return _page(section, shown)


@blueprint.post("/sections/<int:section_id>/weeks/<week>/grid")
@requires(Permission.REPORT_PROGRESS)
@commits
def save_grid(section_id: int, week: str) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    sheet, typed = _typed(section, week)
    asked = sheet.week
    step = report_actions.submit if "submit" in request.form else report_actions.save_draft
    try:
        step(section, asked, typed, current_user, sheet=sheet)
    except RuleBroken as broken:
        return _page(section, grid_of_typed(sheet, typed), broken.sentences), 422
    except StaleEdit as stale:
        return _stale_page(section, asked, stale)
    if "submit" in request.form:
        flash(_("The report is handed in; the supervisor checks it next."), "good")
        return redirect(url_for(".report", section_id=section_id, week=week), 303)
    flash(_("The draft is saved."), "good")
    return redirect(url_for(".grid", section_id=section_id, week=week), 303)


@blueprint.post("/sections/<int:section_id>/weeks/<week>/draft")
@requires(Permission.REPORT_PROGRESS)
@commits
def autosave(section_id: int, week: str) -> ResponseReturnValue:
    section = get_bare_section_for(current_user, section_id)
    sheet = get_sheet_to_fill(section, week_from(week))
    sent = read_changes(request.form, sheet)
    try:
        version, entries = save_cells(sheet, sent, current_user)
    except StaleEdit as stale:
        return jsonify(sentences=[str(sentence) for sentence in stale.sentences]), 409
    except RuleBroken as broken:
        return jsonify(sentences=[str(sentence) for sentence in broken.sentences]), 422
    return jsonify(
        version=version, opened=saved_fields(sheet, sent), **answer_to_draft(sheet, entries)
    )


def _stale_page(section: Section, week: Week, stale: StaleEdit) -> ResponseReturnValue:
    """Return the page that lays both people's cells side by side; the first sentence says who saved."""
    stored = grid_of(section, week)
    return stale_answer(
        StaleEdit(stale.sentences[:1]), grid_fields(stored), version=stored.version,
        back=url_for(".grid", section_id=section.id, week=week),
        name=f"{section.name} · {formats.week_with_year(week)}",
        posted=with_signs(request.form, stored),
    )  # fmt: skip


def _typed(section: Section, week: str) -> tuple[Sheet, Typed]:
    sheet = get_sheet(section, week_from(week))
    return sheet, read_grid(request.form, sheet)


def _page(section: Section, shown: Grid, problems: Any = ()) -> str:
    return render_template(
        "progress/grid.html",
        **panels.frame("section", section, current_user),
        grid=shown,
        problems=problems,
        support=whole[1] if (whole := latest_support(section)) else None,
        opened=request.form.get("opened") or opened_text(grid_fields(shown)),
    )
