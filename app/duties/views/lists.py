"""The list: what is due today, late and met. By duty and object, never by person."""

from collections.abc import Iterable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.duties import queries
from app.duties.queries import lines as board
from app.duties.queries.lines import SORTABLE, DutyFilter, Line, View
from app.duties.rules import DutyKind
from app.duties.views.blueprint import blueprint, duty_limit, duty_object, duty_who
from app.shared.calendar import today
from app.shared.kept import keeps_answer
from app.shared.listing import read_choice, read_list_request, read_number, search_words
from app.shared.pages import address
from app.shared.spreadsheet import xlsx_response
from app.works.queries import list_projects_for


@blueprint.get("/duties")
@requires(Permission.SEE_DUTIES)
@keeps_answer
def list_duties() -> ResponseReturnValue:
    asked = DutyFilter(
        view=read_choice(request.args, "view", View) or View.ALL,
        kind=read_choice(request.args, "kind", DutyKind),
        project_id=read_number(request.args, "project"),
        duty_id=read_number(request.args, "duty"),
        search=search_words(request.args),
    )
    day = today()
    known = board.list_lines(current_user, day)
    lines = board.matching(known, asked)
    counts = board.count_by_view(lines, day)
    shown = [line for line in lines if line.fits(asked.view, day)]
    if request.args.get("format") == "xlsx":
        return _as_excel(shown)
    return render_template(
        "duties/list.html",
        page=board.page_of(shown, read_list_request(request.args, SORTABLE, "standing")),
        chips_of_views=[
            (str(view.label), address(view=view.value, page=None), view == asked.view, counts[view])
            for view in View
        ],
        view=asked.view, kinds=DutyKind, words=queries.words_of_lapses(),
        projects=[(one.id, one.name) for one in list_projects_for(current_user)],
        duties=list({(one.judged.duty.id, one.judged.duty.name): None for one in known}),
    )  # fmt: skip


def _as_excel(lines: Iterable[Line]) -> Response:
    columns = [
        _("No."), _("Duty"), _("Project"), _("Owed for"), _("Whose records"), _("How often"),
        _("Period from"), _("Period to"), _("Records"), _("State"), _("Reason"),
    ]  # fmt: skip
    said = queries.words_of_lapses()
    rows = (
        (
            number, line.judged.duty.name, line.judged.of.project, duty_object(line.judged.of),
            duty_who(line.judged.version), duty_limit(line.judged.limit),
            line.outcome.period.start, line.last_day, line.outcome.counted,
            str(line.standing.label), _reasons(line, said),
        )
        for number, line in enumerate(lines, 1)
    )  # fmt: skip
    return xlsx_response(_("Duties"), _("Duties"), columns, rows)


def _reasons(line: Line, said: object) -> str:
    key = (
        line.judged.duty.id, line.judged.of.number, line.judged.limit.cadence,
        line.outcome.period.start,
    )  # fmt: skip
    words = [str(why.label) for why in line.outcome.reasons]
    explained = said.get(key) if isinstance(said, dict) else None
    return "；".join([*words, explained] if explained else words)
