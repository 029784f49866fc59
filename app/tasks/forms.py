"""The shape of a task, of its report and of everything that its giver and its holder may say of it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField
from wtforms.validators import UUID, Optional

from app.shared.fields import DayField, Needed, line, long_text
from app.shared.forms import choices
from app.shared.listing import read_choice, read_number
from app.tasks.rules import LONGEST_TEXT, TaskSource

_DAMAGED = _l("This form is damaged; open a new one.")


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def _person() -> SelectField:
    return SelectField(_l("Person to do it"), coerce=_number, validators=[Optional()])


def _organisation() -> SelectField:
    return SelectField(_l("Organisation to do it"), coerce=_number, validators=[Optional()])


class OwnerForm(FlaskForm):
    """Who is to do it."""

    owner = _person()
    organisation = _organisation()

    def offer_owners(self, people: Iterable[Any], organisations: Iterable[tuple[int, str]]) -> None:
        """Let the choices be these people and organisations."""
        named = ((row.id, f"{row.organisation} {row.name}") for row in people)
        self.owner.choices = choices(named, empty=_l("Nobody by name"))
        self.organisation.choices = choices(organisations, empty=_l("The person's own"))


class TaskForm(OwnerForm):
    """交办事项."""

    client_uuid = HiddenField(validators=[UUID(message=_DAMAGED)])
    source = HiddenField()
    source_id = HiddenField()
    text = long_text(_l("What is to be done"), LONGEST_TEXT, needed=_l("Say what is to be done."))
    due_on = DayField(
        _l("To be done by"), validators=[Needed(_l("Say by which day it is to be done."))]
    )
    with_whom = line(_l("Together with"), 200)
    section_id = SelectField(_l("Section"), coerce=_number, validators=[Optional()])
    project_id = SelectField(_l("Project"), coerce=_number, validators=[Optional()])
    needs_photos = BooleanField(_l("Photos before and after belong to the proof"))
    organ = line(_l("Ordered by"), 200)
    document_no = line(_l("Document number"), 100)
    document_on = DayField(_l("Day of the document"), validators=[Optional()])

    def offer_places(
        self, sections: Iterable[tuple[int, str]], projects: Iterable[tuple[int, str]]
    ) -> None:
        """Let the choices be these sections and projects."""
        self.section_id.choices = choices(sections, empty=_l("No section"))
        self.project_id.choices = choices(projects, empty=_l("No project"))

    def source_given(self) -> tuple[TaskSource, int | None]:
        """Return what the task comes from; what makes no sense is given directly."""
        given = {"source": self.source.data or "", "id": str(self.source_id.data or "")}
        source = read_choice(given, "source", TaskSource) or TaskSource.OTHER
        return source, read_number(given, "id") if source != TaskSource.OTHER else None


class ReportForm(FlaskForm):
    """办结反馈."""

    version = HiddenField()
    round = HiddenField()
    note = long_text(_l("What was done"), LONGEST_TEXT, needed=_l("Say what was done."))
    photos_before = MultipleFileField(_l("Photos before"))
    photos = MultipleFileField(_l("Photos after"))

    @property
    def round_number(self) -> int | None:
        """Which report of the task this is, as the page counted."""
        text = self.round.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


class JudgementForm(FlaskForm):
    """Accepting or returning a report."""

    version = HiddenField()
    judgement = long_text(_l("Opinion"), LONGEST_TEXT)


class HandoverForm(OwnerForm):
    """转办."""

    version = HiddenField()
    why_handed = long_text(_l("Why"), LONGEST_TEXT, needed=_l("Say why it is handed over."))


class MoveForm(FlaskForm):
    """Another day."""

    version = HiddenField()
    new_due_on = DayField(
        _l("New day"), validators=[Needed(_l("Say by which day it is to be done."))]
    )
    why_moved = long_text(_l("Why"), LONGEST_TEXT, needed=_l("Say why the day is moved."))


class WithdrawalForm(FlaskForm):
    """撤销."""

    version = HiddenField()
    why_withdrawn = long_text(_l("Why"), LONGEST_TEXT, needed=_l("Say why it is withdrawn."))
