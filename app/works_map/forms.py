"""The form that brings alignments."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.shared.coordinates import CoordinateSystem
from app.shared.errors import Unreadable
from app.shared.forms import choices, choices_of
from app.shared.quantities import parse_decimal

MOST_BYTES = 10 * 1024 * 1024


class AlignmentForm(FlaskForm):
    """A file of lines and points, for the works of one section."""

    work_id = SelectField(
        _l("Work"),
        description=_l("Leave it open when the file names its lines by work or route code."),
    )
    file = FileField(
        _l("File"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("GeoJSON, KML or GPX, up to 10 MB."),
    )
    system = SelectField(
        _l("Coordinate system"),
        description=_l("Ask whoever made the file: a wrong system moves every line by 500 m."),
        choices=choices_of(CoordinateSystem),
    )

    def offer(self, works: Iterable[tuple[int, str]]) -> None:
        """Fill in the works of the section."""
        pairs = [(str(number), name) for number, name in works]
        self.work_id.choices = choices(pairs, empty=_l("Every work that the file names"))

    @property
    def chosen_work_id(self) -> int | None:
        return int(self.work_id.data) if self.work_id.data else None

    @property
    def chosen_system(self) -> CoordinateSystem:
        return next(each for each in CoordinateSystem if each.value == self.system.data)

    def read_file(self) -> tuple[str, bytes] | None:
        """Return name and content of the file; None when it is too large."""
        file: Any = self.file.data
        content: bytes = file.read(MOST_BYTES + 1)
        file.close()
        return (file.filename or "", content) if len(content) <= MOST_BYTES else None


class PlaceForm(FlaskForm):
    """A point for a work, dropped on the map or typed."""

    longitude = StringField(_l("Longitude"), validators=[InputRequired(_l("Enter the longitude."))])
    latitude = StringField(_l("Latitude"), validators=[InputRequired(_l("Enter the latitude."))])
    is_approximate = BooleanField(
        _l("The position is approximate"),
        description=_l("It is then drawn hollow, so that nobody takes it for surveyed."),
    )

    def validate_longitude(self, field: StringField) -> None:
        _degrees(field, 180)

    def validate_latitude(self, field: StringField) -> None:
        _degrees(field, 90)

    @property
    def position(self) -> tuple[Decimal, Decimal]:
        return _degrees(self.longitude, 180), _degrees(self.latitude, 90)


def _degrees(field: StringField, most: int) -> Decimal:
    try:
        value = parse_decimal(field.data or "")
    except Unreadable as error:
        raise ValidationError(str(error.sentence)) from error
    if abs(value) > most:
        raise ValidationError(gettext("Enter degrees from -%(most)s to %(most)s.", most=most))
    return value
