"""Coverage on a day: by township, village by village, and as the ledger of outlets."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.logistics import queries
from app.logistics.models import Village
from app.logistics.queries import Reached
from app.logistics.rules.coverage import ServiceMode, Standing, count_by_township
from app.logistics.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken, Unreadable
from app.shared.listing import paginate, read_list_request, read_number, search_words
from app.shared.quantities import parse_date
from app.shared.sentences import LabelledEnum, say
from app.shared.settings import value_of
from app.shared.spreadsheet import xlsx_response


class Part(LabelledEnum):
    """Which villages a list shows."""

    DIRECT = "direct", say("Direct")
    VIA_CENTER = "via_center", say("Through a central village")
    UNCOVERED = "uncovered", say("Not covered")
    STALE = "stale", say("To be confirmed again")


@blueprint.get("/logistics")
@requires(Permission.SEE_LOGISTICS)
def coverage() -> ResponseReturnValue:
    day = _day_asked()
    reached = queries.reached_on(day)
    townships = count_by_township(reached.places, reached.standings)
    return render_template(
        "logistics/coverage.html",
        day=day, today=today(), total=reached.total, days=value_of("village_answer_days"),
        townships=[(one, name, townships[one]) for one, name in queries.list_townships() if one in townships],
        may_edit=may(current_user, Permission.EDIT_LOGISTICS),
    )  # fmt: skip


@blueprint.get("/logistics/villages")
@requires(Permission.SEE_LOGISTICS)
def list_villages() -> ResponseReturnValue:
    day, part = _day_asked(), request.args.get("part")
    reached = queries.reached_on(day)
    among = _among(reached, part)
    statement = queries.villages_statement(
        search_words(request.args), read_number(request.args, "township"), among, day
    )
    asked = read_list_request(request.args, queries.SORTABLE, "code")
    page = paginate(statement, queries.SORTABLE, asked, tie_breaker=Village.id)
    shown = [reached.standings[row.id] for row in page.rows]
    return render_template(
        "logistics/villages.html", page=page, day=day, standings=reached.standings,
        names=queries.names_of(_centers(shown)), townships=queries.list_townships(), parts=Part,
        may_edit=may(current_user, Permission.EDIT_LOGISTICS),
    )  # fmt: skip


@blueprint.get("/logistics/outlets.xlsx")
@requires(Permission.SEE_LOGISTICS)
def outlet_ledger() -> Response:
    """Return the native ledger of outlets (domain.md 3.12), every village with each of its outlets."""
    day = _day_asked()
    reached = queries.reached_on(day)
    names = queries.names_of(_centers(reached.standings.values()))
    columns = [
        _("Township"), _("Village"), _("Village code"), _("How it is served"), _("Central village"),
        _("Brands"), _("Outlet"), _("Address"), _("Keeper"), _("Telephone"),
        _("Parcels a day, out"), _("Parcels a day, in"), _("Confirmed on"), _("Confirmed by"),
    ]  # fmt: skip
    lines = (_ledger_line(row, reached, names) for row in queries.ledger_rows(day))
    return xlsx_response(_("Ledger of outlets"), _("Ledger of outlets"), columns, lines)


def _ledger_line(row: Any, reached: Reached, names: Mapping[int, str]) -> tuple[Any, ...]:
    standing = reached.standings[row.id]
    answer = standing.answer
    served = str(answer.mode.label if answer and standing.is_covered else ServiceMode.NONE.label)
    return (
        row.township, row.village, row.division_code, served,
        names.get(standing.center_id or 0, ""), row.brands, row.outlet, row.address, row.keeper,
        row.phone, row.parcels_up, row.parcels_down,
        answer.confirmed_on if answer else None, answer.confirmed_by if answer else "",
    )  # fmt: skip


def _centers(standings: Iterable[Standing]) -> set[int]:
    return {one.center_id for one in standings if one.center_id is not None}


def _among(reached: Reached, part: str | None) -> list[int] | None:
    """Return the villages of the part asked for; None for all."""
    chosen = {
        Part.DIRECT: lambda one: one.is_covered and one.mode is ServiceMode.DIRECT,
        Part.VIA_CENTER: lambda one: one.is_covered and one.mode is ServiceMode.VIA_CENTER,
        Part.UNCOVERED: lambda one: not one.is_covered,
        Part.STALE: lambda one: one.is_stale,
    }.get(part)  # type: ignore[call-overload]
    if chosen is None:
        return None
    return [number for number, one in reached.standings.items() if chosen(one)]


def _day_asked() -> date:
    """Return the day in the address, today without one. Raises RuleBroken when it is none or to come."""
    text = request.args.get("day", "").strip()
    if not text:
        return today()
    try:
        day = parse_date(text)
    except Unreadable as trouble:
        raise RuleBroken([trouble.sentence]) from None
    if day > today():
        raise RuleBroken([say("Coverage is known up to today. Choose an earlier day.")])
    return day
