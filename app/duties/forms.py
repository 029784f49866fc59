"""The shape of duties, of departments and cover, and of what is said of a late period."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import Optional

from app.accounts.rules import OUTSIDERS, Role
from app.duties.models import DutyVersion
from app.duties.rules import MAY_EXCUSE, Cadence, Department, DutyKind, Limit, Who, Why
from app.duties.rules.duties import LONGEST_WORDS, Asked
from app.shared.fields import DayField, ManyField, Needed, WholeNumberField, line, long_text
from app.shared.forms import choices, choices_of

MONTHS = [(number, number) for number in range(1, 13)]
ROLES = (
    Role.LEADER, Role.PROJECT_OFFICE, Role.AREA_ENGINEER, Role.SUPERVISION_TEAM,
    Role.QUALITY_STATION, *sorted(OUTSIDERS),
)  # fmt: skip


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _optional(label: Any) -> SelectField:
    return SelectField(label, coerce=_number, validators=[Optional()])


class VersionForm(FlaskForm):
    """What a duty asks for, and of whom."""

    version = HiddenField()
    first_cadence = SelectField(_l("For each"), choices=choices_of(Cadence))
    first_least = WholeNumberField(
        _l("At least"), places=0, most=100, suffix=_l("times"),
        validators=[Needed(_l("Say how often something is to be done."))],
    )  # fmt: skip
    second_cadence = SelectField(
        _l("And for each"), coerce=_text, choices=choices_of(Cadence, empty=_l("No second limit"))
    )
    second_least = WholeNumberField(_l("At least"), places=0, most=100, suffix=_l("times"))
    who = SelectField(_l("Whose records satisfy it"), choices=choices_of(Who))
    role = SelectField(_l("Role"), coerce=_text)
    organisation = _optional(_l("Organisation"))
    user = _optional(_l("Person"))
    first_month = _optional(_l("Season from month"))
    last_month = _optional(_l("Season to month"))
    excused_by = ManyField(_l("What takes it away when it covers the whole period"))
    valid_from = DayField(_l("Holds from"), validators=[Optional()])

    def offer(self, people: Iterable[Any], organisations: Iterable[tuple[int, str]]) -> None:
        """Let the choices be these people and organisations."""
        named = ((row.id, f"{row.organisation} {row.name}") for row in people)
        self.user.choices = choices(named, empty=_l("Nobody by name"))
        self.organisation.choices = choices(organisations, empty=_l("None"))
        self.role.choices = choices(((r.value, r.label) for r in ROLES), empty=_l("None"))
        for month in (self.first_month, self.last_month):
            month.choices = choices(MONTHS, empty=_l("All the year"))
        self.excused_by.choices = choices((why.value, why.label) for why in MAY_EXCUSE)

    def asked(self) -> Asked:
        """Return what the form asks for."""
        limits = [Limit(_member(Cadence, self.first_cadence.data), self.first_least.data or 0)]
        if self.second_cadence.data:
            second = _member(Cadence, self.second_cadence.data)
            limits.append(Limit(second, self.second_least.data or 0))
        who = _member(Who, self.who.data)
        return Asked(
            limits, who,
            _member(Role, self.role.data) if who == Who.ROLE and self.role.data else None,
            self.organisation.data if who == Who.ORGANISATION else None,
            self.user.data if who == Who.PERSON else None,
            self.first_month.data, self.last_month.data,
            tuple(why for why in Why if why.value in (self.excused_by.data or ())),
        )  # fmt: skip


class DutyForm(VersionForm):
    """履职事项."""

    kind = SelectField(_l("What satisfies it"))
    name = line(_l("Name"), 100, needed=_l("Give the duty a name."))
    starts_on = DayField(
        _l("Owed from"), validators=[Needed(_l("Say from which day on it is owed."))]
    )
    project_id = _optional(_l("Only for the project"))
    section_id = _optional(_l("Only for the section"))

    def offer_objects(
        self,
        kinds: Iterable[DutyKind],
        projects: Iterable[tuple[int, str]],
        sections: Iterable[tuple[int, str]],
    ) -> None:
        """Let the choices be these kinds and objects."""
        self.kind.choices = choices((kind.value, kind.label) for kind in kinds)
        self.project_id.choices = choices(projects, empty=_l("Every project"))
        self.section_id.choices = choices(sections, empty=_l("Every section"))

    def kind_given(self) -> DutyKind:
        """Return the kind."""
        kind: DutyKind = _member(DutyKind, self.kind.data)
        return kind


class EndForm(FlaskForm):
    """The first day on which it is no longer owed."""

    version = HiddenField()
    ends_on = DayField(
        _l("No longer owed from"),
        validators=[Needed(_l("Say from which day on it is no longer owed."))],
    )


class MemberForm(FlaskForm):
    """A person of a department."""

    member = SelectField(
        _l("Person"), coerce=_number, validators=[Needed(_l("Choose the person."))]
    )
    department = SelectField(_l("Department"), choices=choices_of(Department))
    project = _optional(_l("Project"))
    since = DayField(_l("Since"), validators=[Needed(_l("Say since when."))])


class CoverForm(FlaskForm):
    """Who is away, and who covers."""

    person = SelectField(_l("Away"), coerce=_number, validators=[Needed(_l("Say who is away."))])
    cover = _optional(_l("Covered by"))
    first_day = DayField(_l("First day"), validators=[Needed(_l("Enter the day."))])
    last_day = DayField(_l("Last day"), validators=[Needed(_l("Enter the day."))])
    reason = line(_l("Reason"), 200)


class ExplanationForm(FlaskForm):
    """Why a late period was not kept."""

    words = long_text(_l("Why"), LONGEST_WORDS)


def fields_of_version(version: DutyVersion) -> dict[str, Any]:
    """Return a version as the form shows it."""
    return {
        "first_cadence": version.first_cadence.value,
        "first_least": version.first_least,
        "second_cadence": version.second_cadence.value if version.second_cadence else "",
        "second_least": version.second_least,
        "who": version.who.value,
        "role": version.who_role.value if version.who_role else "",
        "organisation": version.who_organisation_id,
        "user": version.who_user_id,
        "first_month": version.first_month,
        "last_month": version.last_month,
        "excused_by": version.excused_by,
    }


def _member(enum: Any, value: str) -> Any:
    return next(member for member in enum if member.value == value)
