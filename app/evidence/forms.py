"""What is asked of a person who looked at a photo, or at its place again."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import MultipleFileField, RadioField, TextAreaField
from wtforms.validators import Length, Optional

from app.evidence.rules import RecheckOutcome
from app.shared.forms import choices, choices_of

LONGEST_TEXT = 2_000


class RecheckForm(FlaskForm):
    """What was found where a photo was taken."""

    outcome = RadioField(
        _l("What the re-check found"), choices=choices_of(RecheckOutcome), validators=[Optional()]
    )
    words = TextAreaField(_l("In words"), validators=[Length(max=LONGEST_TEXT)])
    photos = MultipleFileField(_l("Photos of the place today"))


class LookForm(FlaskForm):
    """What the doubts about a photo come to."""

    finding = RadioField(
        _l("What the photo shows is"),
        choices=choices([("fine", _l("fine")), ("not_fine", _l("not fine"))]),
        validators=[Optional()],
    )
    words = TextAreaField(_l("Because"), validators=[Length(max=LONGEST_TEXT)])

    @property
    def is_fine(self) -> bool | None:
        """What was chosen; None when nothing was."""
        return {"fine": True, "not_fine": False}.get(self.finding.data or "")
