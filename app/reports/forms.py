"""The shape of an upload and of the columns that a person confirms."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.reports.rules.fields import Kind
from app.shared.calendar import Week
from app.shared.forms import choices_of


class UploadForm(FlaskForm):
    """One workbook; its kind is found unless a person says it."""

    file = FileField(_l("Workbook"))
    kind = RadioField(
        _l("What is it?"),
        choices=choices_of(Kind, empty=_l("Find out by itself")),
        default="",
        validators=[Optional()],
    )
    sender = StringField(
        _l("Kept by"),
        description=_l("Columns are remembered for each sender. Empty: as the sheet says."),
        validators=[Length(max=200)],
    )

    def validate_file(self, field: FileField) -> None:
        """Refuse a form without a file."""
        InputRequired(_l("Choose a workbook."))(self, field)


class ColumnsForm:
    """What a person chose on the page of columns: plain fields, as many as the sheets have."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields

    def text(self, name: str) -> str:
        """Return a text field, cut to what is kept."""
        return self.fields.get(name, "").strip()[:200]

    @property
    def year(self) -> int | None:
        """Return the year, None when it is none."""
        text = self.text("year")
        is_year = text.isascii() and text.isdigit() and 1990 <= int(text[:9]) <= 2199
        return int(text) if is_year else None

    def week(self) -> str:
        """Return the week in its one form, empty when none is given. Raises Unreadable."""
        return str(Week.parse(self.text("week"))) if self.text("week") else ""

    def mapping(self, place: int) -> dict[int, str]:
        """Return by column the key chosen for the sheet at a place."""
        prefix = f"column-{place}-"
        return {
            int(name.removeprefix(prefix)): key
            for name, key in self.fields.items()
            if name.startswith(prefix) and name.removeprefix(prefix).isdigit()
        }

    def is_chosen(self, place: int) -> bool:
        """Return whether the sheet at a place is to be read."""
        return f"sheet-{place}" in self.fields
