"""Two people edit one thing: what stood there, what the one wrote, what the other saved, field by field.

A form carries what it showed when it was opened (`opened`). When somebody else was quicker, the page of
the stale edit lays the three side by side; each choice there is the form's own field, so that what is
chosen is sent to the same address as the form itself.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, SelectField, SelectMultipleField

from app.shared.errors import StaleEdit

OPENED = "opened"
#: Fields of a form that no person writes.
UNSEEN = ("HiddenField", "CSRFTokenField", "FileField", "MultipleFileField")
LONGEST_OPENED = 100_000


def as_written(value: str) -> str:
    """Show a value as it was typed."""
    return value


@dataclass(frozen=True)
class EditedField:
    """One field with the text that the form would send for what is stored."""

    name: str
    label: Any
    value: str
    #: How a person reads such a text.
    words: Callable[[str], str] = as_written


@dataclass(frozen=True)
class Difference:
    """A field in which what was written and what is stored are not the same."""

    field: EditedField
    #: What stood there when the page was opened; None when that is not known.
    had: str | None
    yours: str

    @property
    def theirs(self) -> str:
        """Return what the other person saved."""
        return self.field.value

    @property
    def takes_theirs(self) -> bool:
        """Return whether the other's value is proposed: the field was not touched here."""
        return self.had is not None and self.yours == self.had

    @property
    def is_by_both(self) -> bool:
        """Return whether both changed it, each in another way."""
        return self.had not in (self.yours, self.theirs)


def differences(
    fields: Iterable[EditedField], written: Mapping[str, str], opened: Mapping[str, str]
) -> list[Difference]:
    """Return the fields in which `written` differs from what is stored; those of both come first."""
    found = []
    for field in fields:
        yours, had = _plain(written.get(field.name, "")), opened.get(field.name)
        if yours != _plain(field.value):
            found.append(Difference(field, None if had is None else _plain(had), yours))
    return sorted(found, key=lambda one: not one.is_by_both)


def fields_of(form: Form) -> list[EditedField]:
    """Return the fields of a form that was made from what is stored."""
    return [
        EditedField(field.name, field.label.text, _value_of(field), _words_of(field))
        for field in form
        if field.type not in UNSEEN
    ]


def opened_text(fields: Iterable[EditedField]) -> str:
    """Return what a form carries along: the text of every field as the page showed it."""
    return json.dumps({field.name: field.value for field in fields}, ensure_ascii=False)


def opened_of(form: Form, further: Sequence[EditedField] = ()) -> str:
    """Return what the page showed when it was opened, also after it was refused.

    `further` are fields that stand beside those of the form.
    """
    if request.method == "POST":
        return str(request.form.get(OPENED, ""))
    return opened_text([*fields_of(form), *further])


def stale_answer(
    stale: StaleEdit,
    fields: Sequence[EditedField],
    *,
    version: object,
    back: str,
    name: str = "",
    posted: MultiDict[str, str] | None = None,
    version_field: str = "version",
) -> ResponseReturnValue:
    """Answer 409 with both people's values side by side, to choose from and save on `version`.

    `back` leads away without saving; `posted` is what was sent, where the view had to put it in order.
    """
    sent = request.form if posted is None else posted
    written = {key: ",".join(sent.getlist(key)) for key in sent}
    found = differences(fields, written, _read_opened(written.get(OPENED, "")))
    own = {"csrf_token", version_field, OPENED, *(one.field.name for one in found)}
    page = render_template(
        "errors/stale_edit.html", sentences=stale.sentences, differences=found, back=back,
        name=name, version=version, version_field=version_field, opened=opened_text(fields),
        carried=[(key, value) for key, value in sent.items(multi=True) if key not in own],
    )  # fmt: skip
    return page, 409


def opened_values() -> dict[str, str]:
    """Return what the page that was sent showed when it was opened, field by field."""
    return _read_opened(request.form.get(OPENED, ""))


def register(app: Flask) -> None:
    """Let form pages carry what they showed; called once by create_app()."""
    app.jinja_env.globals["opened_of"] = opened_of


def _read_opened(text: str) -> dict[str, str]:
    """Return the values that the page carried along; nothing when they are no such text."""
    try:
        found = json.loads(text[:LONGEST_OPENED])
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _value_of(field: Any) -> str:
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if isinstance(field, SelectField | SelectMultipleField):
        return ",".join(str(one.value) for one in field.iter_choices() if one.selected)
    return str(field._value())


def _words_of(field: Any) -> Callable[[str], str]:
    if isinstance(field, BooleanField):
        return lambda value: _("Yes") if value else _("No")
    if isinstance(field, SelectField | SelectMultipleField):
        labels = {str(one.value): str(one.label) for one in field.iter_choices()}
        return lambda value: _(", ").join(labels.get(part, part) for part in value.split(","))
    suffix = getattr(field, "suffix", "")
    return (lambda value: f"{value} {suffix}" if value else "") if suffix else as_written
