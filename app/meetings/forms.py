"""The shape of the meetings' forms."""

import re
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from app.accounts.models import User
from app.accounts.queries import list_choices_of_people, list_organisations
from app.accounts.rules import ADMINISTRATORS, Role
from app.meetings.actions import Place, moment_of
from app.meetings.models import LONGEST_TITLE, Meeting, MeetingSeries
from app.meetings.queries.meetings import list_projects
from app.meetings.rules import (
    LONGEST_OUTCOME,
    USUAL_CHAIR,
    Category,
    ChairLevel,
    MeetingKind,
    OutcomeKind,
)
from app.shared.calendar import SHANGHAI
from app.shared.fields import DayField, ManyField, Needed, WholeNumberField, line, long_text
from app.shared.forms import choices, choices_of
from app.shared.sentences import say
from app.works.queries import list_section_choices

WORKERS = tuple(role for role in Role if role not in ADMINISTRATORS)
CHAIRS = (Role.LEADER, Role.PROJECT_OFFICE, Role.SUPERVISOR)
WEEKDAYS = (
    _l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"),
    _l("Sunday"),
)  # fmt: skip
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


def number_or_none(value: Any) -> int | None:
    """Return the number of a choice, or None for the empty one. Raises ValueError for anything else."""
    return int(value) if value not in (None, "", "None") else None


class ClockField(StringField):
    """A time of the day, HH:MM."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; called by WTForms."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = text
        if not text:
            return
        found = _CLOCK.fullmatch(text)
        if found is None:
            raise ValueError(str(say("Write the time like 09:30.")))
        self.data = f"{int(found[1]):02d}:{found[2]}"


def _minutes(label: Any, most: int = 600, **kwargs: Any) -> WholeNumberField:
    return WholeNumberField(label, suffix=_l("min"), most=most, **kwargs)


class PlaceMixin:
    """The projects, and perhaps one section, that meetings are about."""

    project_ids: Any
    section_id: Any

    def set_places(self, user: User) -> None:
        """Offer the projects and the sections that the user sees."""
        self.project_ids.choices = choices([(str(row.id), row.name) for row in list_projects()])
        self.section_id.choices = choices(list_section_choices(user), empty=_l("No single section"))

    def places(self, project_of: Any) -> list[Place]:
        """Return what was chosen; `project_of` tells the project of a section."""
        chosen = [Place(int(number)) for number in self.project_ids.data or ()]
        if self.section_id.data:
            chosen.append(Place(project_of(self.section_id.data), self.section_id.data))
        return chosen


class SeriesForm(PlaceMixin, FlaskForm):
    """A series of meetings."""

    name = line(_l("Name of the series"), 200, needed=_l("Give the series a name."))
    kind = SelectField(_l("Kind"), choices=choices_of(MeetingKind), coerce=MeetingKind)
    chair_level = SelectField(
        _l("Chaired at the level of"), choices=choices_of(ChairLevel), coerce=ChairLevel
    )
    chair_id = SelectField(_l("Chair"), coerce=number_or_none)
    recorder_id = SelectField(_l("Minutes taken by"), coerce=number_or_none)
    place = line(_l("Meeting place"), 200)
    weekday = SelectField(
        _l("Day of the week"), choices=choices(enumerate(WEEKDAYS)), coerce=int,
        description=_l("Of weekly meetings. On a day off it moves within the week."),
    )  # fmt: skip
    day_of_month = WholeNumberField(
        _l("Day of the month"), most=31, description=_l("Of the district's monthly meetings."),
        validators=[Needed(_l("Give a day from 1 to 31."))],
    )  # fmt: skip
    at_time = ClockField(_l("Time"), validators=[Needed(_l("Give the time."))])
    planned_minutes = _minutes(
        _l("Length of the meeting"), validators=[Needed(_l("Say how long the meeting takes."))]
    )
    project_ids = ManyField(
        _l("Projects"), description=_l("Without any, the meeting is about the whole bureau.")
    )
    section_id = SelectField(_l("Or a single section"), coerce=number_or_none)
    version = HiddenField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_places(user)
        _offer_people(self.chair_id, self.recorder_id)

    def details(self) -> dict[str, Any]:
        """Return the series' columns as the form gives them."""
        left_out = ("csrf_token", "version", "project_ids", "section_id")
        return {name: value for name, value in self.data.items() if name not in left_out}

    def validate_day_of_month(self, field: WholeNumberField) -> None:
        """Refuse day 0; called by WTForms."""
        if field.data == 0:
            raise ValidationError(str(say("Give a day from 1 to 31.")))

    def validate_planned_minutes(self, field: WholeNumberField) -> None:
        """Refuse no time at all; called by WTForms."""
        _not_zero(field)


