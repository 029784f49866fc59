"""The month sheet."""

from functools import cache

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ranking import queries
from app.ranking.rules.policy import Dimension, MissingRule, WorkGroup
from app.ranking.views.blueprint import blueprint
from app.shared.calendar import ONE_DAY, Month, today
from app.shared.errors import NotFound, Unreadable
from app.shared.figures import change_arrow
from app.shared.kept import keeps_answer
from app.shared.sentences import Sentence


@blueprint.get("/ranking")
@requires(Permission.SEE_RANKING)
def month() -> ResponseReturnValue:
    latest = queries.last_month_out() or queries.month_of(today())
    return redirect(url_for(".month_sheet", month_text=latest))


@blueprint.get("/ranking/<month_text>")
@requires(Permission.SEE_RANKING)
@keeps_answer
def month_sheet(month_text: str) -> ResponseReturnValue:
    return month_page(read_month(month_text))


def month_page(chosen: Month, problems: object = ()) -> str:
    """Return the page of the month, of the group and version that the address asks for."""
    sheet = queries.get_month_sheet(current_user, chosen, asked_group(), asked_version())
    start, end = queries.period_of(chosen)
    return render_template(
        "ranking/month.html",
        sheet=sheet,
        problems=problems,
        dimensions=list(Dimension),
        period=(start, end),
        last_day=end - ONE_DAY,
        missing_rule=_missing_rule(sheet),
        card_prefix=url_for(".line_page", line_id=0)[:-1],
        today=today(),
        arrow_of=cache(change_arrow),
    )


def _missing_rule(sheet: queries.MonthSheet) -> Sentence | None:
    """Return how dimensions without records were counted, None when there were none."""
    used = {rule for line in sheet.lines for rule in line.sheet["missing"] if rule}
    return next((rule.label for rule in MissingRule if rule.value in used), None)


def read_month(text: str) -> Month:
    """Read the month of an address. Raises NotFound."""
    try:
        return Month.parse(text)
    except Unreadable:
        raise NotFound from None


def asked_group() -> WorkGroup | None:
    """Return the group that the address asks for, None without or for an unknown one."""
    asked = request.args.get("group") or request.form.get("group")
    return WorkGroup.with_value(asked)


def asked_version() -> int | None:
    """Return the version that the address asks for."""
    return request.args.get("version", type=int)
