"""The baseline editor: a grid of weeks down and the section or its work items across."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.progress.actions.plans import write_baseline
from app.progress.forms import words
from app.progress.forms.plans import ReadPlan, plan_fields, read_plan
from app.progress.queries.plan_grid import PlanGrid, columns_of, plan_grid, typed_plan_grid
from app.progress.queries.plans import list_baselines, plan_of
from app.progress.rules.baselines import PlannedBy
from app.progress.rules.weights import TEMPLATE_NAMES
from app.progress.views.blueprint import blueprint
from app.shared.calendar import Week
from app.shared.errors import RuleBroken, StaleEdit, Unreadable
from app.shared.listing import read_choice
from app.shared.sentences import Sentence
from app.shared.stale_edits import OPENED, opened_text, stale_answer
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Section
from app.works.queries import get_section_for, get_section_to_change


@blueprint.get("/sections/<int:section_id>/plan")
@requires(Permission.SEE_PROGRESS)
def baseline(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    planned_by = read_choice(request.args, "by", PlannedBy)
    return _page(section, plan_grid(section, planned_by, _week_asked("from"), _week_asked("to")))


@blueprint.post("/sections/<int:section_id>/plan")
@requires(Permission.PLAN_PROGRESS)
@commits
def save_baseline(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    read, reason = read_plan(request.form), words(request.form, "reason")
    if read.problems:
        problems = tuple(problem.sentence for problem in read.problems)
        return _typed_page(section, read, reason, problems), 422
    seen = request.form.get("seen", "0")
    try:
        made = write_baseline(
            section, columns_of(section, read.planned_by), read.shares, reason,
            int(seen) if seen.isdecimal() else -1, current_user,
        )  # fmt: skip
    except RuleBroken as broken:
        return _typed_page(section, read, reason, broken.sentences), 422
    except StaleEdit as stale:
        return _stale_page(section, read, stale)
    flash(_("Baseline %(number)s is in force.", number=made.number), "good")
    return redirect(url_for(".section", section_id=section_id), 303)


def _week_asked(name: str) -> Week | None:
    try:
        return Week.parse(request.args.get(name, ""))
    except Unreadable:
        return None


def _typed_page(
    section: Section, read: ReadPlan, reason: str, problems: tuple[Sentence, ...]
) -> str:
    grid = typed_plan_grid(section, read.planned_by, read.typed, read.shares, read.problems)
    return _page(section, grid, reason, problems)


def _stale_page(section: Section, read: ReadPlan, stale: StaleEdit) -> ResponseReturnValue:
    weeks = sorted({key.week for key in read.typed})
    stored = plan_grid(section, read.planned_by, *(weeks[:1] + weeks[-1:] if weeks else ()))
    back = url_for(".baseline", section_id=section.id)
    return stale_answer(
        stale, plan_fields(stored), version=stored.seen, version_field="seen", back=back,
        name=section.name,
    )  # fmt: skip


def _page(section: Section, grid: PlanGrid, reason: str = "", problems: Any = ()) -> str:
    baselines = list_baselines(section.id)
    return render_template(
        "progress/baseline.html",
        **panels.frame("section", section, current_user),
        baselines=baselines,
        item_shares={
            (point.baseline_id, point.week, point.item): point.planned_share
            for one in baselines
            for point in one.item_points
        },
        plan=plan_of(section.id),
        grid=grid,
        ways=PlannedBy,
        item_names=TEMPLATE_NAMES,
        opened=request.form.get(OPENED) or opened_text(plan_fields(grid)),
        reason=reason,
        problems=problems,
    )
