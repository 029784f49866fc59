"""The weekly roll-up of all sections."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.progress.actions.rollups import freeze_week
from app.progress.queries.overview import SectionStanding, standings_of_week
from app.progress.queries.rollups import cut_off_of, last_frozen_week
from app.progress.views.blueprint import blueprint, week_from
from app.shared.calendar import Week, now, today
from app.shared.errors import RuleBroken
from app.shared.formats import DASH
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits


@blueprint.get("/rollup")
@requires(Permission.SEE_PROGRESS)
def rollup() -> ResponseReturnValue:
    asked = request.args.get("week")
    week = week_from(asked) if asked else last_frozen_week() or Week.of(today()).previous()
    standings = standings_of_week(current_user, week)
    if request.args.get("format") == "xlsx":
        return _excel(week, standings)
    return _page(week, standings)


@blueprint.post("/rollup/<week>/freeze")
@requires(Permission.FREEZE_WEEK)
@commits
def freeze(week: str) -> ResponseReturnValue:
    asked = week_from(week)
    try:
        count = freeze_week(asked, current_user)
    except RuleBroken as broken:
        return _page(asked, standings_of_week(current_user, asked), broken.sentences), 422
    flash(ngettext("%(num)d section was frozen.", "%(num)d sections were frozen.", count), "good")
    return redirect(url_for(".rollup", week=week), 303)


def _page(week: Week, standings: list[SectionStanding], problems: object = ()) -> str:
    frozen = [one for one in standings if one.rollup is not None]
    due_at = cut_off_of(week)
    return render_template(
        "progress/rollup.html",
        week=week,
        standings=standings,
        frozen=frozen,
        due_at=due_at,
        is_over=now() >= due_at,
        is_current=week >= Week.of(today()),
        uses_time_alone=any(one.rollup.baseline_number is None for one in frozen if one.rollup),
        problems=problems,
    )


def _excel(week: Week, standings: list[SectionStanding]) -> ResponseReturnValue:
    columns = [
        *(_("Section"), _("Project"), _("Contractor"), _("Physical progress (%)")),
        *(_("Of the week (pp)"), _("Plan (%)"), _("Deviation (pp)"), _("Time elapsed (%)")),
        *(_("State"), _("Value (10,000 yuan)"), _("On time"), _("Version")),
    ]
    title = _("Weekly roll-up %(week)s", week=week)
    return xlsx_response(title, title, columns, [_row(one) for one in standings])


def _row(one: SectionStanding) -> list[object]:
    section, rollup_ = one.section, one.rollup
    names = [section.name, section.project.name, getattr(section.contractor, "name", None)]
    if rollup_ is None:
        return [*names, *[DASH] * 9]
    percents = (
        rollup_.physical_share,
        rollup_.week_share,
        rollup_.planned_share,
        one.deviation_share,
        rollup_.elapsed_share,
    )
    return [
        *names,
        *(None if share is None else round(share * 100, 1) for share in percents),
        str(one.state.label) if one.state else DASH,
        None if rollup_.value_fen is None else round(rollup_.value_fen / 1_000_000, 2),
        {True: _("yes"), False: _("no"), None: DASH}[rollup_.is_on_time],
        rollup_.number,
    ]
