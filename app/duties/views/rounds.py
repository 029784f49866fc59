"""The rounds of supervision teams and of areas' engineers: by section and by road, one month."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.duties.queries.coverage import GroupRound, areas_in, teams_in
from app.duties.rules import total
from app.duties.views.blueprint import asked_month, blueprint
from app.shared.calendar import Month, today
from app.shared.kept import keeps_answer
from app.shared.pages import address
from app.shared.spreadsheet import xlsx_response


@blueprint.get("/duties/rounds")
@requires(Permission.SEE_DUTIES)
@keeps_answer
def rounds() -> ResponseReturnValue:
    now = Month.of(today())
    month = asked_month(now)
    of_areas = request.args.get("of") == "areas"
    groups = areas_in(month, current_user) if of_areas else teams_in(month, current_user)
    if request.args.get("format") == "xlsx":
        return _as_excel(month, groups)
    sections = [section for group in groups for section in group.sections]
    return render_template(
        "duties/rounds.html", month=month, groups=groups, of_areas=of_areas,
        all_roads=total(section.coverage for section in sections), all_sections=len(sections),
        visited_sections=sum(group.visited for group in groups), total=total,
        previous_url=address(month=month.previous()),
        next_url=address(month=month.next()) if month < now else None,
    )  # fmt: skip


def _as_excel(month: Month, groups: list[GroupRound]) -> Response:
    columns = [
        _("Team or area"), _("Project"), _("Section"), _("Road or bridge"), _("Visited"),
        _("To be visited"),
    ]  # fmt: skip
    rows = (
        (group.name, section.project, section.name, road.name, road.is_visited, road.is_applicable)
        for group in groups
        for section in group.sections
        for road in section.roads
    )
    title = _("Rounds of %(month)s", month=str(month))
    return xlsx_response(title, title, columns, rows)
