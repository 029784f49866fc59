"""The blueprint of the works, and what its templates may call."""

from flask import Blueprint

from app.shared.sentences import say
from app.works.panels import Tab, add_tab
from app.works.rules import Status, WorkStatus

blueprint = Blueprint("works", __name__)

TONES = {
    Status.PRELIMINARY: "grey",
    Status.ON_HOLD: "orange",
    Status.UNDER_CONSTRUCTION: "blue",
    Status.HANDED_OVER: "green",
    Status.FINISHED: "green",
    WorkStatus.NOT_STARTED: "grey",
    WorkStatus.IN_PROGRESS: "blue",
    WorkStatus.FINISHED: "green",
}

add_tab(Tab("project", say("Overview"), "works.project_page", order=0))
add_tab(Tab("section", say("Overview"), "works.section_page", order=0))
add_tab(Tab("work", say("Overview"), "works.work_page", order=0))


@blueprint.app_template_global()
def status_tone(status: Status | WorkStatus) -> str:
    """Return the colour of a state."""
    return TONES[status]
