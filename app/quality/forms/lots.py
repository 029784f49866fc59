"""The shape of a lot of test values: its head as fields, its values as rows of a grid."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField
from wtforms.validators import Optional

from app.quality.queries.processes import WorkProcesses
from app.quality.rules.evaluation import Sample
from app.quality.rules.lots import (
    Ground,
    LotDraft,
    LotEntry,
    Tester,
    TypedSample,
    rows_of_paste,
    testers_of,
)
from app.quality.rules.standard import Layer, Measure, group_of
from app.shared.fields import ChainageField, DayField, Needed, NumberField, line, long_text
from app.shared.forms import choices, choices_of
from app.shared.quantities import Chainage
from app.works.models import Work

EMPTY_ROWS = 12
SPARE_ROWS = 4


class LotForm(FlaskForm):
    """What was tested, where, by whom, and against which design; the values are a grid of their own."""

    client_uuid = HiddenField()
    process_code = SelectField(_l("Process"), name="process")
    layer = SelectField(_l("Layer"), choices=choices_of(Layer), coerce=Layer)
    measure = SelectField(_l("What was measured"), choices=choices_of(Measure), coerce=Measure)
    start_m = ChainageField(_l("From"), validators=[Optional()])
    end_m = ChainageField(_l("To"), validators=[Optional()])
    part = line(_l("Part"), 100, description=_l("Pier, span or building; empty for the whole."))
    sampled_on = DayField(
        _l("Sampled on"), validators=[Needed(_l("Say on which day the samples were taken."))]
    )
    design = NumberField(
        _l("Design value"), validators=[Optional()],
        description=_l("As the drawings give it, in the unit of the values."),
    )  # fmt: skip
    tester = SelectField(_l("Tested by"), coerce=Tester)
    ground = SelectField(_l("Where it was tested"), choices=choices_of(Ground), coerce=Ground)
    laboratory = line(_l("Laboratory"), 200)
    report_no = line(_l("Number of the report"), 60)
    is_pending = BooleanField(
        _l("The specimens are curing: the strength is entered when it is known")
    )
    note = long_text(_l("Remarks"))
    photos = MultipleFileField(_l("Photos of the report sheet"), validators=[Optional()])

    def offer(self, processes: WorkProcesses, user: Any) -> None:
        """Offer the processes of the work, and the parties for which the person may write."""
        self.process_code.choices = choices((one.code, one.name) for one in processes.processes)
        self.tester.choices = choices((one.value, one.label) for one in testers_of(user.roles))

    def entry(self, work: Work, samples: Sequence[Sample]) -> LotEntry:
        """Return the lot as typed."""
        draft = LotDraft(
            self.layer.data, self.measure.data, group_of(work.technical_class),
            self.sampled_on.data, Decimal(0) if self.measure.data.is_deviation else self.design.data,
            samples, self.start_m.data, self.end_m.data, self.is_pending.data,
        )  # fmt: skip
        return LotEntry(
            self.client_uuid.data or "", self.process_code.data, draft, self.part.data or "",
            self.tester.data, self.ground.data, self.laboratory.data or "",
            self.report_no.data or "", self.note.data or "",
        )  # fmt: skip


class CorrectionForm(LotForm):
    """A lot that replaces another."""

    reason = long_text(_l("Why the values are corrected"), needed=_l("Say why."))


class ResultForm(FlaskForm):
    """Nothing but the values of a lot whose result was awaited."""


def typed_rows(typed: MultiDict[str, str]) -> list[TypedSample]:
    """Return the rows of the grid, or those of a block that was pasted as text."""
    if pasted := typed.get("paste", "").strip():
        return rows_of_paste(pasted)
    columns = [typed.getlist(name) for name in ("station", "side", "value")]
    most = max((len(column) for column in columns), default=0)
    filled = [[*column, *[""] * (most - len(column))] for column in columns]
    return [TypedSample(*cells) for cells in zip(*filled, strict=True)]


def rows_to_show(rows: Sequence[TypedSample]) -> list[TypedSample]:
    """Return the rows with empty ones after them."""
    filled = [row for row in rows if not row.is_empty]
    empty = max(EMPTY_ROWS - len(filled), SPARE_ROWS)
    return [*filled, *[TypedSample()] * empty]


def rows_of(samples: Sequence[Sample]) -> list[TypedSample]:
    """Return stored values as rows of the grid."""
    return [
        TypedSample(
            str(Chainage(one.station_m)) if one.station_m is not None else "", one.side,
            f"{one.value.normalize():f}",
        )
        for one in samples
    ]  # fmt: skip
