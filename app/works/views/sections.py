"""Forms of sections: the section itself, its contract, its state, its key posts."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.shared.calendar import today
from app.shared.listing import read_number
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.shared.transaction import commits
from app.works import actions, panels, queries
from app.works.actions import posts
from app.works.forms import (
    ContractForm,
    EndForm,
    KeyPostForm,
    ReplacementForm,
    SectionForm,
    StatusForm,
)
from app.works.models import Project, Section
from app.works.panels import Tab, add_tab
from app.works.views.blueprint import blueprint
from app.works.views.saving import Stored, form_page, save, seen_version, status_form_of

add_tab(Tab("section", say("Key posts"), "works.key_posts", order=45))


@blueprint.get("/sections/new")
@requires(Permission.PLAN_WORKS)
def new_section() -> ResponseReturnValue:
    project = _project_asked()
    if project is None:
        projects = queries.list_projects_for(current_user)
        if projects:
            return render_template("works/choose_project.html", projects=projects)
        flash(_("A section belongs to a project: register the project first."))
        return redirect(url_for(".new_project"), 303)
    return _page(SectionForm(), None, project=project)


@blueprint.post("/sections/new")
@requires(Permission.PLAN_WORKS)
@commits
def create_section() -> ResponseReturnValue:
    project = _project_asked()
    if project is None:
        return redirect(url_for(".list_projects"), 303)
    form = SectionForm()
    return save(
        form, lambda: actions.create_section(project, by=current_user, **_details(form)),
        _address, _("The section is registered. Its contract and its works come next."),
        lambda refused: _page(form, None, refused, project=project),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>/edit")
@requires(Permission.EDIT_WORKS)
def edit_section(section_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    return _page(_form_of(section), section)


@blueprint.post("/sections/<int:section_id>/edit")
@requires(Permission.EDIT_WORKS)
@commits
def change_section(section_id: int) -> ResponseReturnValue:
    section, form = queries.get_section_to_change(current_user, section_id), SectionForm()

    def act() -> Section:
        fields = _details(form)
        return actions.change(section, fields, by=current_user, seen_version=seen_version())

    return save(
        form, act, _address, _("Saved."), lambda refused: _page(form, section, refused),
        stored=Stored(lambda: _form_of(section), section, _address(section), section.name),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>/contract")
@requires(Permission.EDIT_CONTRACTS)
def edit_contract(section_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    return _contract_page(_contract_form_of(section), section)


@blueprint.post("/sections/<int:section_id>/contract")
@requires(Permission.EDIT_CONTRACTS)
@commits
def save_contract(section_id: int) -> ResponseReturnValue:
    section, form = queries.get_section_to_change(current_user, section_id), ContractForm()

    def act() -> Section:
        terms = form.details()
        if section.contract is None:
            actions.sign_contract(section, by=current_user, **terms)
        else:
            actions.change(section.contract, terms, by=current_user, seen_version=seen_version())
        return section

    return save(
        form, act, _address, _("The contract is saved."),
        lambda refused: _contract_page(form, section, refused),
        stored=Stored(
            lambda: _contract_form_of(section), section.contract, _address(section), section.name
        ),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>/status")
@requires(Permission.EDIT_WORKS)
def section_status(section_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    return _page(status_form_of(section), section, title=_("Change the state"))


@blueprint.post("/sections/<int:section_id>/status")
@requires(Permission.EDIT_WORKS)
@commits
def change_section_status(section_id: int) -> ResponseReturnValue:
    section, form = queries.get_section_to_change(current_user, section_id), StatusForm()

    def act() -> Section:
        actions.set_status(section, by=current_user, seen_version=seen_version(), **form.details())
        return section

    return save(
        form, act, _address, _("The state is changed."),
        lambda refused: _page(form, section, refused, title=_("Change the state")),
        stored=Stored(lambda: status_form_of(section), section, _address(section), section.name),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>/key-posts")
@requires(Permission.SEE_WORKS)
def key_posts(section_id: int) -> ResponseReturnValue:
    section = queries.get_section_for(current_user, section_id)
    holders = queries.list_key_posts(section_id)
    filled = {holder.post for holder in holders if holder.until is None}
    return render_template(
        "works/key_posts.html", **panels.frame("section", section, current_user),
        holders=holders, vacant=[post for post in value_of("key_posts") if post not in filled],
        may_change=may(current_user, Permission.EDIT_WORKS)
        and queries.is_writable(current_user, section_id),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>/key-posts/new")
@requires(Permission.EDIT_WORKS)
def new_key_post(section_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    form = KeyPostForm(posts=value_of("key_posts"), post=request.args.get("post"), since=today())
    return _post_page(form, section, _("Fill a key post"))


@blueprint.post("/sections/<int:section_id>/key-posts/new")
@requires(Permission.EDIT_WORKS)
@commits
def fill_key_post(section_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    form = KeyPostForm(posts=value_of("key_posts"))
    return save(
        form, lambda: posts.fill_post(section, by=current_user, **form.details()),
        lambda _holder: _posts_address(section), _("The key post is filled."),
        lambda refused: _post_page(form, section, _("Fill a key post"), refused),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>/key-posts/<int:post_id>/replacement")
@requires(Permission.EDIT_WORKS)
def replace_key_post(section_id: int, post_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    holder = queries.get_key_post(section_id, post_id)
    return _post_page(ReplacementForm(since=today()), section, _replacing(holder))


@blueprint.post("/sections/<int:section_id>/key-posts/<int:post_id>/replacement")
@requires(Permission.EDIT_WORKS)
@commits
def save_replacement(section_id: int, post_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    holder, form = queries.get_key_post(section_id, post_id), ReplacementForm()
    return save(
        form, lambda: posts.replace_holder(holder, by=current_user, **form.details()),
        lambda _holder: _posts_address(section), _("The replacement is entered."),
        lambda refused: _post_page(form, section, _replacing(holder), refused),
    )  # fmt: skip


@blueprint.get("/sections/<int:section_id>/key-posts/<int:post_id>/end")
@requires(Permission.EDIT_WORKS)
def end_key_post(section_id: int, post_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    holder = queries.get_key_post(section_id, post_id)
    return _post_page(EndForm(until=today()), section, _ending(holder))


@blueprint.post("/sections/<int:section_id>/key-posts/<int:post_id>/end")
@requires(Permission.EDIT_WORKS)
@commits
def save_end(section_id: int, post_id: int) -> ResponseReturnValue:
    section = queries.get_section_to_change(current_user, section_id)
    holder, form = queries.get_key_post(section_id, post_id), EndForm()
    return save(
        form, lambda: posts.end_post(holder, until=form.until.data, by=current_user),
        lambda _nothing: _posts_address(section), _("Saved."),
        lambda refused: _post_page(form, section, _ending(holder), refused),
    )  # fmt: skip


def _replacing(holder: Any) -> str:
    return str(_("Replace %(person)s, %(post)s", person=holder.person_name, post=holder.post))


def _ending(holder: Any) -> str:
    words = _("%(person)s leaves the post of %(post)s", person=holder.person_name, post=holder.post)
    return str(words)


def _project_asked() -> Project | None:
    number = read_number(request.args, "project")
    return queries.get_project_for(current_user, number) if number else None


def _form_of(section: Section) -> SectionForm:
    """Return the form with what is stored."""
    return SectionForm(formdata=None, obj=section)


def _contract_form_of(section: Section) -> ContractForm:
    """Return the form with the contract as it is stored, or an empty one."""
    contract = section.contract
    if contract is None:
        return ContractForm(formdata=None)
    return ContractForm(formdata=None, obj=contract, **ContractForm.data_of(contract))


def _details(form: SectionForm) -> dict[str, Any]:
    fields = form.details()
    if fields["position"] is None:
        del fields["position"]
    return fields


def _address(section: Section) -> str:
    return url_for(".section_page", section_id=section.id)


def _posts_address(section: Section) -> str:
    return url_for(".key_posts", section_id=section.id)


def _steps(section: Section) -> list[tuple[str, str | None]]:
    return [(_("Sections"), url_for(".list_sections")), (section.name, _address(section))]


def _page(
    form: Any,
    section: Section | None,
    problems: Sequence[Sentence] = (),
    *,
    project: Project | None = None,
    title: str = "",
) -> str:
    if section is not None:
        return form_page(
            form, title or _("Change the section"), _address(section), steps=_steps(section),
            subject=section, problems=problems, subtitle=section.project.name,
        )  # fmt: skip
    back = url_for(".project_page", project_id=project.id) if project else url_for(".list_sections")
    name = project.name if project else ""
    return form_page(
        form, _("New section"), back, steps=[(name, back)], problems=problems, subtitle=name
    )


def _contract_page(form: ContractForm, section: Section, problems: Sequence[Sentence] = ()) -> str:
    title = _("Change the contract") if section.contract else _("Enter the contract")
    return form_page(
        form, title, _address(section), steps=_steps(section), subject=section.contract,
        problems=problems, subtitle=f"{section.project.name} · {section.name}",
    )  # fmt: skip


def _post_page(form: Any, section: Section, title: str, problems: Sequence[Sentence] = ()) -> str:
    return form_page(
        form, title, _posts_address(section), steps=_steps(section), problems=problems,
        subtitle=f"{section.project.name} · {section.name}",
    )  # fmt: skip
