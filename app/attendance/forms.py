"""The shape of evidence, judgements, requests and rates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectField,
)
from wtforms.validators import Optional, Regexp

from app.attendance.rules import LONGEST_TEXT, OTHER_POSTS, CaseKind
from app.shared.errors import Unreadable
from app.shared.fields import DayField, MoneyField, Needed, PercentField, line, long_text
from app.shared.forms import choices
from app.shared.quantities import parse_money, yuan_from_fen
from app.shared.sentences import say
from app.works.models import KeyPost

CLIENT_UUID = Regexp(
    re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"),
    message=_l("This form is damaged; open a new one."),
)
MOST_RATES = 60


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


class EvidenceForm(FlaskForm):
    """书面佐证材料."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    version = HiddenField()
    words = long_text(
        _l("Why the person was not there"),
        LONGEST_TEXT,
        needed=_l("Say why the person was not at the post."),
    )
    photos = MultipleFileField(_l("Photos or scans of the papers"))


class JudgementForm(FlaskForm):
    """Accepting or refusing evidence."""

    version = HiddenField()
    reason = long_text(
        _l("Reason"), LONGEST_TEXT, needed=_l("Say why the evidence is accepted or refused.")
    )


class CriticismForm(FlaskForm):
    """通报批评."""

    version = HiddenField()
    words = long_text(_l("Words of the criticism"), LONGEST_TEXT)
    raises = BooleanField(_l("Ask for the contract's rise for repetition"), default=True)


class HolderForm(FlaskForm):
    """What every request has: the post whose holder it is about."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    holder = SelectField(
        _l("Key post"), coerce=_number, validators=[Needed(_l("Choose the key post."))]
    )

    def offer(self, holders: Iterable[KeyPost]) -> None:
        """Let the choices be who holds the posts now."""
        named = ((post.id, f"{post.post} {post.person_name}") for post in holders)
        self.holder.choices = choices(named, empty=_l("Choose…"))


class LeaveForm(HolderForm):
    """请假."""

    first_day = DayField(_l("First day of leave"), validators=[Needed(_l("Enter the day."))])
    last_day = DayField(_l("Last day of leave"), validators=[Needed(_l("Enter the day."))])
    reason = long_text(_l("Reason"), LONGEST_TEXT, needed=_l("Say why leave is asked for."))


class ReplacementForm(HolderForm):
    """人员更换."""

    person_name = line(_l("New person"), 100, needed=_l("Enter the name of the person."))
    licence_no = line(_l("Licence number"), 60)
    phone = line(_l("Telephone"), 40)
    reason = long_text(
        _l("Reason"), LONGEST_TEXT, needed=_l("Say why the person is to be replaced.")
    )


class DecisionForm(FlaskForm):
    """Approving or refusing a request."""

    reason = long_text(_l("Reason"), LONGEST_TEXT)


class YuanField(MoneyField):
    """Small money, in yuan; the value is in fen."""

    suffix = _l("yuan")

    def read(self, text: str) -> int:
        """Return the value of the text in fen. Raises Unreadable."""
        fen = parse_money(text, "元").value
        if fen < 0:
            raise Unreadable(say("An amount of money here cannot be negative."))
        return fen

    def write(self, value: int) -> str:
        """Return the text of the value."""
        return f"{yuan_from_fen(value):f}"


class RateForm(Form):
    """The rates of one post; empty for all other posts."""

    post = HiddenField()
    absent = YuanField(_l("Absence, per day"))
    stand_in = YuanField(_l("Unapproved replacement, per person"))


class RatesForm(FlaskForm):
    """违约金标准, as the contract has them."""

    rise = PercentField(_l("Rise for each repetition"), validators=[Optional()])
    rates = FieldList(FormField(RateForm), _l("Penalty rates"), max_entries=MOST_RATES)

    def rates_given(self, posts: Sequence[str]) -> dict[tuple[CaseKind, str], int]:
        """Return the rates that were entered for these posts and for all others."""
        given = {}
        for row in self.rates:
            post = row.form.post.data or OTHER_POSTS
            if post != OTHER_POSTS and post not in posts:
                continue
            for kind, field in (
                (CaseKind.ABSENT, row.form.absent),
                (CaseKind.STAND_IN, row.form.stand_in),
            ):
                if field.data is not None:
                    given[kind, post] = field.data
        return given


def rate_rows(
    posts: Sequence[str], rates: Mapping[tuple[CaseKind, str], int]
) -> list[dict[str, Any]]:
    """Return the rows of the form of rates: each post, then all others."""
    return [
        {
            "post": post,
            "absent": rates.get((CaseKind.ABSENT, post)),
            "stand_in": rates.get((CaseKind.STAND_IN, post)),
        }
        for post in (*posts, OTHER_POSTS)
    ]
