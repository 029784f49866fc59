"""The shape of what is entered about measurement."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from app.contracts.rules import LARGEST_QUANTITY, BillLine
from app.measurement.rules import LONGEST_PAPER, LONGEST_WHY
from app.shared.fields import DayField, Needed, ReadField, line, long_text
from app.shared.forms import choices
from app.shared.quantities import parse_decimal


class QuantityField(ReadField):
    """A measured quantity; what was taken back is written with a minus."""

    def read(self, text: str) -> Decimal:
        return parse_decimal(text, least=-LARGEST_QUANTITY, most=LARGEST_QUANTITY)


class PeriodForm(FlaskForm):
    """Up to which day the next period goes."""

    last_day = DayField(_l("Last day of the period"), validators=[Needed(_l("Enter the day."))])


class CorrectionForm(FlaskForm):
    """Measuring less than is proven."""

    version = HiddenField()
    line = SelectField(_l("Measured line"), coerce=int)
    quantity = QuantityField(
        _l("Quantity of this period"), validators=[Needed(_l("Enter the quantity."))]
    )
    why = long_text(_l("Reason"), LONGEST_WHY)


class PaperForm(FlaskForm):
    """Measuring an item that no acceptance proves."""

    version = HiddenField()
    item = SelectField(_l("Bill item"), coerce=int)
    paper_quantity = QuantityField(
        _l("Quantity of this period"), validators=[Needed(_l("Enter the quantity."))]
    )
    paper = line(_l("Paper that proves it"), LONGEST_PAPER, needed=_l("Name the paper."))
    paper_why = long_text(_l("Reason"), LONGEST_WHY, needed=_l("Give the reason."))

    def offer(self, bill: Sequence[BillLine]) -> "PaperForm":
        """Leave the items that no acceptance proves."""
        self.item.choices = choices(
            (one.item_id, f"{one.code} {one.name}") for one in bill if not one.process
        )
        return self


class ReturnForm(FlaskForm):
    """Sending a measurement back."""

    version = HiddenField()
    reason = long_text(_l("Reason"), LONGEST_WHY)
