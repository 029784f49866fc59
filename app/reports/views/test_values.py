"""Test values from a file: read, shown in the grid of the form with what was refused, saved by the form."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.accounts.permissions import Permission, requires
from app.quality.forms.lots import LotForm
from app.quality.queries.processes import processes_of_work
from app.quality.rules.standard import Measure
from app.quality.views.lots import lot_form_page
from app.reports.rules.grid import Grid
from app.reports.rules.test_values import ReadValues, is_of_measure, read_test_values
from app.reports.views.blueprint import blueprint
from app.reports.workbook import WorkbookRefused, read_workbook
from app.reports.workbook.plain import is_workbook, read_text
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.works.queries import get_work_to_change


@blueprint.post("/quality/works/<int:work_id>/lots/file")
@requires(Permission.ENTER_TESTS)
@commits
def read_test_file(work_id: int) -> ResponseReturnValue:
    work = get_work_to_change(current_user, work_id)
    processes, form = processes_of_work(work), LotForm()
    form.offer(processes, current_user)
    file = request.files.get("values_file")
    try:
        found = _values_of(file, form.measure.data)
    except WorkbookRefused as refusal:
        found = ReadValues(refusals=[refusal.sentence])
    problems = [*found.refusals, *_choice(found)]
    name = (file.filename or "")[-100:] if file and found.rows else ""
    page = lot_form_page(work, form, found.rows, processes, problems, file_name=name)
    return page, 422 if problems else 200


def _values_of(file: FileStorage | None, measure: Measure | None) -> ReadValues:
    """Return the values of the first sheet that has any. Raises WorkbookRefused."""
    content = file.read() if file else b""
    if not content:
        raise WorkbookRefused(say("Choose a file with values."))
    grids: tuple[Grid, ...] = (
        read_workbook(content).shown if is_workbook(content) else (read_text(content),)
    )
    read = [read_test_values(grid, lambda name: is_of_measure(name, measure)) for grid in grids]
    filled = [found for found in read if found.rows or found.items]
    return next(iter(filled or read), ReadValues(refusals=[say("No value was found in the file.")]))


def _choice(found: ReadValues) -> list[Sentence]:
    if not found.items:
        return []
    return [
        say(
            "The file has several items: %(items)s. Choose under “What was measured” which of them"
            " to read, and read the file again.",
            items="、".join(found.items[:10]),
        )
    ]