class MeetingForm(PlaceMixin, FlaskForm):
    """A meeting outside any series, or a change of a planned one."""

    name = line(_l("Name"), 200, needed=_l("Give the meeting a name."))
    kind = SelectField(_l("Kind"), choices=choices_of(MeetingKind), coerce=MeetingKind)
    chair_level = SelectField(
        _l("Chaired at the level of"), choices=choices_of(ChairLevel), coerce=ChairLevel
    )
    chair_id = SelectField(_l("Chair"), coerce=number_or_none)
    recorder_id = SelectField(_l("Minutes taken by"), coerce=number_or_none)
    place = line(_l("Meeting place"), 200)
    planned_on = DayField(_l("Day"), validators=[Needed(_l("Say on which day it is held."))])
    at_time = ClockField(_l("Time"), validators=[Needed(_l("Give the time."))])
    planned_minutes = _minutes(
        _l("Length of the meeting"), validators=[Needed(_l("Say how long the meeting takes."))]
    )
    copy_to = line(_l("Minutes go to"), 500)
    project_ids = ManyField(
        _l("Projects"), description=_l("Without any, the meeting is about the whole bureau.")
    )
    section_id = SelectField(_l("Or a single section"), coerce=number_or_none)
    version = HiddenField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_places(user)
        _offer_people(self.chair_id, self.recorder_id)

    def details(self) -> dict[str, Any]:
        """Return the columns that planning and changing share."""
        names = ("name", "chair_level", "chair_id", "recorder_id", "place", "planned_minutes")
        found = {name: self.data[name] for name in (*names, "copy_to")}
        return found | {"planned_at": moment_of(self.planned_on.data, self.at_time.data)}

    def validate_planned_minutes(self, field: WholeNumberField) -> None:
        """Refuse no time at all; called by WTForms."""
        _not_zero(field)


class TopicForm(FlaskForm):
    """A free topic."""

    title = line(_l("Agenda topic"), LONGEST_TITLE, needed=_l("Say what the topic is."))
    minutes = _minutes(_l("Time (min)"), validators=[Needed(_l("Say how long it takes."))])


class ItemForm(FlaskForm):
    """What the chair changes about an item."""

    minutes = _minutes(_l("Time (min)"), validators=[Needed(_l("Say how long it takes."))])
    measure = long_text(_l("Proposed measure"))


class OutcomeForm(FlaskForm):
    """What came out of an item."""

    kind = SelectField(_l("Kind"), choices=choices_of(OutcomeKind), coerce=OutcomeKind)
    text = long_text(_l("What came out"), LONGEST_OUTCOME, needed=_l("Write down what came out."))
    organisation_id = SelectField(_l("Responsible organisation"), coerce=number_or_none)
    owner_id = SelectField(_l("Responsible person"), coerce=number_or_none)
    owner_name = line(_l("Or a person without account"), 100)
    with_whom = line(_l("Supporting bodies"), 200)
    due_on = DayField(_l("Deadline"), validators=[Optional()])
    replaces_id = SelectField(_l("Takes the place of"), coerce=number_or_none)

    def __init__(self, *args: Any, replaceable: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firms = [(one.id, one.name) for one in list_organisations()]
        self.organisation_id.choices = choices(firms, empty=_l("None"))
        people = list_choices_of_people(*WORKERS)
        self.owner_id.choices = choices(people, empty=_l("Nobody yet"))
        earlier = [(one.id, one.text[:60]) for one in replaceable]
        self.replaces_id.choices = choices(earlier, empty=_l("no earlier decision"))

    def details(self) -> dict[str, Any]:
        """Return the outcome's columns as the form gives them."""
        names = ("organisation_id", "owner_id", "owner_name", "with_whom", "due_on")
        return {name: self.data[name] for name in names}


class InvitationForm(FlaskForm):
    """Somebody to invite: a person with an account, or a name and an organisation."""

    category = SelectField(_l("Group"), choices=choices_of(Category), coerce=Category)
    user_id = SelectField(_l("Person with an account"), coerce=number_or_none)
    name = line(_l("Or name"), 100)
    organisation = line(_l("Organisation"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list_choices_of_people(*WORKERS)
        self.user_id.choices = choices(people, empty=_l("None"))


class ReasonForm(FlaskForm):
    """Why a meeting is not held."""

    reason = long_text(_l("Reason"), 500, needed=_l("Say why it is not held."))


class AddendumForm(FlaskForm):
    """What is corrected after the meeting was closed."""

    text = long_text(_l("Correction"), 4000, needed=_l("Write what is corrected."))


class DoneForm(FlaskForm):
    """What was done about a decision, and when."""

    done_on = DayField(_l("Done on"), validators=[Needed(_l("Say when it was done."))])
    words = long_text(_l("What was done"), needed=_l("Say what was done."))


def new_meeting_data(kind: MeetingKind, on: Any) -> dict[str, Any]:
    """Return what stands in the form of a new meeting."""
    return {
        "kind": kind, "chair_level": USUAL_CHAIR[kind], "planned_on": on, "at_time": "09:00",
        "planned_minutes": 90,
    }  # fmt: skip


def data_of_meeting(meeting: Meeting) -> dict[str, Any]:
    """Return what stands in the form of a planned meeting."""
    moment: datetime = meeting.planned_at.astimezone(SHANGHAI)
    return {"planned_on": moment.date(), "at_time": f"{moment:%H:%M}"} | data_of_places(meeting)


def data_of_places(subject: Meeting | MeetingSeries) -> dict[str, Any]:
    """Return the chosen projects and the section of a meeting or a series."""
    sections = [scope.section_id for scope in subject.scopes if scope.section_id is not None]
    projects = [str(scope.project_id) for scope in subject.scopes if scope.section_id is None]
    return {"project_ids": projects, "section_id": sections[0] if sections else None}


def _offer_people(chair: SelectField, recorder: SelectField) -> None:
    people = list_choices_of_people(*CHAIRS)
    chair.choices = choices(people, empty=_l("Nobody yet"))
    recorder.choices = choices(list_choices_of_people(*WORKERS), empty=_l("Nobody yet"))


def _not_zero(field: WholeNumberField) -> None:
    if field.data == 0:
        raise ValidationError(str(say("A meeting takes at least a minute.")))
