"""Supported progress of a section: typed beside accepted, cell by cell, and from when on only that counts."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.progress.actions.support import set_support_rule
from app.progress.queries.sheet import Sheet
from app.progress.queries.support import (
    latest_support,
    list_rules,
    sections_that_count,
    support_of_work,
)
from app.progress.rules.supported import Support
from app.progress.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.fields import DayField, Needed, long_text
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Section, Work
from app.works.queries import get_section_for, get_section_to_change, is_writable


class SupportRuleForm(FlaskForm):
    """From which day on, and why."""

    valid_from = DayField(_l("From"), validators=[Needed(_l("Say from which day it counts."))])
    reason = long_text(_l("Reason"), needed=_l("Say why."))


@blueprint.get("/sections/<int:section_id>/support")
@requires(Permission.SEE_PROGRESS)
def support(section_id: int) -> ResponseReturnValue:
    return _page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/support")
@requires(Permission.PLAN_PROGRESS)
@commits
def save_support_rule(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = SupportRuleForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        counts = not sections_that_count([section_id], form.valid_from.data)
        try:
            set_support_rule(
                section, counts, form.valid_from.data, form.reason.data, by=current_user
            )
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("Saved. Months that are ranked already stay as they are."))
            return redirect(url_for(".support", section_id=section_id), 303)
    return _page(section, form, problems), 422


def draw_work(work: Work, reader: User) -> panels.Drawing:
    """Draw the typed and the supported share of one work."""
    if not may(reader, Permission.SEE_PROGRESS):
        return None
    found = latest_support(work.section)
    if found is None:
        return None
    return "progress/_support_panel.html", {
        "work": work,
        "support": support_of_work(found[0], work, found[1]),
    }


def _page(
    section: Section, form: SupportRuleForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    found = latest_support(section)
    return render_template(
        "progress/support.html",
        **panels.frame("section", section, current_user),
        support=found[1] if found else None,
        items=found[0].items if found else (),
        rows=_rows(*found) if found else (),
        rules=list_rules(section.id),
        counts=section.id in sections_that_count([section.id], today()),
        form=form or SupportRuleForm(formdata=None, valid_from=today()),
        problems=problems,
        may_set=may(current_user, Permission.PLAN_PROGRESS)
        and is_writable(current_user, section.id),
    )


def _rows(sheet: Sheet, whole: Support) -> list[dict[str, Any]]:
    """Return each work with its cells in the order of the items; None where it lacks the item."""
    rows = []
    for work in sheet.works:
        part = support_of_work(sheet, work, whole)
        cells = {cell.key.item: cell for cell in part.cells}
        rows.append(
            {"work": work, "support": part, "cells": [cells.get(one.code) for one in sheet.items]}
        )
    return rows


panels.add_panel(panels.Panel("work", draw_work, order=15))
