"""The shape of what people write: a notice, and why it is withdrawn."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField

from app.accounts.models import User
from app.notices import queries
from app.notices.models import Channel
from app.notices.queries.channels import list_channel_choices, list_key_posts_for
from app.notices.rules import LONGEST_TEXT, LONGEST_TITLE, Audience, NoticeCategory
from app.notices.rules.channels import ChannelKind
from app.shared.calendar import today
from app.shared.fields import ManyField, line, long_text
from app.shared.forms import choices, choices_of
from app.works.queries import list_projects_for, list_section_choices


class NoticeForm(FlaskForm):
    """A notice that somebody writes, and to whom it goes."""

    category = SelectField(
        _l("Category"), choices=choices_of(NoticeCategory), coerce=NoticeCategory
    )
    title = line(_l("Title"), LONGEST_TITLE, needed=_l("Give the notice a title."))
    text = long_text(_l("Text"), LONGEST_TEXT, needed=_l("Write the text of the notice."))
    channels = ManyField(
        _l("Channels"), coerce=int,
        description=_l("Their members are told, and the text leaves by the channel."),
    )  # fmt: skip
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
        self.channels.choices = choices(list_channel_choices())
        self.organisations.choices = choices(queries.list_organisation_choices())
        self.sections.choices = choices(list_section_choices(user))
        self.users.choices = choices(queries.list_people_choices())

    def audience(self) -> Audience:
        """Return to whom the notice goes."""
        return Audience(
            users=self.users.data or (), organisations=self.organisations.data or (),
            sections=self.sections.data or (), channels=self.channels.data or (),
        )  # fmt: skip


class WithdrawalForm(FlaskForm):
    """Why a notice is taken back."""

    reason = long_text(_l("Reason"), 500, needed=_l("Say why it is withdrawn."))


class ChannelForm(FlaskForm):
    """A channel; what is secret is never shown again, and stays when left empty."""

    name = line(_l("Name"), 100, needed=_l("Give the channel a name."))
    kind = SelectField(
        _l("How it leaves"), choices=choices_of(ChannelKind), coerce=ChannelKind,
        validate_choice=False,
    )  # fmt: skip
    project_id = SelectField(
        _l("Project"), coerce=lambda value: int(value) if value else None,
        description=_l("What its digest is about; all works where none is chosen."),
    )  # fmt: skip
    address = line(
        _l("Address"), 500,
        description=_l("Of the bot or webhook; for mail the server, such as smtp.example.cn:465."),
    )  # fmt: skip
    secret = line(
        _l("Secret"), 200,
        description=_l("Signing secret of the bot or webhook; for mail the password."),
    )  # fmt: skip
    mail_user = line(_l("User name at the mail server"), 200)
    mail_from = line(_l("Sender of the mail"), 200)
    mail_to = long_text(_l("Recipients of the mail"), 2000)
    takes_digest = BooleanField(_l("It gets the daily digest"))
    is_on = BooleanField(_l("It is on"))
    version = HiddenField()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = [(project.id, project.name) for project in list_projects_for(user)]
        self.project_id.choices = choices(projects, empty=_l("All works"))

    def details(self) -> dict[str, Any]:
        """Return the channel's columns as the form gives them, without its kind."""
        left_out = ("csrf_token", "version", "kind")
        return {name: value for name, value in self.data.items() if name not in left_out}


class MemberForm(FlaskForm):
    """Who becomes a member: somebody with an account, or somebody at a key post."""

    user_id = SelectField(_l("Person with an account"), coerce=lambda v: int(v) if v else None)
    key_post_id = SelectField(_l("Person at a key post"), coerce=lambda v: int(v) if v else None)

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = [
            (row.id, f"{row.section} {row.post} {row.person_name}")
            for row in list_key_posts_for(channel, today())
        ]
        self.user_id.choices = choices(queries.list_people_choices(), empty=_l("Nobody"))
        self.key_post_id.choices = choices(posts, empty=_l("Nobody"))
