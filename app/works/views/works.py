"""Forms of roads, bridges and yards."""

from collections.abc import Sequence
from decimal import Decimal

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.shared.errors import NotFound
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.settings import value_of
from app.shared.transaction import commits
from app.works import actions, queries, rules
from app.works.forms import WorkForm
from app.works.models import Section, Work
from app.works.rules import LocationSource
from app.works.views.blueprint import blueprint
from app.works.views.saving import Stored, form_page, save, seen_version


@blueprint.get("/works/new")
@requires(Permission.EDIT_WORKS)
def new_work() -> ResponseReturnValue:
    return _page(WorkForm(), _section_asked(), None)


@blueprint.post("/works/new")
@requires(Permission.EDIT_WORKS)
@commits
def create_work() -> ResponseReturnValue:
    section, form = _section_asked(), WorkForm()

    def act() -> Work:
        work = actions.create_work(section, by=current_user, **form.details())
        _place(work, form)
        _warn(work)
        return work

    return save(
        form, act, _address, _("The work is registered."),
        lambda refused: _page(form, section, None, refused),
    )  # fmt: skip


@blueprint.get("/works/<int:work_id>/edit")
@requires(Permission.EDIT_WORKS)
def edit_work(work_id: int) -> ResponseReturnValue:
    work = queries.get_work_to_change(current_user, work_id)
    return _page(_form_of(work), work.section, work)


@blueprint.post("/works/<int:work_id>/edit")
@requires(Permission.EDIT_WORKS)
@commits
def change_work(work_id: int) -> ResponseReturnValue:
    work, form = queries.get_work_to_change(current_user, work_id), WorkForm()

    def act() -> Work:
        actions.change(work, form.details(), by=current_user, seen_version=seen_version())
        _place(work, form)
        _warn(work)
        return work

    return save(
        form, act, _address, _("Saved."),
        lambda refused: _page(form, work.section, work, refused),
        stored=Stored(lambda: _form_of(work), work, _address(work), work.name),
    )  # fmt: skip


def _section_asked() -> Section:
    number = read_number(request.args, "section")
    if number is None:
        raise NotFound
    return queries.get_section_to_change(current_user, number)


def _form_of(work: Work) -> WorkForm:
    """Return the form with what is stored."""
    location = queries.find_location(work_id=work.id)
    return WorkForm(
        formdata=None, obj=work, **WorkForm.data_of(work),
        longitude=location.longitude if location else None,
        latitude=location.latitude if location else None,
    )  # fmt: skip


def _place(work: Work, form: WorkForm) -> None:
    place = form.place()
    known = queries.find_location(work_id=work.id)
    if place and (known is None or place != (known.longitude, known.latitude)):
        actions.place(work, *place, by=current_user, source=LocationSource.MAP)


def _warn(work: Work) -> None:
    tolerance_m = Decimal(value_of("length_tolerance_m"))
    warning = rules.length_problem(work.start_m, work.end_m, work.length_m, tolerance_m)
    if warning:
        flash(str(warning), "warning")


def _address(work: Work) -> str:
    return url_for(".work_page", work_id=work.id)


def _page(
    form: WorkForm, section: Section, work: Work | None, problems: Sequence[Sentence] = ()
) -> str:
    of_section = url_for(".section_page", section_id=section.id)
    back = _address(work) if work else of_section
    steps: list[tuple[str, str | None]] = [(section.name, of_section)]
    if work is not None:
        steps.append((work.name, back))
    return form_page(
        form, _("Change the work") if work else _("New road, bridge or yard"), back, steps=steps,
        subject=work, problems=problems, subtitle=f"{section.project.name} · {section.name}",
    )  # fmt: skip
