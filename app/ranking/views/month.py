"""The month sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.accounts.permissions import Permission, requires
from app.ranking import queries
from app.ranking.rules.firms import FirmMean, SupervisedSection, firm_means
from app.ranking.rules.policy import Dimension, MissingRule, WorkGroup
from app.ranking.views.blueprint import blueprint
from app.shared.calendar import ONE_DAY, Month, today
from app.shared.errors import NotFound, Unreadable
from app.shared.figures import change_arrow
from app.shared.kept import keeps_answer, kept_apart
from app.shared.languages import chosen_locale
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
        lines=_lines(sheet.shown.id, sheet.own_section_ids) if sheet.shown else None,
        dimensions=list(Dimension),
        period=(start, end),
        last_day=end - ONE_DAY,
        today=today(),
    )


@dataclass(frozen=True)
class Lines:
    """The lines of a ranking as they are drawn, and what the page says of them."""

    html: Markup
    number: int
    #: How dimensions without records were counted; None when there were none.
    missing_rule: Sentence | None
    #: Number and section of the reader's own lines.
    own: tuple[tuple[int, str], ...]
    #: The second table: the means of each supervision firm's ranked sections.
    firms: Sequence[FirmMean]


def _lines(ranking_id: int, own_section_ids: frozenset[int]) -> Lines:
    """Return what is kept of the lines: they change only when a ranking is drafted."""
    key = ("ranking lines", ranking_id, own_section_ids, chosen_locale())
    return kept_apart(key, lambda: _drawn(ranking_id, own_section_ids))


def _drawn(ranking_id: int, own_section_ids: frozenset[int]) -> Lines:
    lines = queries.list_sheet_lines(ranking_id)
    html = render_template(
        "ranking/_lines.html", lines=lines, own_section_ids=own_section_ids,
        card_prefix=url_for(".line_page", line_id=0)[:-1], arrow_of=cache(change_arrow),
    )  # fmt: skip
    used = {rule for line in lines for rule in line.sheet["missing"] if rule}
    return Lines(
        Markup(html),  # noqa: S704  # the template has escaped what it shows
        len(lines),
        next((rule.label for rule in MissingRule if rule.value in used), None),
        tuple(
            (line.id, line.sheet["code"]) for line in lines if line.section_id in own_section_ids
        ),
        firm_means(_supervised(line) for line in lines if line.place is not None),
    )


def _supervised(line: Any) -> SupervisedSection:
    sheet = line.sheet
    points = [Decimal(each) if each else None for each in sheet["points"]]
    return SupervisedSection(sheet["names"]["supervision_firm"] or "—", points, line.score)


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
