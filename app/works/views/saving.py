"""What every form page does: save, or show the same page again with the sentences that say why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.stale_edits import EditedField, fields_of, stale_answer
from app.works.forms import StatusForm, WorksForm
from app.works.models import Project, Section


@dataclass(frozen=True)
class Stored:
    """What a changed object holds now, for the page that lays two edits side by side."""

    #: The form as it would show what is stored.
    form: Callable[[], WorksForm]
    subject: Any
    back: str
    name: str
    #: What stands beside the fields of the form, and what was sent of it in the same order.
    further: Callable[[], Sequence[EditedField]] = tuple
    posted: MultiDict[str, str] | None = None


def seen_version() -> int | None:
    """Return the version that the user's page showed."""
    return read_number(request.form, "version")


def status_form_of(subject: Project | Section) -> StatusForm:
    """Return the form of the state as it stands, from today on."""
    return StatusForm(
        formdata=None, status=subject.status, since=today(), reason=subject.status_reason,
        suspended_by=subject.suspended_by,
    )  # fmt: skip


def form_page(
    form: WorksForm,
    title: str,
    back: str,
    *,
    steps: Sequence[tuple[str, str | None]] = (),
    subject: Any = None,
    problems: Sequence[Sentence] = (),
    template: str = "works/form.html",
    **shown: Any,
) -> str:
    """Return the page of a form; `steps` is where it stands, `back` where Cancel leads."""
    return render_template(
        template, form=form, title=title, back=back, steps=[*steps, (title, None)],
        version=getattr(subject, "version", None), problems=problems, **shown,
    )  # fmt: skip


def save(
    form: WorksForm,
    act: Callable[[], Any],
    done: Callable[[Any], str],
    message: str,
    again: Callable[[Sequence[Sentence]], str],
    further: Sequence[Sentence] = (),
    *,
    stored: Stored | None = None,
) -> ResponseReturnValue:
    """Act when the form is sound and redirect to done(result); else show the page `again`.

    Answers 422 for what is refused and 409 when somebody else was faster. `further` are problems of
    what stands beside the form's fields. With `stored` the page of the stale edit lets one choose.
    """
    if not form.validate() or further:
        return again(further), 422
    try:
        result = act()
    except StaleEdit as stale:
        if stored is None:
            return again(stale.sentences), 409
        return stale_answer(
            stale, [*fields_of(stored.form()), *stored.further()], version=stored.subject.version,
            back=stored.back, name=stored.name, posted=stored.posted,
        )  # fmt: skip
    except RuleBroken as broken:
        return again(broken.sentences), 422
    flash(message)
    return redirect(done(result), 303)
