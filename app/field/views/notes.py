"""Records that came back to phones and were handed to the office: the list, and one with its answer."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.evidence.owners import tell_of
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.field.forms import AnswerForm
from app.field.readable import lines_of, title_of_kind
from app.field.views.blueprint import blueprint
from app.orders import actions, queries
from app.orders.models import OfficeNote
from app.orders.queries.office_notes import SORTABLE
from app.orders.rules import NoteState
from app.shared.errors import RuleBroken
from app.shared.listing import read_choice, read_list_request
from app.shared.pages import address
from app.shared.sentences import Sentence
from app.shared.transaction import commits

TONES = {NoteState.WAITING: "orange", NoteState.ENTERED: "green", NoteState.NOT_ENTERED: "grey"}


@blueprint.get("/notes")
@requires(Permission.ANSWER_NOTE)
def list_notes() -> ResponseReturnValue:
    state = read_choice(request.args, "state", NoteState)
    counts = queries.count_notes_by_state()
    shortcuts = [
        (
            str(one.label),
            address(state=None if one == state else one.value, page=None),
            one == state,
            counts.get(one, 0),
        )
        for one in NoteState
    ]
    return render_template(
        "field/notes.html",
        page=queries.list_notes(state, read_list_request(request.args, SORTABLE, "-handed")),
        shortcuts=shortcuts,
        tones=TONES,
        title_of_kind=title_of_kind,
    )


@blueprint.get("/notes/<int:note_id>")
@requires(Permission.ANSWER_NOTE)
def note_page(note_id: int) -> ResponseReturnValue:
    return _page(queries.get_note(note_id))


@blueprint.post("/notes/<int:note_id>")
@requires(Permission.ANSWER_NOTE)
@commits
def note_answer(note_id: int) -> ResponseReturnValue:
    note = queries.get_note(note_id)
    form = AnswerForm()
    if not form.validate():
        return _page(note, form), 422
    outcome = NoteState.with_value(form.outcome.data) or NoteState.WAITING
    try:
        actions.answer_note(note, outcome, form.words.data or "", by=current_user)
    except RuleBroken as broken:
        return _page(note, form, broken.sentences), 422
    flash(_("Saved. The sender sees the answer on the phone."))
    return redirect(url_for("field.note_page", note_id=note.id), 303)


def _page(
    note: OfficeNote, form: AnswerForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    shown = photos_of(OwnerKind.OFFICE_NOTE, [note.id])
    is_open = note.state == NoteState.WAITING
    return render_template(
        "field/note.html",
        note=note,
        tone=TONES[note.state],
        title=title_of_kind(note.record_kind),
        lines=list(lines_of(note.content)),
        photos=shown,
        marks=marks_of(shown),
        form=form or (AnswerForm(formdata=None) if is_open else None),
        problems=problems,
    )


tell_of(OwnerKind.OFFICE_NOTE, address=lambda number: url_for("field.note_page", note_id=number))
