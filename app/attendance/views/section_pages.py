"""The key posts of one section: who holds them, leave, replacements, rates, absences."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.attendance import actions, queries
from app.attendance.forms import (
    DecisionForm,
    LeaveForm,
    RatesForm,
    ReplacementForm,
    rate_rows,
)
from app.attendance.views.blueprint import blueprint
from app.attendance.views.cases import is_proposed
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.shared.transaction import commits
from app.works.models import KeyPost, Section
from app.works.panels import Drawing, Panel, Tab, add_panel, add_tab, frame
from app.works.queries import (
    get_key_post,
    get_section_for,
    get_section_to_change,
    is_writable,
    list_key_posts,
)


@blueprint.get("/sections/<int:section_id>/attendance")
@requires(Permission.SEE_ATTENDANCE)
def section_attendance(section_id: int) -> ResponseReturnValue:
    return _page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/leaves")
@requires(Permission.ASK_LEAVE)
@commits
def leave_asked(section_id: int) -> ResponseReturnValue:
    section, form = get_section_for(current_user, section_id), LeaveForm()
    form.offer(_holders(section))

    def ask() -> None:
        actions.ask_for_leave(
            section,
            get_key_post(section.id, form.holder.data),
            form.first_day.data,
            form.last_day.data,
            form.reason.data or "",
            by=current_user,
            client_uuid=form.client_uuid.data or "",
        )

    return _changed(section, form, ask)


@blueprint.post("/sections/<int:section_id>/replacements")
@requires(Permission.ASK_LEAVE)
@commits
def replacement_asked(section_id: int) -> ResponseReturnValue:
    section, form = get_section_for(current_user, section_id), ReplacementForm()
    form.offer(_holders(section))

    def ask() -> None:
        actions.ask_for_replacement(
            section,
            get_key_post(section.id, form.holder.data),
            form.person_name.data or "",
            form.reason.data or "",
            by=current_user,
            client_uuid=form.client_uuid.data or "",
            licence_no=form.licence_no.data or "",
            phone=form.phone.data or "",
        )

    return _changed(section, form, ask)


@blueprint.post("/leaves/<int:leave_id>/decision")
@requires(Permission.DECIDE_LEAVE)
@commits
def leave_decided(leave_id: int) -> ResponseReturnValue:
    leave, form = queries.get_leave_for(current_user, leave_id), DecisionForm()
    return _changed(
        get_section_to_change(current_user, leave.section_id),
        form,
        lambda: actions.decide_leave(leave, **_decision(form)),
    )


@blueprint.post("/replacements/<int:replacement_id>/decision")
@requires(Permission.DECIDE_LEAVE)
@commits
def replacement_decided(replacement_id: int) -> ResponseReturnValue:
    asked, form = queries.get_replacement_for(current_user, replacement_id), DecisionForm()
    return _changed(
        get_section_to_change(current_user, asked.section_id),
        form,
        lambda: actions.decide_replacement(asked, **_decision(form)),
    )


@blueprint.post("/sections/<int:section_id>/penalty-rates")
@requires(Permission.EDIT_CONTRACTS)
@commits
def rates_set(section_id: int) -> ResponseReturnValue:
    section, form = get_section_to_change(current_user, section_id), RatesForm()
    return _changed(
        section,
        form,
        lambda: actions.set_rates(
            section, form.rates_given(_posts()), by=current_user, rise_share=form.rise.data
        ),
    )


def draw_section(section: Section, user: User) -> Drawing:
    """Draw the absences of a section that are neither excused nor criticised."""
    if not may(user, Permission.SEE_ATTENDANCE):
        return None
    cases = queries.list_section_cases(section.id, most=5)
    if not cases:
        return None
    return "attendance/panel_section.html", {
        "section": section,
        "cases": cases,
        "is_proposed": is_proposed,
    }


add_tab(Tab("section", say("Key posts and leave"), "attendance.section_attendance", order=35))
add_panel(Panel("section", draw_section, order=30))


def _decision(form: DecisionForm) -> dict[str, Any]:
    approves = request.form.get("verdict") == "approve"
    return {"approves": approves, "reason": form.reason.data or "", "by": current_user}


def _changed(section: Section, form: FlaskForm, change: Callable[[], None]) -> ResponseReturnValue:
    if not form.validate():
        return _page(section, refused=form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(section, refused=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("attendance.section_attendance", section_id=section.id), 303)


def _holders(section: Section) -> list[KeyPost]:
    return [post for post in list_key_posts(section.id) if post.until is None]


def _posts() -> list[str]:
    return list(value_of("key_posts"))


def _page(
    section: Section,
    *,
    refused: FlaskForm | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    writes = is_writable(current_user, section.id)
    on_leave = queries.approved_leave(section.id, today())
    return render_template(
        "attendance/section.html",
        **frame("section", section, current_user),
        holders=_holders(section),
        unfilled=sorted(set(_posts()) - {post.post for post in _holders(section)}),
        on_leave=on_leave,
        leaves=queries.list_leaves(section.id),
        replacements=queries.list_replacements(section.id),
        rates=queries.rates_of(section.id),
        rise_share=queries.rise_of(section.id),
        cases=queries.list_section_cases(section.id),
        is_proposed=is_proposed,
        may_decide=writes and may(current_user, Permission.DECIDE_LEAVE),
        refused_form=refused,
        problems=problems,
        **_forms(section, refused, writes=writes),
    )


def _forms(section: Section, refused: FlaskForm | None, *, writes: bool) -> dict[str, Any]:
    forms: dict[str, Any] = {"leave_form": None, "replacement_form": None, "rates_form": None}
    if may(current_user, Permission.ASK_LEAVE):
        uuid = {"client_uuid": str(uuid4())}
        for name, kind in (("leave_form", LeaveForm), ("replacement_form", ReplacementForm)):
            form = refused if isinstance(refused, kind) else kind(formdata=None, data=uuid)
            form.offer(_holders(section))
            forms[name] = form
    if writes and may(current_user, Permission.EDIT_CONTRACTS):
        rows = rate_rows(_posts(), queries.rates_of(section.id))
        fresh = RatesForm(
            formdata=None, data={"rates": rows, "rise": queries.rise_of(section.id) or None}
        )
        forms["rates_form"] = refused if isinstance(refused, RatesForm) else fresh
    return forms
