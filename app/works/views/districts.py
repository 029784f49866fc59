"""Areas with their engineers and townships, and the supervision teams."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.accounts.queries import get_user
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works import queries
from app.works.actions import districts, load_divisions
from app.works.forms import AliasForm, AreaForm, TeamForm
from app.works.models import Area, SupervisionTeam
from app.works.queries import districts as district_queries
from app.works.views.blueprint import blueprint
from app.works.views.saving import Stored, form_page, save, seen_version


@blueprint.get("/areas")
@requires(Permission.SEE_WORKS)
def list_areas() -> ResponseReturnValue:
    return _areas_page(AliasForm(formdata=None))


@blueprint.get("/areas/new")
@requires(Permission.PLAN_WORKS)
def new_area() -> ResponseReturnValue:
    return _area_page(AreaForm(), None)


@blueprint.post("/areas/new")
@requires(Permission.PLAN_WORKS)
@commits
def create_area() -> ResponseReturnValue:
    return _save_area(None)


@blueprint.get("/areas/<int:area_id>")
@requires(Permission.PLAN_WORKS)
def edit_area(area_id: int) -> ResponseReturnValue:
    area = district_queries.get_area(area_id)
    engineers = [member.user_id for member in district_queries.list_area_members(area_id)]
    return _area_page(AreaForm(name=area.name, engineers=engineers), area)


@blueprint.post("/areas/<int:area_id>")
@requires(Permission.PLAN_WORKS)
@commits
def change_area(area_id: int) -> ResponseReturnValue:
    return _save_area(district_queries.get_area(area_id))


@blueprint.post("/areas/townships")
@requires(Permission.PLAN_WORKS)
@commits
def map_townships() -> ResponseReturnValue:
    known = {str(area.id): area.id for area in queries.list_areas()}
    wanted = {
        township.id: known.get(request.form[f"area-{township.id}"])
        for township in queries.list_townships()
        if f"area-{township.id}" in request.form
    }
    number = districts.map_townships(wanted, by=current_user)
    flash(_("%(number)s townships changed their area.", number=number))
    return redirect(url_for(".list_areas"), 303)


@blueprint.post("/areas/aliases")
@requires(Permission.PLAN_WORKS)
@commits
def add_alias() -> ResponseReturnValue:
    form = AliasForm()

    def act() -> None:
        township = district_queries.get_township(form.township_id.data)
        districts.add_alias(township, form.alias.data or "", by=current_user)

    return save(
        form, act, lambda _nothing: url_for(".list_areas"), _("Saved."),
        lambda refused: _areas_page(form, refused),
    )  # fmt: skip


@blueprint.post("/areas/divisions")
@requires(Permission.PLAN_WORKS)
@commits
def load_townships() -> ResponseReturnValue:
    number = load_divisions(by=current_user)
    flash(_("%(number)s townships were registered.", number=number))
    return redirect(url_for(".list_areas"), 303)


@blueprint.get("/teams")
@requires(Permission.SEE_WORKS)
def list_teams() -> ResponseReturnValue:
    return render_template(
        "works/teams.html", teams=district_queries.list_teams(),
        may_change=may(current_user, Permission.PLAN_WORKS),
    )  # fmt: skip


@blueprint.get("/teams/new")
@requires(Permission.PLAN_WORKS)
def new_team() -> ResponseReturnValue:
    return _team_page(TeamForm(), None)


@blueprint.post("/teams/new")
@requires(Permission.PLAN_WORKS)
@commits
def create_team() -> ResponseReturnValue:
    return _save_team(None)


@blueprint.get("/teams/<int:team_id>")
@requires(Permission.PLAN_WORKS)
def edit_team(team_id: int) -> ResponseReturnValue:
    team = district_queries.get_team(team_id)
    return _team_page(_team_form_of(team), team)


@blueprint.post("/teams/<int:team_id>")
@requires(Permission.PLAN_WORKS)
@commits
def change_team(team_id: int) -> ResponseReturnValue:
    return _save_team(district_queries.get_team(team_id))


def _save_area(area: Area | None) -> ResponseReturnValue:
    form = AreaForm()
    return save(
        form,
        lambda: districts.save_area(
            area, form.name.data or "", form.engineers.data or (), by=current_user
        ),
        lambda _area: url_for(".list_areas"), _("Saved."),
        lambda refused: _area_page(form, area, refused),
    )  # fmt: skip


def _save_team(team: SupervisionTeam | None) -> ResponseReturnValue:
    form = TeamForm()

    def act() -> Any:
        leader = get_user(form.leader_id.data) if form.leader_id.data else None
        return districts.save_team(
            team, form.name.data or "", leader, form.members.data or (), by=current_user,
            seen_version=seen_version(),
        )  # fmt: skip

    return save(
        form, act, lambda _team: url_for(".list_teams"), _("Saved."),
        lambda refused: _team_page(form, team, refused),
        stored=_stored(team) if team else None,
    )  # fmt: skip


def _stored(team: SupervisionTeam) -> Stored:
    return Stored(lambda: _team_form_of(team), team, url_for(".list_teams"), team.name)


def _team_form_of(team: SupervisionTeam) -> TeamForm:
    """Return the form with what is stored."""
    members = [member.user_id for member in district_queries.list_team_members(team.id)]
    return TeamForm(formdata=None, obj=team, members=members)


def _areas_page(form: AliasForm, problems: Sequence[Sentence] = ()) -> str:
    return render_template(
        "works/areas.html", areas=district_queries.list_areas(),
        townships=queries.list_townships(), spellings=district_queries.spellings_by_township(),
        form=form, problems=problems, may_change=may(current_user, Permission.PLAN_WORKS),
    )  # fmt: skip


def _area_page(form: AreaForm, area: Area | None, problems: Sequence[Sentence] = ()) -> str:
    back = url_for(".list_areas")
    title = _("Change the area") if area else _("New area")
    return form_page(form, title, back, steps=[(_("Areas"), back)], problems=problems)


def _team_page(
    form: TeamForm, team: SupervisionTeam | None, problems: Sequence[Sentence] = ()
) -> str:
    back = url_for(".list_teams")
    title = _("Change the team") if team else _("New team")
    steps = [(_("Supervision teams"), back)]
    return form_page(form, title, back, steps=steps, subject=team, problems=problems)
