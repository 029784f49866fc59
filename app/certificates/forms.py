"""The shape of what is entered about certificates."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from app.certificates.rules.approval import LONGEST_OPINION, ChainStep
from app.certificates.rules.entries import LONGEST_PAPER, LONGEST_REASON, MOST_FEN
from app.certificates.rules.exceptions import Check, Outcome, Table
from app.certificates.rules.states import CertificateKind, EntryKind
from app.shared import formats
from app.shared.fields import ManyField, MoneyField, Needed, line, long_text
from app.shared.forms import choices, choices_of
from app.shared.quantities import parse_money, yuan_from_fen
from app.shared.sentences import say

NO_PERIOD = 0


class AmountField(MoneyField):
    """An amount in yuan, to the fen; what is taken back is written with a minus."""

    suffix = _l("yuan")

    def read(self, text: str) -> int:
        return parse_money(text, "yuan", least_fen=-MOST_FEN).value

    def write(self, value: int) -> str:
        return str(yuan_from_fen(value))


class DraftForm(FlaskForm):
    """Which certificate is drafted."""

    kind = SelectField(
        _l("Kind of certificate"),
        coerce=CertificateKind,
        choices=choices_of(CertificateKind),
        default=CertificateKind.INTERIM,
    )
    period = SelectField(_l("Period of measurement"), coerce=int, default=NO_PERIOD)

    def offer(self, periods: Sequence[tuple[int, date]]) -> "DraftForm":
        """Fill the choice of confirmed periods; the earliest one is proposed."""
        named = [
            (number, str(say("Period %(number)s, to %(day)s", number=number, day=formats.day(day))))
            for number, day in periods
        ]
        self.period.choices = choices([*named, (NO_PERIOD, str(say("Nothing measured")))])
        if not self.is_submitted() and periods:
            self.period.data = periods[0][0]
        return self

    @property
    def period_number(self) -> int | None:
        return self.period.data or None


class EntryForm(FlaskForm):
    """A claim, price adjustment, penalty or the like."""

    version = HiddenField()
    kind = SelectField(_l("Kind of entry"), coerce=EntryKind, choices=choices_of(EntryKind))
    amount = AmountField(_l("Amount"), validators=[Needed(_l("Enter the amount."))])
    source_paper = line(_l("Paper"), LONGEST_PAPER, needed=_l("Name the paper."))
    reason = long_text(_l("Reason"), LONGEST_REASON, needed=_l("Give the reason."))


class OpinionForm(FlaskForm):
    """Signing the step that waits, or sending the certificate back."""

    #: The step that stood on the page when it was read.
    step = HiddenField()
    opinion = long_text(_l("Opinion"), LONGEST_OPINION)


class ChainForm(FlaskForm):
    """Which steps the certificates of a contract pass."""

    version = HiddenField()
    steps = ManyField(
        _l("Steps of approval"), coerce=ChainStep, choices=choices_of(ChainStep), default=list
    )


def checks_form(table: Table) -> FlaskForm:
    """Return a form with one choice of outcome for each check and kind of certificate."""

    class ChecksForm(FlaskForm):
        """What findings ask of the last signature."""

    for check in Check:
        for kind in CertificateKind:
            field = SelectField(
                coerce=Outcome, choices=choices_of(Outcome), default=table[check][kind]
            )
            setattr(ChecksForm, cell(check, kind), field)
    return ChecksForm()


def cell(check: Check, kind: CertificateKind) -> str:
    """Return the name of the choice for a check on a kind of certificate."""
    return f"{check.value}-{kind.value}"


def table_from(form: FlaskForm) -> Table:
    """Return the table that was chosen."""
    return {
        check: {kind: form[cell(check, kind)].data for kind in CertificateKind} for check in Check
    }
