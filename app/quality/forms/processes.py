"""The form in which a list of processes is edited: a row for each process, blank rows for new ones."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length

from app.quality.rules.processes import MOST_PROCESSES, Process, TestKind
from app.shared.fields import DayField, Needed, WholeNumberField, long_text, without_controls
from app.shared.forms import choices_of

BLANK_ROWS = 2


class ProcessRow(Form):
    """One process; a row without a name is left out."""

    code = HiddenField()
    item = HiddenField()
    position = WholeNumberField(_l("Order"))
    name = StringField(
        _l("Name"), validators=[Length(max=60)], filters=[without_controls]
    )  # fmt: skip
    tests = SelectMultipleField(_l("Mandatory tests"), choices=choices_of(TestKind))
    is_side_station = BooleanField(_l("Side station"))
    is_concealed = BooleanField(_l("Concealed"))

    def as_process(self) -> Process:
        """Return the process; a new one is known by its own name."""
        name = (self.name.data or "").strip()
        tests = frozenset(kind for kind in TestKind if kind.value in (self.tests.data or ()))
        return Process(
            self.code.data or name, name, self.item.data or "", tests,
            bool(self.is_side_station.data), bool(self.is_concealed.data),
        )  # fmt: skip


class ProcessListForm(FlaskForm):
    """A whole list with the day from which it counts and the reason of the change."""

    rows = FieldList(FormField(ProcessRow), max_entries=MOST_PROCESSES + BLANK_ROWS)
    valid_from = DayField(
        _l("Counts from"), validators=[Needed(_l("Say from which day the list counts."))]
    )
    reason = long_text(_l("Reason of the change"), needed=_l("Give the reason for the change."))

    def processes(self) -> list[Process]:
        """Return the processes in the order that was typed; rows without an order come last."""
        named = [row.form for row in self.rows if (row.form.name.data or "").strip()]
        ordered = sorted(
            enumerate(named), key=lambda one: (one[1].position.data or MOST_PROCESSES * 10, one[0])
        )
        return [row.as_process() for _, row in ordered]


def row_values(processes: Sequence[Process]) -> list[dict[str, Any]]:
    """Return what the rows of the form show, with blank rows after them."""
    known = [
        {
            "code": one.code,
            "item": one.item,
            "position": place * 10,
            "name": one.name,
            "tests": [kind.value for kind in one.tests],
            "is_side_station": one.is_side_station,
            "is_concealed": one.is_concealed,
        }
        for place, one in enumerate(processes, start=1)
    ]
    return known + [{"code": "", "item": "", "name": ""} for _ in range(BLANK_ROWS)]
