"""The blueprint of progress, and what its pages have in common."""

from flask import Blueprint

from app.progress.rules.chain import ReportState
from app.progress.rules.plan import ProgressState
from app.progress.rules.weekly import plain
from app.shared.calendar import Week
from app.shared.errors import NotFound, Unreadable

blueprint = Blueprint("progress", __name__)

TONES = {
    ReportState.DRAFT: "grey",
    ReportState.RETURNED: "red",
    ReportState.SUBMITTED: "blue",
    ReportState.CHECKED: "yellow",
    ReportState.CONFIRMED: "green",
}


@blueprint.app_template_global()
def report_tone(state: ReportState) -> str:
    """Return the colour of a report's state."""
    return TONES[state]


@blueprint.app_template_global()
def progress_tone(state: ProgressState | None) -> str:
    """Return the colour of a state of progress."""
    return state.value if state else "grey"


blueprint.add_app_template_filter(plain)


def week_from(text: str) -> Week:
    """Return the week of an address. Raises NotFound."""
    try:
        return Week.parse(text)
    except Unreadable:
        raise NotFound from None
