"""The shape of a line of the standard."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from app.quality.rules.coefficients import CONFIDENCES
from app.quality.rules.standard import Tolerance
from app.shared.fields import DayField, Needed, NumberField, WholeNumberField, line, long_text
from app.shared.forms import choices

LIMITS = ("required", "mean_below", "below", "above", "extreme_below")


def _limit(label: Any, hint: Any = None) -> NumberField:
    return NumberField(label, validators=[Optional()], description=hint or "")


class LineForm(FlaskForm):
    """What one line of the standard asks for, from a day on."""

    is_key = BooleanField(_l("Key item △"))
    required = _limit(_l("Required by the standard"), _l("Empty where the drawings say it."))
    confidence = SelectField(_l("Confidence"), coerce=lambda text: Decimal(text) if text else None)
    mean_below = _limit(_l("Representative value may fall short by"))
    below = _limit(_l("A single value may lie below by"))
    above = _limit(_l("A single value may lie above by"), _l("Empty where there is no limit."))
    extreme_below = _limit(_l("No value at all below by more than"), _l("The stated extreme."))
    is_of_design = BooleanField(_l("These are percent of the design"))
    least_samples = WholeNumberField(_l("Least number of values"), most=100)
    frequency = line(_l("Frequency"), 100)
    source = line(
        _l("Source"), 200, needed=_l("Say where the line comes from: document, page and table.")
    )
    is_checked = BooleanField(_l("Compared with the printed standard"))
    valid_from = DayField(
        _l("In force from"), validators=[Needed(_l("Say from which day the line counts."))]
    )
    reason = long_text(_l("Reason"), needed=_l("Say why."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shares = [
            (str(share), f"{share * 100:f}".rstrip("0").rstrip(".") + " %") for share in CONFIDENCES
        ]
        self.confidence.choices = choices(shares, empty=_l("not needed"))

    def changed(self, known: Tolerance) -> Tolerance:
        """Return the line with what was typed."""
        given = {name: getattr(self, name).data for name in LIMITS}
        return replace(
            known, **given, is_key=self.is_key.data, confidence=self.confidence.data,
            is_of_design=self.is_of_design.data, least_samples=self.least_samples.data or 0,
            frequency=(self.frequency.data or "").strip(), source=(self.source.data or "").strip(),
            is_checked=self.is_checked.data,
        )  # fmt: skip
