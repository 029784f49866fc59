"""One section and day: who was there, what was found, its photos; and the native forms as which it prints."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.evidence.models import PhotoUse
from app.evidence.queries import marks_of, site_of
from app.evidence.rules import Plan, plan_of
from app.evidence.rules.plan import is_far
from app.inspections import queries
from app.inspections.models import Inspection, SiteLog
from app.inspections.queries.days import SectionDay
from app.inspections.rules import DayForm, Topic, days_without
from app.inspections.views.blueprint import blueprint, place_of
from app.shared.calendar import Month, Week, days_between, today
from app.shared.errors import NotFound
from app.works.panels import frame
from app.works.queries import get_section_for

ONE_DAY = timedelta(days=1)


@blueprint.get("/sections/<int:section_id>/days/<day>")
@requires(Permission.SEE_INSPECTIONS)
def section_day(section_id: int, day: str) -> ResponseReturnValue:
    section, asked = get_section_for(current_user, section_id), _day(day)
    found = queries.section_day(section.id, asked)
    return render_template(
        "inspections/section_day.html",
        **frame("section", section, current_user),
        found=found,
        posts=_posts(found),
        plan=_plan(section.id, found),
        places=_places(section.id, found),
        marks=marks_of(found.photos),
        forms=DayForm,
        previous=asked - ONE_DAY,
        following=asked + ONE_DAY if asked < today() else None,
        today=today(),
        **_around(section.id, asked),
    )


@blueprint.get("/sections/<int:section_id>/days/<day>/<form>")
@requires(Permission.SEE_INSPECTIONS)
def section_day_form(section_id: int, day: str, form: str) -> ResponseReturnValue:
    section, asked = get_section_for(current_user, section_id), _day(day)
    wanted = DayForm.with_value(form)
    if wanted is None:
        raise NotFound
    found = queries.section_day(section.id, asked)
    return render_template(
        f"inspections/forms/{wanted.value}.html",
        section=section,
        found=found,
        form=wanted,
        posts=_posts(found),
        topics=Topic,
        place_of_record=lambda visit: place_of(visit) or "",
        numbers_of_photos=_numbers,
        day_url=f"/sections/{section.id}/days/{asked}",
    )


def _day(text: str) -> date:
    """Return the day of the address. Raises NotFound."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


def _numbers(photos: Sequence[PhotoUse], record: Inspection | SiteLog | None) -> str:
    """Return the numbers of the photos that were shown with the record or with what it found."""
    if record is None:
        return ""
    owners = {(record.__tablename__, record.id)}
    if isinstance(record, Inspection):
        owners |= {("finding", finding.id) for finding in record.findings}
    return ", ".join(
        str(use.id) for use in photos if (use.owner_kind.value, use.owner_id) in owners
    )


def _places(section_id: int, found: SectionDay) -> dict[str, Any]:
    """Return what the map of the day shows: the section's lines, and the photos that know their place."""
    lines = site_of(section_id).lines
    return {
        "lines": [[list(place) for place in line] for line in lines],
        "photos": [
            {
                "number": number,
                "use": use.id,
                "latitude": float(use.photo.latitude),
                "longitude": float(use.photo.longitude),
                "name": _("Photo %(number)s", number=number),
                "is_far": is_far((float(use.photo.longitude), float(use.photo.latitude)), lines),
            }
            for number, use in enumerate(found.photos, start=1)
            if use.photo.latitude is not None and use.photo.longitude is not None
        ],
    }


def _plan(section_id: int, found: SectionDay) -> Plan | None:
    """Return the plan of the day's photos; one without a photo that knows its place is not drawn."""
    places = [
        (number, (float(use.photo.longitude), float(use.photo.latitude)))
        for number, use in enumerate(found.photos, start=1)
        if use.photo.latitude is not None and use.photo.longitude is not None
    ]
    return plan_of(site_of(section_id).lines, places) if places else None


def _posts(found: SectionDay) -> list[tuple[str, str, object, str]]:
    """Return post, person, attendance and reason as the last visit of the day met them."""
    met = {
        (check.post, check.person_name): (
            check.post,
            check.person_name,
            check.attendance,
            check.reason,
        )
        for visit in found.inspections
        for check in visit.posts
    }
    return list(met.values())


def _around(section_id: int, day: date) -> dict[str, object]:
    """Return the week of the day, line by line, and the days without a record in week and month."""
    week, month = Week.of(day), Month.of(day)
    records = {}
    for one in {Month.of(week.start), month, Month.of(week.last_day)}:
        records.update(queries.days_with_records(section_id, one))
    since = queries.start_of_section(section_id)
    return {
        "shown_week": week,
        "shown_month": month,
        "week_days": days_between(week.start, week.end),
        "records": records,
        "photo_counts": queries.count_photos(section_id, week.start, week.end),
        "week_gaps": days_without(records, week.start, week.end, since=since, today=today()),
        "month_gaps": days_without(records, month.start, month.end, since=since, today=today()),
    }
