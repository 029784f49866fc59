"""The calendar of one duty for one object: a month of days, its periods, and what was said of late ones."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.duties import actions, queries
from app.duties.forms import ExplanationForm
from app.duties.models import Duty
from app.duties.queries import Judged
from app.duties.rules import Cadence, Outcome, Record, Standing
from app.duties.views.blueprint import asked_month, blueprint
from app.shared.calendar import ONE_DAY, Month, Week, days_between, today
from app.shared.errors import NotFound, RuleBroken, Unreadable
from app.shared.listing import read_choice
from app.shared.pages import address
from app.shared.quantities import parse_date
from app.shared.sentences import Sentence
from app.shared.transaction import commits

BY_DAY = (Cadence.DAY, Cadence.WORKING_DAY)
#: Periods shown beside the month: a year of months, some weeks.
DAYS_BEFORE = timedelta(days=365)


@dataclass
class Day:
    """One cell of the month."""

    day: date
    is_in_month: bool
    is_today: bool
    outcome: Outcome | None = None
    records: list[Record] = field(default_factory=list)


@blueprint.get("/duties/<int:duty_id>/objects/<int:object_id>")
@requires(Permission.SEE_DUTIES)
def calendar(duty_id: int, object_id: int) -> ResponseReturnValue:
    return _page(queries.get_duty(duty_id), object_id)


@blueprint.post("/duties/<int:duty_id>/objects/<int:object_id>/explanations")
@requires(Permission.EXPLAIN_DUTIES)
@commits
def explain(duty_id: int, object_id: int) -> ResponseReturnValue:
    duty, form = queries.get_duty(duty_id), ExplanationForm()
    cadence = read_choice(request.form, "cadence", Cadence)
    try:
        start = parse_date(request.form.get("start", ""))
    except Unreadable:
        start = None
    if cadence is None or not isinstance(start, date):
        raise NotFound
    try:
        actions.explain(
            duty, object_id, cadence, start, form.words.data or "", by=current_user, today=today()
        )
    except RuleBroken as broken:
        return _page(duty, object_id, broken.sentences, month=Month.of(start)), 422
    flash(_("Saved. The period stays late; the reason stands beside it."))
    month = str(Month.of(start))
    return redirect(
        url_for("duties.calendar", duty_id=duty.id, object_id=object_id, month=month), 303
    )


def _page(
    duty: Duty, object_id: int, problems: Sequence[Sentence] = (), month: Month | None = None
) -> str:
    day = today()
    month = month or asked_month(Month.of(day))
    start, end = Week.of(month.start).start, Week.of(month.last_day).end
    judged = queries.judge_between(
        current_user, month.start - DAYS_BEFORE, min(end, day + ONE_DAY), day,
        duty_id=duty.id, object_id=object_id,
    )  # fmt: skip
    if not judged:
        raise NotFound
    return render_template(
        "duties/calendar.html", duty=duty, of=judged[-1].of, version=judged[-1].version,
        month=month, weeks=_weeks(judged, month, start, end, day),
        limits=[(one, _periods(one, month)) for one in judged],
        said=queries.lapses_of(duty.id, object_id), problems=problems, form=ExplanationForm(formdata=None),
        late=Standing.LATE, may_explain=may(current_user, Permission.EXPLAIN_DUTIES),
        previous_url=address(month=month.previous()),
        next_url=address(month=month.next()) if month < Month.of(day) else None,
    )  # fmt: skip


def _weeks(
    judged: Sequence[Judged], month: Month, start: date, end: date, day: date
) -> list[list[Day]]:
    """Return the weeks of the month, Monday to Sunday, each day with its state and records."""
    outcomes: dict[date, Outcome] = {}
    records: dict[date, set[Record]] = defaultdict(set)
    for one in judged:
        for record in one.records:
            records[record.on].add(record)
        if one.limit.cadence in BY_DAY:
            outcomes |= {outcome.period.start: outcome for outcome in one.outcomes}
    cells = [
        Day(
            each, Month.of(each) == month, each == day, outcomes.get(each), sorted(records[each])
        )
        for each in days_between(start, end)
    ]  # fmt: skip
    return [cells[first : first + 7] for first in range(0, len(cells), 7)]


def _periods(judged: Judged, month: Month) -> list[Any]:
    """Return the periods to list, the newest first: of days only those of the month that were not kept."""
    if judged.limit.cadence in BY_DAY:
        shown = [
            one
            for one in judged.outcomes
            if month.start <= one.period.start < month.end
            and one.standing not in (Standing.MET, Standing.DUE)
        ]
    else:
        shown = [one for one in judged.outcomes if one.period.start < month.end]
    return list(reversed(shown))
