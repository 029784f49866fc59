"""The lists of processes: what counts now, every version, and a new one."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.quality import actions, queries
from app.quality.forms.processes import ProcessListForm, row_values
from app.quality.rules.processes import Structure
from app.quality.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken
from app.shared.kept import keeps_answer
from app.shared.sentences import Sentence
from app.shared.transaction import commits


@blueprint.get("/processes")
@requires(Permission.SEE_QUALITY)
@keeps_answer
def list_processes() -> ResponseReturnValue:
    return render_template(
        "quality/processes.html",
        lists=[queries.processes_of(structure, today()) for structure in Structure],
        versions={structure: queries.list_versions(structure) for structure in Structure},
        may_edit=may(current_user, Permission.EDIT_PROCESSES),
        today=today(),
    )


@blueprint.get("/processes/<structure>")
@requires(Permission.EDIT_PROCESSES)
def edit_processes(structure: str) -> ResponseReturnValue:
    known = queries.processes_of(_structure(structure), today())
    form = ProcessListForm(
        formdata=None, rows=row_values(known.processes), valid_from=today(), reason=""
    )
    return _page(known.structure, form)


@blueprint.post("/processes/<structure>")
@requires(Permission.EDIT_PROCESSES)
@commits
def save_processes(structure: str) -> ResponseReturnValue:
    kind, form = _structure(structure), ProcessListForm()
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            actions.set_processes(
                kind, form.processes(), valid_from=form.valid_from.data,
                reason=form.reason.data, by=current_user,
            )  # fmt: skip
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The new list is kept; works that have begun keep theirs."))
            return redirect(url_for(".list_processes"), 303)
    return _page(kind, form, problems), 422


def _structure(text: str) -> Structure:
    found = Structure.with_value(text)
    if found is None:
        raise NotFound
    return found


def _page(structure: Structure, form: ProcessListForm, problems: Sequence[Sentence] = ()) -> str:
    return render_template(
        "quality/process_list.html", structure=structure, form=form, problems=problems
    )
