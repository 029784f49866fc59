"""The shape of what is entered about accounts, rosters and securities."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField

from app.bank_accounts.models import Security
from app.bank_accounts.rules import AccountKind, SecurityDraft, SecurityForm, SecurityKind
from app.shared.calendar import Month
from app.shared.fields import DayField, MoneyField, Needed, WholeNumberField, line
from app.shared.forms import choices, choices_of

LONGEST_NUMBER = 60
ENTER_A_DAY = Needed(_l("Enter the day."))


class AccountForm(FlaskForm):
    """An account of the section."""

    account_kind = SelectField(
        _l("Kind of account"), coerce=AccountKind, choices=choices_of(AccountKind)
    )
    bank = line(_l("Bank"), 120, needed=_l("Enter the bank."))
    account_number = line(
        _l("Number of the account"),
        LONGEST_NUMBER,
        needed=_l("Enter the number of the account."),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    opened_on = DayField(_l("Opened on"), validators=[ENTER_A_DAY])

    def forget_number(self) -> None:
        """Let a refused page not show the number again."""
        self.account_number.data = ""


class RosterForm(FlaskForm):
    """That the wage roster of a month was uploaded."""

    month = SelectField(_l("Month"), coerce=Month.parse)
    people = WholeNumberField(
        _l("People on it"), most=100_000, validators=[Needed(_l("Enter how many people."))]
    )
    uploaded_on = DayField(_l("Uploaded on"), validators=[ENTER_A_DAY])

    def offer(self, months: Sequence[Month]) -> "RosterForm":
        """Fill the choice of months."""
        self.month.choices = choices((month, str(month)) for month in months)
        return self


class SecurityEntryForm(FlaskForm):
    """A security that was handed in."""

    security_kind = SelectField(
        _l("Secures"), coerce=SecurityKind, choices=choices_of(SecurityKind),
        default=SecurityKind.PERFORMANCE,
    )  # fmt: skip
    security_form = SelectField(
        _l("Consists of"), coerce=SecurityForm, choices=choices_of(SecurityForm)
    )
    amount_fen = MoneyField(_l("Amount"), validators=[Needed(_l("Enter the amount."))])
    issuer = line(_l("Issuing institution"), 120)
    guarantee_number = line(_l("Number of the guarantee"), LONGEST_NUMBER)
    valid_from = DayField(_l("Valid from"), validators=[ENTER_A_DAY])
    valid_to = DayField(_l("Valid until"))
    cash_by_choice = BooleanField(_l("The contractor itself chose to pay in cash"))

    def draft(self) -> SecurityDraft:
        """Return the security that was entered, once the form is valid."""
        return SecurityDraft(
            self.security_kind.data,
            self.security_form.data,
            self.amount_fen.data,
            self.issuer.data or "",
            self.guarantee_number.data or "",
            self.valid_from.data,
            self.valid_to.data,
            cash_by_choice=self.cash_by_choice.data,
        )


class ReturnForm(FlaskForm):
    """That a security was given back."""

    security = SelectField(_l("Security"), coerce=int)
    returned_on = DayField(_l("Given back on"), validators=[ENTER_A_DAY])

    def offer(self, held: Sequence[Security]) -> "ReturnForm":
        """Fill the choice of securities."""
        self.security.choices = choices((one.id, _told(one)) for one in held)
        return self


def _told(security: Security) -> str:
    parts = (str(security.kind.label), security.issuer, security.number)
    return " ".join(part for part in parts if part)
