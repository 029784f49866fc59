"""The shape of a decision on a failed key item."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.shared.fields import DayField, Needed, long_text


class RectificationForm(FlaskForm):
    """Until when the place must be rectified, and why so."""

    due_on = DayField(
        _l("To be rectified by"), validators=[Needed(_l("Say until when it must be rectified."))]
    )
    reason = long_text(_l("Reason"), needed=_l("Give the reason, so that it can be read later."))
