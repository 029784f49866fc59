"""The statutory clocks: what is late, what becomes late this week and the next, and what it costs."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.payments import queries
from app.payments.rules.clocks import Claim, Due, totals_of
from app.payments.sheets import clock_sheet
from app.payments.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.spreadsheet import xlsx_response


@blueprint.get("/clocks")
@requires(Permission.SEE_PAYMENTS)
def clocks() -> ResponseReturnValue:
    rows, due, claim = queries.list_clocks(current_user, today()), _asked_due(), _asked_claim()
    shown = [
        row for row in rows if due in (None, row.clock.due) and claim in (None, row.clock.claim)
    ]
    if request.args.get("format") == "xlsx":
        title = _("Payment clocks")
        return xlsx_response(title, title, *clock_sheet(shown))
    works = {d: totals_of((r.clock for r in rows if r.clock.due is d), Claim.WORKS) for d in Due}
    wages = {d: totals_of((r.clock for r in rows if r.clock.due is d), Claim.WAGES) for d in Due}
    return render_template(
        "payments/clocks.html",
        rows=shown,
        works=works,
        wages=wages,
        dues=[(d, sum(row.clock.due is d for row in rows)) for d in Due],
        claims=[(c, sum(row.clock.claim is c for row in rows)) for c in Claim],
        all_rows=len(rows),
        due=due,
        claim=claim,
        today=today(),
    )


def _asked_due() -> Due | None:
    asked = request.args.get("due", "")
    return next((due for due in Due if due.value == asked), None)


def _asked_claim() -> Claim | None:
    asked = request.args.get("claim", "")
    return next((claim for claim in Claim if claim.value == asked), None)
