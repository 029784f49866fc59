"""The start of one section: how its steps stand, and from which day they are counted."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken
from app.shared.listing import read_number
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.startup import actions, queries, rules
from app.startup.forms import MoveForm, OpeningForm
from app.startup.models import StartChecklist
from app.startup.rules import SIX
from app.startup.views.blueprint import blueprint
from app.works.models import Section
from app.works.panels import Drawing, Panel, Tab, add_panel, add_tab, frame
from app.works.queries import get_section_for, get_section_to_change, is_writable


@blueprint.get("/sections/<int:section_id>/start-up")
@requires(Permission.SEE_START_UP)
def section_start(section_id: int) -> ResponseReturnValue:
    return _page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/start-up")
@requires(Permission.FOLLOW_START_UP)
@commits
def follow(section_id: int) -> ResponseReturnValue:
    section, form = get_section_to_change(current_user, section_id), OpeningForm()
    return _changed(
        section,
        form,
        lambda: actions.open_checklist(section, form.awarded_on.data, by=current_user),
    )


@blueprint.post("/sections/<int:section_id>/start-up/award")
@requires(Permission.FOLLOW_START_UP)
@commits
def award_moved(section_id: int) -> ResponseReturnValue:
    section, form = get_section_to_change(current_user, section_id), MoveForm()
    checklist = queries.find_checklist(section.id)
    if checklist is None:
        raise NotFound
    return _changed(
        section,
        form,
        lambda: actions.move_award(
            checklist,
            form.awarded_on.data,
            form.reason.data or "",
            by=current_user,
            seen_version=read_number(request.form, "version"),
        ),
    )


def draw_section(section: Section, user: User) -> Drawing:
    """Draw how far the start of a section is, until it is ready."""
    if not may(user, Permission.SEE_START_UP):
        return None
    starts = queries.list_starts(user, today(), section_ids=[section.id])
    if not starts or starts[0].ready_on:
        return None
    return "startup/panel_section.html", {"section": section, "start": starts[0], "six": SIX}


add_tab(Tab("section", say("Start-up"), "startup.section_start", order=25))
add_panel(Panel("section", draw_section, order=5))


def _changed(section: Section, form: FlaskForm, change: Callable[[], Any]) -> ResponseReturnValue:
    if not form.validate():
        return _page(section, refused=form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(section, refused=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("startup.section_start", section_id=section.id), 303)


def _page(
    section: Section, *, refused: FlaskForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    checklist = queries.find_shown(section)
    follows = is_writable(current_user, section.id) and may(
        current_user, Permission.FOLLOW_START_UP
    )
    standings = queries.shown_steps(checklist, today()) if checklist else {}
    return render_template(
        "startup/section.html",
        **frame("section", section, current_user),
        checklist=checklist,
        steps={step.kind: step for step in checklist.steps} if checklist else {},
        standings=standings,
        ready_on=rules.ready_on(standings.values()),
        done=rules.count_done(standings.values()),
        form=_form(section, checklist, refused) if follows else None,
        refused_form=refused,
        problems=problems,
    )


def _form(
    section: Section, checklist: StartChecklist | None, refused: FlaskForm | None
) -> FlaskForm:
    """Return the form that begins to follow the start, or the one that moves the day of award."""
    wanted = OpeningForm if checklist is None else MoveForm
    if type(refused) is wanted:
        return refused
    if checklist is None:
        award = section.contract.awarded_on if section.contract else None
        return OpeningForm(formdata=None, data={"awarded_on": award})
    return MoveForm(formdata=None, data={"awarded_on": checklist.awarded_on})
