"""Fields that forms of this room share: places along a work, moments, positions, the form's own number."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField
from wtforms.validators import Optional, Regexp

from app.quality.rules.chain import Place
from app.quality.rules.entries import Position
from app.quality.rules.stretches import Stretch
from app.shared.calendar import SHANGHAI
from app.shared.errors import Unreadable
from app.shared.fields import ChainageField, line
from app.shared.quantities import parse_decimal, round_half_up

CLIENT_UUID = Regexp(
    re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"),
    message=_l("This form is damaged; open a new one."),
)
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class MomentField(DateTimeLocalField):
    """A day and time of day in Shanghai; `moment` is the aware point in time."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, format=MOMENTS, **({"validators": [Optional()]} | kwargs))

    @property
    def moment(self) -> datetime | None:
        found: datetime | None = self.data
        return found.replace(tzinfo=SHANGHAI) if found and found.tzinfo is None else found

    def process_data(self, value: datetime | None) -> None:
        """Show an aware moment as the clock in Shanghai shows it; called by WTForms."""
        local = value.astimezone(SHANGHAI) if value and value.tzinfo else value
        super().process_data(local.replace(tzinfo=None) if local else None)


class RecordForm(FlaskForm):
    """A form whose record has a number of its own, so that sending it twice makes one record."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])

    @property
    def uuid(self) -> str:
        return self.client_uuid.data or ""


class PositionForm(RecordForm):
    """A record with the phone's position, which its page fills in when the phone knows it."""

    longitude = HiddenField()
    latitude = HiddenField()
    accuracy_m = HiddenField()

    def position(self) -> Position | None:
        """Return where the phone was; None when it did not say, or said what cannot be."""
        try:
            longitude = _degrees(self.longitude.data, 180)
            latitude = _degrees(self.latitude.data, 90)
            accuracy = parse_decimal(
                self.accuracy_m.data or "", least=Decimal(0), most=Decimal(10**6)
            )
        except Unreadable:
            return None
        return Position(longitude, latitude, round_half_up(accuracy, 1))


class PlaceForm(PositionForm):
    """A stretch of a road, or a part of a bridge or yard; a page shows the one or the other."""

    start_m = ChainageField(_l("From chainage"))
    end_m = ChainageField(_l("To chainage"))
    part = line(_l("Part"), 100, description=_l("Pier, span, slab; empty for the whole."))

    def place(self) -> Place:
        """Return the place; without both chainages it is a part."""
        if self.start_m.data is not None and self.end_m.data is not None:
            return Place(Stretch(self.start_m.data, self.end_m.data))
        return Place(part=(self.part.data or "").strip())


def _degrees(text: str | None, most: int) -> Decimal:
    return round_half_up(parse_decimal(text or "", least=Decimal(-most), most=Decimal(most)), 7)
