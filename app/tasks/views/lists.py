"""The lists: my tasks, those I gave, late ones, all."""

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.accounts.queries import list_organisations
from app.shared.calendar import today
from app.shared.errors import Unreadable
from app.shared.kept import keeps_answer
from app.shared.listing import paginate, read_choice, read_list_request, read_number, search_words
from app.shared.pages import address
from app.shared.quantities import parse_date
from app.shared.spreadsheet import xlsx_response
from app.tasks import queries
from app.tasks.models import Task
from app.tasks.queries import SORTABLE, TaskFilter, View
from app.tasks.rules import TaskSource, TaskState
from app.tasks.views.blueprint import blueprint
from app.works.queries import list_section_choices


@blueprint.get("/tasks")
@requires(Permission.SEE_TASKS)
@keeps_answer
def list_tasks() -> ResponseReturnValue:
    asked = _asked()
    statement = queries.tasks_statement(current_user, asked, today())
    if request.args.get("format") == "xlsx":
        return _as_excel(statement)
    page = paginate(
        statement, SORTABLE, read_list_request(request.args, SORTABLE, "due"), tie_breaker=Task.id
    )
    counts = queries.count_views(current_user, today())
    late = asked.view == View.LATE
    return render_template(
        "tasks/list.html", page=page, view=asked.view,
        chips_of_views=[
            (str(view.label), address(view=view.value, page=None), view == asked.view, counts[view])
            for view in View
        ],
        places=queries.late_by_place(current_user, today()) if late else [],
        sections=list_section_choices(current_user),
        organisations=[(one.id, one.name) for one in list_organisations()],
        states=TaskState, sources=TaskSource, is_filtered=set(request.args) - {"view"},
    )  # fmt: skip


def _asked() -> TaskFilter:
    return TaskFilter(
        view=read_choice(request.args, "view", View) or View.MINE,
        search=search_words(request.args),
        state=read_choice(request.args, "state", TaskState),
        source=read_choice(request.args, "source", TaskSource),
        section_id=read_number(request.args, "section"),
        organisation_id=read_number(request.args, "organisation"),
        due_from=_day("from"),
        due_to=_day("to"),
    )


def _day(name: str) -> Any:
    try:
        return parse_date(request.args.get(name, ""))
    except Unreadable:
        return None


def _as_excel(statement: Any) -> Response:
    """Return the whole filtered list as the native form 交办事项清单."""
    columns = [
        _("No."), _("What is to be done"), _("Where it comes from"), _("Ordered by"),
        _("Document number"), _("Project"), _("Section"), _("Organisation to do it"),
        _("Person to do it"), _("Together with"), _("Given by"), _("Given on"), _("To be done by"),
        _("Reported done on"), _("State"),
    ]  # fmt: skip
    lines = (
        (
            number, row.text, str(row.source.label), row.organ, row.document_no, row.project,
            row.section, row.organisation, row.owner, row.with_whom, row.giver, row.given_on,
            row.due_on, row.reported_on, str(row.state.label),
        )
        for number, row in enumerate(queries.list_rows(statement), 1)
    )  # fmt: skip
    return xlsx_response(_("Tasks"), _("Tasks"), columns, lines)
