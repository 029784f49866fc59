"""The office's answer to a note from a phone."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField

from app.orders.rules import NoteState
from app.shared.fields import Needed, long_text
from app.shared.forms import choices

LONGEST_ANSWER = 4000
OUTCOMES = (NoteState.ENTERED, NoteState.NOT_ENTERED)


class AnswerForm(FlaskForm):
    """What became of the record, in words for its writer."""

    outcome = RadioField(
        _l("What became of it"),
        choices=choices((one.value, one.label) for one in OUTCOMES),
        validators=[Needed(_l("Say whether the record was entered."))],
    )
    words = long_text(
        _l("Answer to the sender"),
        LONGEST_ANSWER,
        needed=_l("Say what was done with the record, for the person who sent it."),
    )
