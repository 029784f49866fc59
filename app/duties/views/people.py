"""Departments of the project office, and who covers for whom."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, requires
from app.accounts.queries import get_user
from app.duties import actions, queries
from app.duties.forms import CoverForm, MemberForm
from app.duties.rules import Department
from app.duties.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken, Unreadable
from app.shared.forms import choices
from app.shared.quantities import parse_date
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.queries import get_project_for, list_projects_for


@blueprint.get("/duties/people")
@requires(Permission.EDIT_DUTIES)
def people() -> ResponseReturnValue:
    return _page()


@blueprint.post("/duties/members")
@requires(Permission.EDIT_DUTIES)
@commits
def add_member() -> ResponseReturnValue:
    form = MemberForm()
    _offer(form, CoverForm(formdata=None))

    def add() -> None:
        project = form.project.data
        actions.add_member(
            get_user(form.member.data),
            next(one for one in Department if one.value == form.department.data),
            form.since.data,
            by=current_user,
            project=get_project_for(current_user, project) if project else None,
        )

    return _changed(form, add)


@blueprint.post("/duties/members/<int:member_id>/end")
@requires(Permission.EDIT_DUTIES)
@commits
def release_member(member_id: int) -> ResponseReturnValue:
    member = queries.get_member(member_id)
    try:
        last_day = parse_date(request.form.get("last_day", ""))
    except Unreadable:
        last_day = None
    return _changed(None, lambda: actions.release_member(member, last_day, by=current_user))


@blueprint.post("/duties/covers")
@requires(Permission.EDIT_DUTIES)
@commits
def enter_cover() -> ResponseReturnValue:
    form = CoverForm()
    _offer(MemberForm(formdata=None), form)

    def enter() -> None:
        actions.enter_cover(
            get_user(form.person.data),
            get_user(form.cover.data) if form.cover.data else None,
            form.first_day.data,
            form.last_day.data,
            by=current_user,
            reason=form.reason.data or "",
        )

    return _changed(form, enter)


@blueprint.post("/duties/covers/<int:cover_id>/end")
@requires(Permission.EDIT_DUTIES)
@commits
def end_cover(cover_id: int) -> ResponseReturnValue:
    cover = queries.get_cover(cover_id)
    return _changed(None, lambda: actions.remove_cover(cover, by=current_user, on=today()))


def _changed(form: FlaskForm | None, change: Callable[[], Any]) -> ResponseReturnValue:
    if form is not None and not form.validate():
        return _page(form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(form, broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("duties.people"), 303)


def _offer(member: MemberForm, cover: CoverForm) -> None:
    named = [(row.id, f"{row.organisation} {row.name}") for row in queries.list_people()]
    member.member.choices = choices(named, empty=_l("Choose…"))
    projects = [(one.id, one.name) for one in list_projects_for(current_user)]
    member.project.choices = choices(projects, empty=_l("Every project"))
    cover.person.choices = choices(named, empty=_l("Choose…"))
    cover.cover.choices = choices(named, empty=_l("Nobody covers"))


def _page(refused: FlaskForm | None = None, problems: Sequence[Sentence] = ()) -> str:
    member = refused if isinstance(refused, MemberForm) else MemberForm(formdata=None)
    cover = refused if isinstance(refused, CoverForm) else CoverForm(formdata=None)
    _offer(member, cover)
    return render_template(
        "duties/people.html", member_form=member, cover_form=cover, refused=refused,
        problems=problems, members=queries.list_members(),
        covers=queries.list_covers(today()), today_text=today().isoformat(),
    )  # fmt: skip
