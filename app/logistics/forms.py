"""The shape of the forms of logistics: a village, an outlet, and what was confirmed of a village."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional, Regexp

from app.logistics import queries
from app.logistics.actions import AnswerDraft
from app.logistics.rules.coverage import ServiceMode
from app.shared.calendar import today
from app.shared.fields import DayField, Needed, WholeNumberField, line, long_text
from app.shared.forms import choices, choices_of

CLIENT_UUID = Regexp(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z",
    message=_l("This form is damaged; open a new one."),
)
MOST_PEOPLE, MOST_PARCELS = 1_000_000, 100_000


class VillageForm(FlaskForm):
    """A village of the register."""

    name = line(_l("Village"), 60, needed=_l("Enter the name of the village."))
    division_code = line(
        _l("Division code"), 12, needed=_l("Enter the division code."),
        description=_l("Twelve digits; the first nine are those of the township."),
    )  # fmt: skip
    township_id = SelectField(_l("Township"), coerce=int)
    population = WholeNumberField(
        _l("Population"), most=MOST_PEOPLE, suffix=_l("people"), validators=[Optional()]
    )
    formed_on = DayField(_l("Formed on"), validators=[Optional()])
    merged_on = DayField(
        _l("Merged on"), validators=[Optional()],
        description=_l("The day from which it is not a village of its own any more."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.township_id.choices = choices(queries.list_townships())

    def fields(self) -> dict[str, Any]:
        """Return what was entered, by the village's fields."""
        return {
            "name": self.name.data, "division_code": self.division_code.data,
            "township_id": self.township_id.data, "population": self.population.data,
            "formed_on": self.formed_on.data, "merged_on": self.merged_on.data,
        }  # fmt: skip


class OutletForm(FlaskForm):
    """An outlet of a village."""

    name = line(_l("Name of the outlet"), 100, needed=_l("Enter the name of the outlet."))
    brands = line(_l("Brands"), 100, description=_l("For example 邮政、中通."))
    is_service_station = BooleanField(_l("Village postal and logistics station"))
    address = line(_l("Address"), 200)
    keeper = line(_l("Keeper"), 60)
    phone = line(_l("Telephone"), 40)
    parcels_up = WholeNumberField(
        _l("Parcels out of the village"), most=MOST_PARCELS, suffix=_l("a day"),
        validators=[Optional()],
    )  # fmt: skip
    parcels_down = WholeNumberField(
        _l("Parcels into the village"), most=MOST_PARCELS, suffix=_l("a day"),
        validators=[Optional()],
    )  # fmt: skip
    opened_on = DayField(_l("Open since"), validators=[Needed(_l("Enter the day of opening."))])
    closed_on = DayField(
        _l("Closed on"), validators=[Optional()],
        description=_l("The first day without it. Villages it served as a central village are then not covered."),
    )  # fmt: skip

    def fields(self) -> dict[str, Any]:
        """Return what was entered, by the outlet's fields."""
        return {
            field.name: field.data
            for field in self
            if field.name not in ("csrf_token", "version", "opened")
        }


class AnswerForm(FlaskForm):
    """What somebody confirmed of a village."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    mode = SelectField(_l("How it is served"), choices=choices_of(ServiceMode), coerce=ServiceMode)
    center_id = SelectField(
        _l("Central village"), coerce=lambda text: int(text) if text else None,
        description=_l("Only for a village served through a central one; those with an open outlet."),
    )  # fmt: skip
    confirmed_on = DayField(_l("Confirmed on"), validators=[Needed(_l("Enter the day."))])
    confirmed_by = line(
        _l("Confirmed by"), 100, needed=_l("Say who confirmed it."),
        description=_l("Who in the village, the township or the postal administration said so."),
    )  # fmt: skip
    words = long_text(_l("Remark"), 500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.center_id.choices = choices(queries.list_possible_centers(today()), empty=_l("None"))

    def draft(self) -> AnswerDraft:
        """Return what was entered."""
        return AnswerDraft(
            self.client_uuid.data or "", self.mode.data, self.center_id.data,
            self.confirmed_on.data, self.confirmed_by.data or "", self.words.data or "",
        )  # fmt: skip
