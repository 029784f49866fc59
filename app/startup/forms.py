"""The shape of what is entered about the start of a section."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField

from app.shared.fields import DayField, MoneyField, Needed, WholeNumberField, line, long_text
from app.shared.forms import choices_of
from app.startup.rules import LONGEST_TEXT, Report, SecurityForm


def _security_form(value: Any) -> SecurityForm | None:
    return next((form for form in SecurityForm if form == value), None)


class OpeningForm(FlaskForm):
    """The day from which the steps are counted."""

    awarded_on = DayField(_l("Day of award"), validators=[Needed(_l("Enter the day."))])


class MoveForm(OpeningForm):
    """Another day of award."""

    version = HiddenField()
    reason = long_text(_l("Reason"), LONGEST_TEXT, needed=_l("Say why the day of award changes."))


class StepForm(FlaskForm):
    """Reporting a step; the page shows of these fields what the step has."""

    version = HiddenField()
    done_on = DayField(_l("Done on"))
    form = SelectField(_l("Form of the security"), coerce=_security_form)
    amount = MoneyField(_l("Amount of the security"))
    cash_by_choice = BooleanField(_l("The contractor chose to pay in cash"))
    bank = line(_l("Bank or issuer"), 120)
    number = line(_l("Number of the guarantee"), 60)
    valid_until = DayField(_l("Valid until"))
    note = long_text(_l("Note"), LONGEST_TEXT)
    photos = MultipleFileField(_l("Photos or scans"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.choices = choices_of(SecurityForm, empty=_l("Choose…"))

    def report(self) -> Report:
        """Return what was entered."""
        return Report(
            self.done_on.data,
            self.note.data or "",
            self.bank.data or "",
            self.form.data,
            self.amount.data,
            self.number.data or "",
            self.valid_until.data,
            self.cash_by_choice.data,
        )


class DecisionForm(FlaskForm):
    """Confirming a step or sending it back."""

    version = HiddenField()
    reason = long_text(_l("Reason"), LONGEST_TEXT)


class CrewForm(FlaskForm):
    """A crew that came to the site."""

    name = line(_l("Name of the crew"), 100, needed=_l("Name the crew."))
    leader = line(_l("Leader of the crew"), 60)
    people = WholeNumberField(_l("Number of people"), most=500)
    entered_on = DayField(_l("On the site since"), validators=[Needed(_l("Enter the day."))])
