"""The shape of what people write: a notice, and why it is withdrawn."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField

from app.accounts.models import User
from app.notices import queries
from app.notices.rules import LONGEST_TEXT, LONGEST_TITLE, Audience, NoticeCategory
from app.shared.fields import ManyField, line, long_text
from app.shared.forms import choices, choices_of
from app.works.queries import list_section_choices


class NoticeForm(FlaskForm):
    """A notice that somebody writes, and to whom it goes."""

    category = SelectField(
        _l("Category"), choices=choices_of(NoticeCategory), coerce=NoticeCategory
    )
    title = line(_l("Title"), LONGEST_TITLE, needed=_l("Give the notice a title."))
    text = long_text(_l("Text"), LONGEST_TEXT, needed=_l("Write the text of the notice."))
    organisations = ManyField(_l("Organisations"), coerce=int)
    sections = ManyField(
        _l("Sections"), coerce=int,
        description=_l("Contractor, supervision firm, area engineer and the accountable person."),
    )  # fmt: skip
    users = ManyField(_l("People"), coerce=int)
    asks_receipt = BooleanField(
        _l("Everybody confirms that it was read"),
        description=_l("Those who do not confirm are reminded, and the sender is told."),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations.choices = choices(queries.list_organisation_choices())
        self.sections.choices = choices(list_section_choices(user))
        self.users.choices = choices(queries.list_people_choices())

    def audience(self) -> Audience:
        """Return to whom the notice goes."""
        return Audience(
            users=self.users.data or (), organisations=self.organisations.data or (),
            sections=self.sections.data or (),
        )  # fmt: skip


class WithdrawalForm(FlaskForm):
    """Why a notice is taken back."""

    reason = long_text(_l("Reason"), 500, needed=_l("Say why it is withdrawn."))
