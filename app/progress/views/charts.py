"""A section's curve, forecast and strip charts, as charts.js reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.progress.models import DoneStretch, WeeklyRollup, WorkItem
from app.progress.queries.blocks import open_stretches
from app.progress.queries.plans import extents_of
from app.progress.queries.sheet import Sheet
from app.progress.rules.forecast import Done, Forecast, forecast
from app.progress.rules.plan import Plan, elapsed_share
from app.progress.rules.strip import LayerProgress, Stretch, Strip, strip_of
from app.progress.rules.weekly import CellKey
from app.shared.calendar import Week, weeks_between
from app.shared.formats import day, short_day
from app.shared.settings import value_of
from app.works.models import Section, Work

MOST_WEEKS = 160
#: A longer axis says the year of each day.
WEEKS_OF_A_YEAR = 53


@dataclass(frozen=True)
class WorkStrip:
    """The strip chart of one road, as the rules see it and as the chart reads it."""

    work: Work
    strip: Strip
    figures: dict[str, Any]

    @property
    def is_assumed(self) -> bool:
        """Whether a layer's place is only assumed from its length."""
        return any(layer.is_assumed and layer.done for layer in self.strip.layers)


def forecast_of(rollups: Sequence[WeeklyRollup]) -> Forecast:
    """Return the forecast from the frozen weeks of a section, in order."""
    history = [Done(rollup.week, rollup.physical_share) for rollup in rollups]
    return forecast(history, value_of("pace_weeks"))


def curve_figures(
    plan: Plan, rollups: Sequence[WeeklyRollup], foreseen: Forecast, today: date
) -> dict[str, Any]:
    """Return what the S-curve shows, a point for each week's Sunday."""
    weeks = _weeks(plan, rollups, foreseen, today)
    done = {rollup.week: rollup.physical_share for rollup in rollups}
    plan_name = _("Plan in proportion to time") if plan.is_proportional else _("Plan")
    series = [
        _line(plan_name, "plan", [plan.share_on(week.last_day) for week in weeks]),
        _line(_("Done"), "actual", [done.get(week) for week in weeks]),
    ]
    if not plan.is_proportional and plan.start and plan.finish:
        shares = [elapsed_share(plan.start, plan.finish, week.last_day) for week in weeks]
        series.append(_line(_("Time elapsed"), "elapsed", [*shares]))
    if foreseen.finish is not None and foreseen.pace_share:
        series.append(_line(_("Forecast"), "forecast", _ahead(weeks, rollups[-1], foreseen)))
    # A point stands for a Sunday: the line of today goes to the nearest one.
    current = Week.of(today - timedelta(days=3))
    written = day if len(weeks) > WEEKS_OF_A_YEAR else short_day
    return {
        "x": [written(week.last_day) for week in weeks],
        "today": written(current.last_day) if current in weeks else None,
        "unit": "%",
        "series": series,
    }


def strips_of(section: Section, sheet: Sheet) -> list[WorkStrip]:
    """Return a strip chart for each road of the section that has layers."""
    stretches = _done_stretches(section.id)
    blocked = open_stretches(section.id, extents_of(sheet.works))
    strips = []
    for work in sheet.works:
        extents = extents_of([work])
        layers = [item for item in sheet.items if item.is_layer and _has(sheet, work, item)]
        if not extents or not layers:
            continue
        road = Stretch(extents[0].start_m, extents[0].end_m)
        closed = blocked.get(work.id, [])
        shown = [_layer(sheet, work, item, stretches) for item in layers]
        strip = strip_of(road, shown, [stretch for stretch, _name in closed])
        strips.append(WorkStrip(work, strip, _strip_figures(strip, closed)))
    return strips


def _weeks(
    plan: Plan, rollups: Sequence[WeeklyRollup], foreseen: Forecast, today: date
) -> list[Week]:
    starts = [rollup.week.start for rollup in rollups[:1]]
    ends = [rollup.week.start for rollup in rollups[-1:]]
    starts += [day for day in (plan.start, *(p.week.start for p in plan.points[:1])) if day]
    ends += [day for day in (plan.finish, *(p.week.start for p in plan.points[-1:])) if day]
    if foreseen.finish is not None:
        ends.append(foreseen.finish)
    if not starts or not ends:
        return [Week.of(today)]
    return weeks_between(Week.of(min(starts)), Week.of(max(ends)))[:MOST_WEEKS]


def _ahead(weeks: Sequence[Week], last: WeeklyRollup, foreseen: Forecast) -> list[Decimal | None]:
    pace = foreseen.pace_share or Decimal(0)
    values: list[Decimal | None] = []
    for week in weeks:
        ahead = (week.start - last.week.start).days // 7
        is_over = foreseen.finish is not None and week.start > foreseen.finish
        hidden = ahead < 0 or is_over
        values.append(None if hidden else min(Decimal(1), last.physical_share + pace * ahead))
    return values


def _line(name: str, role: str, shares: Sequence[Decimal | None]) -> dict[str, Any]:
    values = [None if share is None else round(float(share) * 100, 1) for share in shares]
    return {"name": name, "role": role, "values": values}


def _done_stretches(section_id: int) -> Mapping[CellKey, list[Stretch]]:
    rows = db.session.execute(
        select(DoneStretch.work_id, WorkItem.code, DoneStretch.start_m, DoneStretch.end_m)
        .join(WorkItem, WorkItem.id == DoneStretch.item_id)
        .where(WorkItem.section_id == section_id)
        .order_by(DoneStretch.start_m)
    )
    found: dict[CellKey, list[Stretch]] = {}
    for row in rows:
        key = CellKey(row.work_id, row.code)
        found.setdefault(key, []).append(Stretch(row.start_m, row.end_m))
    return found


def _has(sheet: Sheet, work: Work, item: WorkItem) -> bool:
    return CellKey(work.id, item.code) in sheet.design


def _layer(
    sheet: Sheet, work: Work, item: WorkItem, stretches: Mapping[CellKey, list[Stretch]]
) -> LayerProgress:
    key = CellKey(work.id, item.code)
    share = sheet.previous.get(key, Decimal(0)) / sheet.design[key].quantity
    return LayerProgress(str(item.name), share, tuple(stretches.get(key, ())))


def _strip_figures(strip: Strip, closed: Sequence[tuple[Stretch, str]]) -> dict[str, Any]:
    # The surface lies on top: the last layer to be built is the first row.
    rows = list(reversed(strip.layers))
    parts = []
    for place, layer in enumerate(rows):
        source = _("from the cumulative length") if layer.is_assumed else _("as reported")
        parts += [_part(place, stretch, "done", source) for stretch in layer.done]
        parts += [_part(place, stretch, "blocked", name) for stretch, name in closed]
    return {
        "start_m": float(strip.road.start_m),
        "end_m": float(strip.road.end_m),
        "layers": [layer.name for layer in rows],
        "stretches": parts,
    }


def _part(place: int, stretch: Stretch, state: str, text: str) -> dict[str, Any]:
    return {
        "layer": place,
        "start_m": float(stretch.start_m),
        "end_m": float(stretch.end_m),
        "state": state,
        "text": text,
    }
