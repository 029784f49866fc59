"""The progress of one section: curve, deviation, forecast, strip charts."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.progress.queries.overview import deviation_of, state_of_rollup
from app.progress.queries.plans import plan_of, thresholds
from app.progress.queries.reports import list_section_reports
from app.progress.queries.rollups import section_curve
from app.progress.queries.sheet import latest_sheet
from app.progress.queries.support import latest_support
from app.progress.rules.shares import ReportedBeside
from app.progress.views.blueprint import blueprint
from app.progress.views.charts import curve_figures, forecast_of, strips_of
from app.shared.calendar import Week, today
from app.works import panels
from app.works.queries import get_section_for


@blueprint.get("/sections/<int:section_id>/progress")
@requires(Permission.SEE_PROGRESS)
def section(section_id: int) -> ResponseReturnValue:
    found = get_section_for(current_user, section_id)
    rollups, plan = section_curve(section_id), plan_of(section_id)
    last = rollups[-1] if rollups else None
    foreseen = forecast_of(rollups)
    sheet = latest_sheet(found)
    return render_template(
        "progress/section.html",
        **panels.frame("section", found, current_user),
        rollups=rollups,
        last=last,
        plan=plan,
        deviation=deviation_of(last),
        state=state_of_rollup(last),
        thresholds=thresholds(),
        foreseen=foreseen,
        curve=curve_figures(plan, rollups, foreseen, today()),
        sheet=sheet,
        strips=strips_of(found, sheet),
        reports=list_section_reports(section_id)[:8],
        support=whole[1] if (whole := latest_support(found)) else None,
        reported=_reported(last),
        week=Week.of(today()).previous(),
    )


def _reported(last: object) -> ReportedBeside | None:
    share = getattr(last, "reported_share", None)
    computed = getattr(last, "physical_share", None)
    return None if share is None or computed is None else ReportedBeside(share, computed)
