"""The blueprint, and what its pages have in common."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint

from app.shared.sentences import Sentence, say
from app.startup.rules import Standing, StepShown

blueprint = Blueprint("startup", __name__)
TONES: Final[Mapping[Standing, str]] = {
    Standing.DONE: "green",
    Standing.DONE_LATE: "yellow",
    Standing.REPORTED: "blue",
    Standing.OPEN: "grey",
    Standing.LATE: "red",
}


@blueprint.app_template_global()
def start_tone(standing: Standing) -> str:
    """Return the colour of a step's standing."""
    return TONES[standing]


@blueprint.app_template_global()
def start_days(step: StepShown) -> Sentence:
    """Return the days of a step against its target, in words."""
    if step.days is None:
        return say("Not yet counted")
    if step.is_done:
        return say("%(days)s of %(target)s days", days=step.days, target=step.target_days)
    if step.days_late:
        return say("%(days)s days late", days=step.days_late)
    return say("day %(days)s of %(target)s", days=step.days, target=step.target_days)
