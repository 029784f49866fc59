"""The blueprint, and what its pages have in common."""

from flask import Blueprint

from app.logistics.rules.coverage import ServiceMode, Standing

blueprint = Blueprint("logistics", __name__)


@blueprint.app_template_global()
def service_tone(standing: Standing) -> str:
    """Return the colour of how a village stands."""
    if not standing.is_covered:
        return "red"
    if standing.is_stale:
        return "yellow"
    return "green" if standing.mode is ServiceMode.DIRECT else "blue"
