"""The blueprint, and what its pages have in common."""

from collections.abc import Mapping

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.duties.models import DutyVersion
from app.duties.queries.kinds import KINDS
from app.duties.queries.objects import DutyObject
from app.duties.rules import Limit, ObjectKind, Record, Standing, Who
from app.duties.rules.words import DutyKind
from app.shared.calendar import Month
from app.shared.errors import Unreadable

blueprint = Blueprint("duties", __name__)
TONES: Mapping[Standing, str] = {
    Standing.MET: "green",
    Standing.MET_LATE: "yellow",
    Standing.DUE: "blue",
    Standing.LATE: "red",
    Standing.EXCUSED: "grey",
}


@blueprint.app_template_global()
def duty_tone(standing: Standing) -> str:
    """Return the colour of a standing."""
    return TONES[standing]


@blueprint.app_template_global()
def duty_limit(limit: Limit) -> str:
    """Return how often, in words."""
    return str(
        _("%(cadence)s, at least %(number)s", cadence=limit.cadence.label, number=limit.at_least)
    )


@blueprint.app_template_global()
def duty_who(version: DutyVersion) -> str:
    """Return whose records satisfy it, in words."""
    if version.who == Who.PERSON and version.who_user:
        return version.who_user.name
    if version.who == Who.ORGANISATION and version.who_organisation:
        return version.who_organisation.name
    if version.who == Who.ROLE and version.who_role:
        return str(version.who_role.label)
    return str(version.who.label)


@blueprint.app_template_global()
def duty_object(of: DutyObject) -> str:
    """Return what it is owed for, in words."""
    return str(of.kind.label) if of.kind == ObjectKind.BUREAU else of.name


@blueprint.app_template_global()
def record_address(kind: DutyKind, of: DutyObject, record: Record) -> str:
    """Return the page of a record that satisfies a duty."""
    endpoint, arguments = KINDS[kind].page(of.number, record.on, record.number)
    return url_for(endpoint, **arguments)


def asked_month(default: Month) -> Month:
    """Return the month of the address, or the default when it names none."""
    try:
        return Month.parse(request.args.get("month", ""))
    except Unreadable:
        return default


def seen_version() -> int | None:
    """Return the version of the record that the form showed."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
