"""The shape of a line of the standard."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from app.quality.rules.coefficients import CONFIDENCES
from app.quality.rules.standard import StrengthFactor, Tolerance
from app.shared.fields import DayField, Needed, NumberField, WholeNumberField, line, long_text
from app.shared.forms import choices

LIMITS = ("required", "mean_below", "below", "above", "extreme_below")


def _limit(label: Any, hint: Any = None) -> NumberField:
    return NumberField(label, validators=[Optional()], description=hint or "")


def _short(value: Decimal | None) -> Decimal | None:
    """Return the number without needless zeros, as the standard prints it."""
    return None if value is None else Decimal(f"{value.normalize():f}")


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
        given: dict[str, Any] = {name: _short(getattr(self, name).data) for name in LIMITS}
        return replace(
            known, **given, is_key=self.is_key.data, confidence=self.confidence.data,
            is_of_design=self.is_of_design.data, least_samples=self.least_samples.data or 0,
            frequency=(self.frequency.data or "").strip(), source=(self.source.data or "").strip(),
            is_checked=self.is_checked.data,
        )  # fmt: skip


class FactorForm(FlaskForm):
    """What one line of the factors of strengths asks for, from a day on."""

    samples_from = WholeNumberField(_l("Groups from"), most=1000)
    design_from = _limit(_l("Design from (MPa)"))
    mean_factor = NumberField(
        _l("Factor of the mean"), validators=[Needed(_l("Give the factor."))], places=4
    )
    minimum_factor = _limit(_l("Least group, as a share of the design"))
    one_minimum_factor = _limit(
        _l("One group may be as low as"), _l("Empty where no group may be lower than the least.")
    )
    least_scatter = _limit(_l("S is counted as at least"))
    source = line(
        _l("Source"), 200, needed=_l("Say where the line comes from: document, page and table.")
    )
    valid_from = DayField(
        _l("In force from"), validators=[Needed(_l("Say from which day the line counts."))]
    )
    reason = long_text(_l("Reason"), needed=_l("Say why."))

    def changed(self, known: StrengthFactor) -> StrengthFactor:
        """Return the factor with what was typed."""
        return replace(
            known, samples_from=self.samples_from.data or 0,
            design_from=_short(self.design_from.data) or Decimal(0),
            mean_factor=_short(self.mean_factor.data) or Decimal(0),
            minimum_factor=_short(self.minimum_factor.data),
            one_minimum_factor=_short(self.one_minimum_factor.data),
            least_scatter=_short(self.least_scatter.data) or Decimal(0),
            source=(self.source.data or "").strip(),
        )  # fmt: skip
