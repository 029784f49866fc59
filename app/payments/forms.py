"""The shape of payment forms. Money is typed in yuan or 万元; a unit in the text wins."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import StopValidation

from app.payments.rules.ledger import PaymentKind
from app.payments.rules.money import in_yuan
from app.payments.rules.policy import Policy
from app.ranking.rules.policy import Band
from app.shared.calendar import Month
from app.shared.errors import Unreadable
from app.shared.fields import (
    DayField,
    MoneyField,
    Needed,
    PercentField,
    WholeNumberField,
    line,
    long_text,
)
from app.shared.forms import choices, choices_of
from app.shared.quantities import parse_money
from app.works.rules import BOUND, FundKind

LONGEST_REASON = 500
NO_REASON = _l("Give the reason.")


class YuanField(MoneyField):
    """An amount in yuan, to the fen; `5万` is understood too."""

    suffix = _l("yuan")

    def read(self, text: str) -> int:
        return parse_money(text, "yuan", least_fen=0).value

    def write(self, value: int) -> str:
        return in_yuan(value)


class ProposeForm(FlaskForm):
    funds = line(_l("Unrestricted money"), 40)
    unit = SelectField(
        _l("Unit"), choices=choices((("wan", _l("10,000 yuan")), ("yuan", _l("yuan"))))
    )
    central = line(_l("Central funds"), 40)
    provincial = line(_l("Provincial funds"), 40)
    district = line(_l("District funds"), 40)
    self_raised = line(_l("Self-raised funds"), 40)
    other = line(_l("Other funds"), 40)

    @property
    def funds_fen(self) -> int:
        """The unrestricted money, once the form is valid."""
        return self._amount(self.funds)

    @property
    def bound_fen(self) -> dict[FundKind, int]:
        """The money bound to each source, once the form is valid."""
        return {kind: self._amount(self[kind.value]) for kind in BOUND}

    def source_fields(self) -> list[StringField]:
        """Return the fields of the sources, for a page."""
        return [self[kind.value] for kind in BOUND]

    def validate_unit(self, field: SelectField) -> None:
        """Ask for one amount at least; called by WTForms, for empty amounts too."""
        if not any((amount.data or "").strip() for amount in (self.funds, *self.source_fields())):
            raise StopValidation(str(_l("Enter the funds of the month.")))

    def validate_funds(self, field: StringField) -> None:
        """Read an amount in the chosen unit; called by WTForms."""
        try:
            self._amount(field)
        except Unreadable as error:
            raise StopValidation(str(error.sentence)) from error

    validate_central = validate_provincial = validate_district = validate_funds
    validate_self_raised = validate_other = validate_funds

    def _amount(self, field: StringField) -> int:
        text = (field.data or "").strip()
        return parse_money(text, self.unit.data, least_fen=1).value if text else 0


class DecisionForm(FlaskForm):
    amount = YuanField(_l("Amount to pay"), validators=[Needed(_l("Enter the amount."))])
    reason = long_text(_l("Reason"), LONGEST_REASON, needed=NO_REASON)
    version = HiddenField()


class ReasonForm(FlaskForm):
    reason = long_text(_l("Reason"), LONGEST_REASON, needed=NO_REASON)


class PaymentForm(FlaskForm):
    section = SelectField(_l("Section"), coerce=int)
    kind = SelectField(_l("Kind of payment"), coerce=PaymentKind, choices=choices_of(PaymentKind))
    paid_on = DayField(_l("Paid on"), validators=[Needed(_l("Enter the day."))])
    amount = YuanField(_l("Amount"), validators=[Needed(_l("Enter the amount."))])
    reference = line(_l("Voucher or bank order"), 100, needed=_l("Enter the number of the paper."))

    def values(self) -> dict[str, Any]:
        """Return what an action books, once the form is valid."""
        return {
            "kind": self.kind.data,
            "amount_fen": self.amount.data,
            "paid_on": self.paid_on.data,
            "reference": self.reference.data,
        }

    def offer_sections(self, sections: Sequence[tuple[int, str]]) -> None:
        """Fill the choice of sections."""
        self.section.choices = choices(sections)


class PolicyForm(FlaskForm):
    """Ratios are typed in percent; the rules say which are lawful."""

    front = PercentField(_l("Ratio of the front band"), validators=[Needed(_l("Enter a ratio."))])
    middle = PercentField(_l("Ratio of the middle band"), validators=[Needed(_l("Enter a ratio."))])
    rear = PercentField(_l("Ratio of the rear band"), validators=[Needed(_l("Enter a ratio."))])
    unranked_as = SelectField(
        _l("Sections without a place are treated like"), coerce=Band, choices=choices_of(Band)
    )
    standard_days = WholeNumberField(
        _l("Days to pay when the contract names no term"),
        suffix=_l("days"),
        most=1000,
        validators=[Needed(_l("Enter the days."))],
    )
    source_order = line(
        _l("Sources in the order in which they are drawn"),
        200,
        needed=_l("Name the sources in their order."),
    )
    effective_from = line(_l("Counts from the month"), 20, needed=_l("Enter a month."))
    reason = long_text(_l("Reason"), LONGEST_REASON, needed=NO_REASON)
    month: Month

    def policy(self) -> Policy:
        """Return the policy that was typed, once the form is valid."""
        typed = ((Band.FRONT, self.front), (Band.MIDDLE, self.middle), (Band.REAR, self.rear))
        shares = {band: field.data or Decimal(0) for band, field in typed}
        days = int(self.standard_days.data or 0)
        return Policy(shares, self.unranked_as.data, days, self._order())

    def _order(self) -> tuple[FundKind, ...]:
        """Return the sources that were named by their labels, unknown words left out."""
        kinds = {str(kind.label).casefold(): kind for kind in BOUND}
        names = re.split(r"[,，、;；>＞]", self.source_order.data or "")
        named = [kinds.get(name.strip().casefold()) for name in names]
        return tuple(kind for kind in named if kind)

    def validate_effective_from(self, field: StringField) -> None:
        """Read the month; called by WTForms."""
        try:
            self.month = Month.parse(field.data or "")
        except Unreadable as error:
            raise StopValidation(str(error.sentence)) from error
