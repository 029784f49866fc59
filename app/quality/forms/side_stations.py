"""The form of a side-station record (domain.md 3.4)."""

from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField, SelectField

from app.quality.forms.fields import MomentField, PlaceForm
from app.quality.queries import WorkProcesses
from app.quality.rules.entries import WatchEntry
from app.shared.fields import Needed, line, long_text
from app.shared.forms import choices


class WatchForm(PlaceForm):
    """Who stood by is the person who writes; everything else is said here."""

    process_code = SelectField(_l("Process"))
    started_at = MomentField(
        _l("Side station from"), validators=[Needed(_l("Say when the side station began."))]
    )
    ended_at = MomentField(
        _l("Side station to"), validators=[Needed(_l("Say when the side station ended."))]
    )
    weather = line(_l("Weather"), 60)
    work_done = long_text(
        _l("State of the works"), needed=_l("Write what was done."),
        description=_l("People, plant, material, method, mix, quantity."),
    )  # fmt: skip
    watched = long_text(
        _l("What was watched"), needed=_l("Write what you watched."),
        description=_l("Checks, tests and their figures."),
    )  # fmt: skip
    problems = long_text(_l("Problems and what was done about them"))
    quality_officer = line(_l("Contractor's quality officer"), 100)
    photos = MultipleFileField(_l("Photos"))

    def offer(self, known: WorkProcesses) -> None:
        """Let the form choose among the processes of the work, those with side station first."""
        ordered = sorted(known.processes, key=lambda one: not one.is_side_station)
        self.process_code.choices = choices((one.code, one.name) for one in ordered)

    def entry(self) -> WatchEntry:
        """Return what was typed, for the action; both moments are there when the form is valid."""
        started_at, ended_at = self.started_at.moment, self.ended_at.moment
        if started_at is None or ended_at is None:
            raise ValueError("validate the form first")
        return WatchEntry(
            self.uuid, self.process_code.data, self.place(), started_at, ended_at,
            self.work_done.data or "", self.watched.data or "", self.problems.data or "",
            self.weather.data or "", self.quality_officer.data or "",
        )  # fmt: skip
