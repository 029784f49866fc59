"""The room's part of the pages of sections and works: a calendar of records, open findings, the last visit."""

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.inspections import queries, rules
from app.inspections.views.blueprint import blueprint
from app.shared.calendar import Month, days_between, today
from app.shared.errors import Unreadable
from app.shared.sentences import say
from app.shared.settings import value_of
from app.works.models import Section, Work
from app.works.panels import Drawing, Panel, Tab, add_panel, add_tab, frame
from app.works.queries import get_section_for, is_writable

DAYS_OF_A_WEEK = 7


@blueprint.get("/sections/<int:section_id>/calendar")
@requires(Permission.SEE_INSPECTIONS)
def section_calendar(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    month = _asked_month()
    seen = queries.roads_seen(section.id, month.start, month.end)
    return render_template(
        "inspections/section_calendar.html",
        **frame("section", section, current_user),
        shown=month,
        today=today(),
        weeks=_weeks(month),
        days=queries.days_with_records(section.id, month),
        violations=rules.violations(seen, run=value_of("open_roads_violation_days")),
        may_log=_may_log(current_user, section.id),
    )


def draw_section(section: Section, user: User) -> Drawing:
    """Draw what is open on a section: its findings and its last visit."""
    if not may(user, Permission.SEE_INSPECTIONS):
        return None
    return "inspections/panel_section.html", {
        "section": section,
        "findings": queries.list_section_findings(section.id, most=5),
        "latest": queries.latest_inspections([section.id]).get(section.id),
        "on": today(),
    }


def draw_work(work: Work, user: User) -> Drawing:
    """Draw the last visit to a work."""
    if not may(user, Permission.SEE_INSPECTIONS):
        return None
    latest: Any = queries.latest_for_work(work.id)
    return ("inspections/panel_work.html", {"work": work, "latest": latest}) if latest else None


add_tab(Tab("section", say("Record calendar"), "inspections.section_calendar", order=40))
add_panel(Panel("section", draw_section, order=20))
add_panel(Panel("work", draw_work, order=20))


def _asked_month() -> Month:
    try:
        return Month.parse(request.args.get("month", ""))
    except Unreadable:
        return Month.of(today())


def _weeks(month: Month) -> list[list[date]]:
    """Return the month as rows of seven days, filled up with the days around it."""
    first = month.start - timedelta(days=month.start.weekday())
    last = month.last_day + timedelta(days=DAYS_OF_A_WEEK - month.last_day.weekday())
    days = days_between(first, last)
    return [days[n : n + DAYS_OF_A_WEEK] for n in range(0, len(days), DAYS_OF_A_WEEK)]


def _may_log(user: User, section_id: int) -> bool:
    return may(user, Permission.LOG_INSPECTION) and is_writable(user, section_id)
