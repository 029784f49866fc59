"""The bureau's settings and its calendar of holidays and shifted working days."""

import json
from datetime import date
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.accounts.views.blueprint import blueprint
from app.shared import settings as shared_settings
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.holidays import calendar_is_due, read_notice
from app.shared.sentences import say
from app.shared.transaction import commits


@blueprint.get("/settings")
@requires(Permission.SEE_SETTINGS)
def settings() -> ResponseReturnValue:
    definitions = sorted(shared_settings.DEFINITIONS.values(), key=lambda d: (d.group.text, d.name))
    groups = [
        (group, [(d, shared_settings.value_of(d.name)) for d in members])
        for group, members in groupby(definitions, key=lambda d: d.group)
    ]
    return render_template("accounts/settings.html", groups=groups)


@blueprint.get("/settings/<name>")
@requires(Permission.EDIT_SETTINGS)
def setting_page(name: str) -> ResponseReturnValue:
    definition = shared_settings.DEFINITIONS.get(name) or abort(404)
    value = as_text(shared_settings.value_of(name))
    return _setting_page(definition, value, today().isoformat())


@blueprint.post("/settings/<name>")
@requires(Permission.EDIT_SETTINGS)
@commits
def setting_save(name: str) -> ResponseReturnValue:
    definition = shared_settings.DEFINITIONS.get(name) or abort(404)
    text, valid_from = request.form.get("value", ""), request.form.get("valid_from", "")
    try:
        shared_settings.change_setting(
            name, from_text(text, definition.default), valid_from=_day(valid_from), by=current_user
        )
    except RuleBroken as broken:
        return _setting_page(definition, text, valid_from, broken.sentences), 422
    flash(_("The setting counts from %(day)s on.", day=valid_from))
    return redirect(url_for(".settings"), 303)


@blueprint.get("/settings/calendar")
@requires(Permission.SEE_SETTINGS)
def setting_calendar() -> ResponseReturnValue:
    return _calendar_page(request.args.get("year", ""), [])


@blueprint.post("/settings/calendar")
@requires(Permission.EDIT_SETTINGS)
@commits
def setting_save_calendar() -> ResponseReturnValue:
    try:
        day = _day(request.form.get("day", ""))
        kind, name = request.form.get("kind", ""), request.form.get("name", "").strip()[:60]
        if kind not in ("holiday", "working", "ordinary") or (kind != "ordinary" and not name):
            raise RuleBroken([say("Choose what kind of day it is and give it a name.")])
    except RuleBroken as broken:
        return _calendar_page(request.form.get("day", "")[:4], broken.sentences), 422
    shared_settings.set_calendar_day(
        day, None if kind == "ordinary" else kind == "working", name, by=current_user
    )
    flash(_("The calendar is changed."))
    return redirect(url_for(".setting_calendar", year=day.year), 303)


@blueprint.post("/settings/calendar/notice")
@requires(Permission.EDIT_SETTINGS)
@commits
def setting_calendar_notice() -> ResponseReturnValue:
    """Read the pasted notice, show what it says, and take it in once it was looked at."""
    year, text = request.form.get("year", ""), request.form.get("text", "")
    notice = read_notice(text, _year(year))
    if notice.problems:
        return _calendar_page(year, notice.problems, text), 422
    if request.form.get("confirmed") != "1":
        return render_template(
            "accounts/calendar_notice.html", year=_year(year), text=text, days=notice.days
        )
    for day, (is_working, name) in notice.days.items():
        shared_settings.set_calendar_day(day, is_working, name, by=current_user)
    flash(_("The calendar is changed."))
    return redirect(url_for(".setting_calendar", year=_year(year)), 303)


def as_text(value: object) -> str:
    """Return the value as people type it: lists one item a line, the rest plain or as JSON."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def from_text(text: str, like: object) -> object:
    """Return the typed text as a value of the kind of `like`. Raises RuleBroken when it is none."""
    if isinstance(like, str):
        return text.strip()
    if isinstance(like, list) and all(isinstance(item, str) for item in like):
        return [line.strip() for line in text.splitlines() if line.strip()]
    try:
        return json.loads(text)
    except ValueError as error:
        raise RuleBroken(
            [say("This is not a value of the kind that the setting takes.")]
        ) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken([say("Enter a day.")]) from error


def _setting_page(definition: object, value: str, valid_from: str, problems: object = ()) -> str:
    return render_template(
        "accounts/setting.html",
        definition=definition,
        value=value,
        valid_from=valid_from,
        problems=problems,
    )


def _year(text: str) -> int:
    """Return the year that was asked for, or this year."""
    is_year = text.isascii() and text.isdigit() and 1950 <= int(text[:5]) < 2199
    return int(text) if is_year else today().year


def _calendar_page(year: str, problems: object, notice: str = "") -> str:
    number = _year(year)
    return render_template(
        "accounts/calendar.html",
        year=number,
        days=shared_settings.list_calendar_days(number),
        problems=problems,
        notice=notice,
        is_missing=number == today().year + 1 and calendar_is_due(today()),
    )
