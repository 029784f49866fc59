"""The list of measurements as a sheet."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.measurement.models import MeasurementPeriod


def list_sheet(periods: Sequence[MeasurementPeriod]) -> tuple[list[str], list[list[Any]]]:
    """Return headings and one row for each period, by section and number."""
    headings = [
        _("Project"), _("Section"), _("Contractor"), _("Measurement period"), _("From"),
        _("To the day"), _("State"), _("Waits for"),
    ]  # fmt: skip
    return headings, [
        [
            one.section.project.name,
            one.section.name,
            one.section.contractor.name if one.section.contractor else "",
            one.number,
            one.start_on,
            one.last_day,
            str(one.state.label),
            _(" or ").join(str(role.label) for role in one.waits_for),
        ]
        for one in periods
    ]
