"""Weights, design quantities, change orders, reversals and done stretches of a section."""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, requires
from app.progress.actions import items as actions
from app.progress.forms import (
    ChangeOrderForm,
    ReversalForm,
    StretchForm,
    cell_name,
    read_design,
    read_items,
    weight_fields,
    weights_by_code,
)
from app.progress.models import WorkItem
from app.progress.queries.changes import list_change_orders, list_reversals, list_stretches
from app.progress.queries.sheet import (
    latest_sheet,
    list_items,
    list_items_or_template,
    template_for,
)
from app.progress.rules.changes import Change, Reversal
from app.progress.rules.weekly import read_number
from app.progress.rules.weights import ItemEntry, TemplateKind, UnitOfWork
from app.progress.views.blueprint import blueprint
from app.shared.calendar import Week, today
from app.shared.errors import RuleBroken, StaleEdit, Unreadable
from app.shared.quantities import Chainage
from app.shared.sentences import Sentence
from app.shared.stale_edits import opened_text, stale_answer
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Section
from app.works.queries import get_section_for, get_section_to_change


@blueprint.get("/sections/<int:section_id>/weights")
@requires(Permission.SEE_PROGRESS)
def weights(section_id: int) -> ResponseReturnValue:
    return _weights_page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/weights")
@requires(Permission.PLAN_PROGRESS)
@commits
def save_weights(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    entries = read_items(request.form)
    try:
        actions.change_items(section, entries, request.form.get("seen", ""), current_user)
    except RuleBroken as broken:
        return _weights_page(section, broken.sentences, entries), 422
    except StaleEdit as stale:
        items = list_items(section_id)
        return stale_answer(
            stale, weight_fields(items), version=actions.items_mark(items), version_field="seen",
            back=url_for(".weights", section_id=section_id), name=section.name,
            posted=weights_by_code(request.form, items),
        )  # fmt: skip
    flash(
        _("The weights are saved. Frozen weeks keep the weights they were rolled up with."), "good"
    )
    return redirect(url_for(".weights", section_id=section_id), 303)


@blueprint.post("/sections/<int:section_id>/weights/template")
@requires(Permission.PLAN_PROGRESS)
@commits
def use_template(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    asked = request.form.get("template")
    kind = next((one for one in TemplateKind if one.value == asked), template_for(section))
    try:
        actions.use_template(section, kind, current_user)
    except RuleBroken as broken:
        return _weights_page(section, broken.sentences), 422
    flash(_("The section has the items of the template now."), "good")
    return redirect(url_for(".weights", section_id=section_id), 303)


@blueprint.post("/sections/<int:section_id>/design")
@requires(Permission.PLAN_PROGRESS)
@commits
def save_design(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    typed = read_design(request.form)
    try:
        actions.change_design(section, typed, current_user)
    except RuleBroken as broken:
        return _weights_page(section, broken.sentences), 422
    flash(_("The design quantities are saved."), "good")
    return redirect(url_for(".weights", section_id=section_id), 303)


@blueprint.get("/sections/<int:section_id>/changes")
@requires(Permission.SEE_PROGRESS)
def changes(section_id: int) -> ResponseReturnValue:
    return _changes_page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/change-orders")
@requires(Permission.PLAN_PROGRESS)
@commits
def add_change_order(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = _offered(ChangeOrderForm(prefix="order-"), section)
    if not form.validate():
        return _changes_page(section, order=form), 422
    change = Change(
        form.number.data or "",
        read_number(form.quantity.data or ""),
        form.decided_on.data,
        form.reason.data or "",
    )
    return _tried(
        section,
        lambda: actions.add_change_order(section, form.key, change, current_user),
        _("The change order is recorded."),
        order=form,
    )


@blueprint.post("/sections/<int:section_id>/reversals")
@requires(Permission.PLAN_PROGRESS)
@commits
def add_reversal(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = _offered(ReversalForm(prefix="reversal-"), section)
    if not form.validate():
        return _changes_page(section, reversal=form), 422
    try:
        week = Week.parse(form.week.data or "")
    except Unreadable as unreadable:
        return _changes_page(section, (unreadable.sentence,), reversal=form), 422
    reversal = Reversal(read_number(form.quantity.data or ""), week, form.reason.data or "")
    return _tried(
        section,
        lambda: actions.add_reversal(section, form.key, reversal, current_user),
        _("The reversal is recorded; the next report may fall by it."),
        reversal=form,
    )


@blueprint.post("/sections/<int:section_id>/stretches")
@requires(Permission.PLAN_PROGRESS)
@commits
def add_stretch(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = _offered(StretchForm(prefix="stretch-"), section)
    if not form.validate():
        return _changes_page(section, stretch=form), 422
    try:
        start = Chainage.parse(form.start.data or "").metres
        end = Chainage.parse(form.end.data or "").metres
    except Unreadable as unreadable:
        return _changes_page(section, (unreadable.sentence,), stretch=form), 422
    return _tried(
        section,
        lambda: actions.add_stretch(section, form.key, start, end, form.done_on.data, current_user),
        _("The stretch is recorded."),
        stretch=form,
    )


def _tried(
    section: Section, change: Callable[[], object], done: str, **forms: FlaskForm
) -> ResponseReturnValue:
    try:
        change()
    except RuleBroken as broken:
        return _changes_page(section, broken.sentences, **forms), 422
    flash(done, "good")
    return redirect(url_for(".changes", section_id=section.id), 303)


def _offered(form: FlaskForm, section: Section) -> FlaskForm:
    form.offer(latest_sheet(section))
    return form


def _changes_page(section: Section, problems: tuple[Sentence, ...] = (), **forms: FlaskForm) -> str:
    week = str(Week.of(today()).previous())
    return render_template(
        "progress/changes.html",
        **panels.frame("section", section, current_user),
        orders=list_change_orders(section.id),
        reversals=list_reversals(section.id),
        stretches=list_stretches(section.id),
        order=forms.get("order") or _offered(ChangeOrderForm(prefix="order-"), section),
        reversal=forms.get("reversal")
        or _offered(ReversalForm(prefix="reversal-", data={"week": week}), section),
        stretch=forms.get("stretch") or _offered(StretchForm(prefix="stretch-"), section),
        problems=problems,
    )


def _weights_page(
    section: Section,
    problems: tuple[Sentence, ...] = (),
    entries: list[ItemEntry] | None = None,
) -> str:
    items = list_items_or_template(section)
    return render_template(
        "progress/weights.html",
        **panels.frame("section", section, current_user),
        items=items,
        entries=entries if entries is not None else _entries(items),
        mark=actions.items_mark(items),
        used=actions.used_codes(section.id),
        sheet=latest_sheet(section),
        names={item.code: item.name for item in items},
        units=[(unit.value, unit.label) for unit in UnitOfWork],
        templates=[(kind.value, kind.label) for kind in TemplateKind],
        template=template_for(section),
        cell_name=cell_name,
        opened=request.form.get("opened") or opened_text(weight_fields(items)),
        problems=problems,
    )


def _entries(items: Sequence[WorkItem]) -> list[ItemEntry]:
    return [
        ItemEntry(item.code, str(item.name), item.unit, item.weight_share, item.is_layer)
        for item in items
    ]
