"""The shape of what is entered about a contract."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField

from app.contracts.queries import ENTERED
from app.contracts.rules import (
    LARGEST_QUANTITY,
    LONGEST_REASON,
    BillLine,
    ItemEntry,
    RetentionMode,
    Terms,
)
from app.shared.fields import (
    MoneyField,
    Needed,
    NumberField,
    PercentField,
    ReadField,
    WholeNumberField,
    line,
    long_text,
)
from app.shared.forms import choices, choices_of
from app.shared.quantities import parse_decimal, parse_money, round_half_up, yuan_from_fen

NUMBER = [Needed(_l("Enter a number."))]


class UnitPriceField(MoneyField):
    """A unit price in yuan, to the fen."""

    suffix = _l("yuan")

    def read(self, text: str) -> int:
        return parse_money(text, "yuan").value

    def write(self, value: int) -> str:
        return str(yuan_from_fen(value))


class ChangeField(ReadField):
    """By how much a quantity changes; less is written with a minus."""

    def read(self, text: str) -> Decimal:
        most = LARGEST_QUANTITY
        return round_half_up(parse_decimal(text, least=-most, most=most), 3)


class ItemForm(FlaskForm):
    """One item of the bill."""

    chapter = line(_l("Chapter"), 20, needed=_l("Enter a chapter."))
    chapter_name = line(_l("Name of the chapter"), 100)
    code = line(_l("Item code"), 40, needed=_l("Enter a code."))
    item_name = line(_l("Name"), 200, needed=_l("Enter the name of the item."))
    unit = line(_l("Unit"), 20)
    quantity = NumberField(_l("Quantity"), validators=[Needed(_l("Enter the quantity."))])
    unit_price = UnitPriceField(_l("Unit price"), validators=[Needed(_l("Enter the unit price."))])
    is_provisional = BooleanField(_l("Provisional sum"))

    def entry(self) -> ItemEntry:
        """Return the item that was entered, once the form is valid."""
        return ItemEntry(
            self.chapter.data or "",
            self.chapter_name.data or "",
            self.code.data or "",
            self.item_name.data or "",
            self.unit.data or "",
            self.quantity.data or Decimal(0),
            self.unit_price.data or 0,
            is_provisional=self.is_provisional.data,
        )


class TermsForm(FlaskForm):
    """The terms of payment; percentages are shares of the contract price unless a hint says otherwise."""

    version = HiddenField()
    advance_share = PercentField(_l("Advance"), validators=NUMBER)
    advance_start_share = PercentField(_l("Recovery begins at"), validators=NUMBER)
    advance_end_share = PercentField(_l("Recovery ends at"), validators=NUMBER)
    material_share = PercentField(_l("Material advance"), validators=NUMBER)
    material_months = WholeNumberField(
        _l("Months to recover the material advance"), most=1000, validators=NUMBER
    )
    retention_share = PercentField(_l("Retention money"), validators=NUMBER)
    retention_cap_share = PercentField(_l("Cap of the retention"), validators=NUMBER)
    retention_mode = SelectField(
        _l("How the retention is kept"), coerce=RetentionMode, choices=choices_of(RetentionMode)
    )
    minimum_certificate_fen = MoneyField(_l("Minimum certificate"), validators=NUMBER)
    measurement_limit_share = PercentField(_l("Limit of measurement"), validators=NUMBER)
    cut_off_day = WholeNumberField(_l("Cut-off day"), most=1000, validators=NUMBER)
    defects_months = WholeNumberField(
        _l("Defects period"), suffix=_l("months"), most=1000, validators=NUMBER
    )

    def terms(self, before: Terms) -> Terms:
        """Return the terms with what was entered, once the form is valid."""
        return replace(before, **{name: self[name].data for name in ENTERED})


class ChangeForm(FlaskForm):
    """A change of one item."""

    item = SelectField(_l("Bill item"), coerce=int)
    quantity = ChangeField(
        _l("Change of the quantity"), validators=[Needed(_l("Enter the change."))]
    )
    touches_design = BooleanField(_l("Class, ends, widths or structure change"))
    reason = long_text(_l("Reason"), LONGEST_REASON, needed=_l("Give the reason."))

    def offer(self, lines: Sequence[BillLine]) -> "ChangeForm":
        """Fill the choice of items."""
        self.item.choices = choices((one.item_id, f"{one.code} {one.name}") for one in lines)
        return self


class ChangeDecisionForm(FlaskForm):
    """Approving or refusing a change."""

    version = HiddenField()
    document_no = line(_l("Number of the city's paper"), 100)
    decision = long_text(_l("Opinion"), LONGEST_REASON)
