"""The forms of states, key posts, milestones, areas, teams and spellings."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from app.accounts import queries as accounts
from app.accounts.rules import Role
from app.shared.fields import (
    DayField,
    ManyField,
    Needed,
    line,
    long_text,
)
from app.shared.forms import choices, choices_of
from app.works import queries
from app.works.forms.base import (
    BUREAU_ROLES,
    WorksForm,
    optional,
    people,
    pick,
    pick_word,
)
from app.works.rules import (
    Cause,
    MilestoneKind,
    Status,
)


class StatusForm(WorksForm):
    """Where a project or section stands now, since when and why."""

    status = SelectField(_l("State"), choices=choices_of(Status), coerce=Status)
    since = DayField(_l("Since which day"), validators=[Needed(_l("Say from which day on."))])
    reason = long_text(_l("Reason"), 1000, description=_l("A hold needs its reason."))
    suspended_by = pick_word(
        _l("Who answers for the hold"), Cause,
        description=_l("The ranking leaves out what the contractor does not answer for."),
    )  # fmt: skip


class KeyPostForm(WorksForm):
    """A person on a key post."""

    post = SelectField(_l("Key post"))
    person_name = line(_l("Name"), 100, needed=_l("Enter the name of the person."))
    licence_no = line(_l("Licence number"), 60)
    phone = line(_l("Telephone"), 40)
    since = DayField(_l("On the post from"), validators=[Needed(_l("Say from which day on."))])

    def __init__(self, *args: Any, posts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post.choices = choices([(post, post) for post in posts])


class ReplacementForm(WorksForm):
    """Who takes over a key post, and whether the owner approved."""

    person_name = line(_l("Name"), 100, needed=_l("Enter the name of the person."))
    licence_no = line(_l("Licence number"), 60)
    phone = line(_l("Telephone"), 40)
    since = DayField(_l("On the post from"), validators=[Needed(_l("Say from which day on."))])
    approved = BooleanField(_l("The owner approved the replacement"))


class EndForm(WorksForm):
    """The last day of a person on a key post."""

    until = DayField(_l("Last day"), validators=[Needed(_l("Say which day was the last."))])


class MilestoneForm(WorksForm):
    """A step of the preliminary stage."""

    kind = SelectField(_l("Milestone"), choices=choices_of(MilestoneKind), coerce=MilestoneKind)
    name = line(_l("Name"), 200)
    authority = line(_l("Authority"), 200)
    document_no = line(_l("Document number"), 100)
    planned_on = optional(DayField, _l("Planned for"))
    planned_text = line(_l("Planned, in words"), 60)
    done_on = optional(DayField, _l("Reached on"))
    done_text = line(_l("Reached, in words"), 60)


class AreaForm(WorksForm):
    """An area and the engineers who answer for it."""

    name = line(_l("Name"), 60, needed=_l("Enter the name."))
    engineers = SelectMultipleField(_l("Engineers"), coerce=int, validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = accounts.list_users_with_role(Role.AREA_ENGINEER)
        self.engineers.choices = choices([(user.id, user.name) for user in found])


class TeamForm(WorksForm):
    """A supervision team, its leader and its members."""

    name = line(_l("Name"), 60, needed=_l("Enter the name."))
    leader_id = pick(_l("Team leader"), description=_l("A member of the bureau's leadership."))
    members = ManyField(_l("Members"), coerce=int, validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leader_id.choices = people(Role.LEADER)
        found = accounts.list_users_with_role(*BUREAU_ROLES)
        self.members.choices = choices([(user.id, user.name) for user in found])


class AliasForm(WorksForm):
    """Another spelling of a township."""

    township_id = SelectField(_l("Township"), coerce=int)
    alias = line(_l("Other spelling"), 60, needed=_l("Enter the other spelling."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = queries.list_townships()
        self.township_id.choices = choices([(one.id, one.name) for one in found])
