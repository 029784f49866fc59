"""What the forms of works have in common: groups of fields, and choices that may stay open."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.accounts import queries as accounts
from app.accounts.rules import ADMINISTRATORS, OUTSIDERS, OrganisationKind, Role
from app.shared.errors import Unreadable
from app.shared.fields import (
    NumberField,
)
from app.shared.forms import choices, choices_of
from app.shared.quantities import RouteCode

BUREAU_ROLES = tuple(role for role in Role if role not in ADMINISTRATORS | OUTSIDERS)
NOT_SAID = _l("Not said")
NOBODY = _l("Nobody yet")
Group = tuple[Any, Sequence[str]]


def number_or_none(value: Any) -> int | None:
    """Read the value of a choice whose empty value means none."""
    return int(value) if value else None


def member_or_none(enum: type[Any]) -> Any:
    """Return the reader of a choice from a closed list whose empty value means none."""
    return lambda value: enum(value) if value else None


def optional(field: Any, label: Any, **kwargs: Any) -> Any:
    """Return a field that may stay empty."""
    return field(label, validators=[Optional()], **kwargs)


def pick(label: Any, **kwargs: Any) -> SelectField:
    """Return a choice of one object, or of none; its choices are set when the form is made."""
    return SelectField(label, coerce=number_or_none, validators=[Optional()], **kwargs)


def pick_word(label: Any, enum: type[Any], **kwargs: Any) -> SelectField:
    """Return a choice from a closed list that may stay open."""
    return SelectField(
        label, coerce=member_or_none(enum), choices=choices_of(enum, empty=NOT_SAID),
        validators=[Optional()], **kwargs,
    )  # fmt: skip


def people(*roles: Role) -> list[SelectChoice]:
    """Return the active people with these roles (of the bureau when none), with nobody first."""
    users = accounts.list_users_with_role(*(roles or BUREAU_ROLES))
    return choices([(user.id, user.name) for user in users], empty=NOBODY)


def firms(kind: OrganisationKind) -> list[SelectChoice]:
    """Return the organisations of the kind, with none first."""
    found = accounts.list_organisations(kind)
    return choices([(firm.id, firm.name) for firm in found], empty=_l("None yet"))


class WorksForm(FlaskForm):
    """A form whose fields stand in groups and, but for a few, are columns of the object."""

    version = HiddenField()

    #: (heading, names of fields) in the order of the page.
    GROUPS: Sequence[Group] = ()
    #: Column of the object for a field of another name.
    COLUMNS: Mapping[str, str] = {}
    #: Fields that are not columns of the object.
    OTHERS: Sequence[str] = ()

    def details(self) -> dict[str, Any]:
        """Return the object's columns as the form gives them."""
        return {
            self.COLUMNS.get(field.name, field.name): field.data
            for field in self
            if field.name not in ("csrf_token", "version", *self.OTHERS)
        }

    @classmethod
    def data_of(cls, subject: Any) -> dict[str, Any]:
        """Return the fields' data from an object."""
        return {name: getattr(subject, column) for name, column in cls.COLUMNS.items()}


class PlaceMixin:
    """Longitude and latitude, set on a map where there is one."""

    longitude = optional(
        NumberField, _l("Longitude"), suffix="°", places=7, most=180,
    )  # fmt: skip
    latitude = optional(
        NumberField, _l("Latitude"), suffix="°", places=7, most=90,
    )  # fmt: skip

    def place(self) -> tuple[Any, Any] | None:
        """Return longitude and latitude when both are given."""
        if self.longitude.data is None or self.latitude.data is None:
            return None
        return self.longitude.data, self.latitude.data


def read_route_code(field: StringField) -> None:
    """Let the field hold the code in its one form; what is no code becomes its error."""
    if not field.data:
        return
    try:
        field.data = str(RouteCode.parse(field.data))
    except Unreadable as trouble:
        raise ValidationError(str(trouble.sentence)) from None
