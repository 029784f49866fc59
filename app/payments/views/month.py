"""The month sheet: propose, read, approve, withdraw, and the way out to Excel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.accounts.permissions import Permission, may, requires
from app.orders.queries import blocked_for
from app.payments import actions, queries
from app.payments.forms import ProposeForm, ReasonForm
from app.payments.models import ReleaseProposal
from app.payments.rules.decide import State
from app.payments.rules.propose import Coverage
from app.payments.rules.sources import sum_of
from app.payments.sheets import month_sheet
from app.payments.views.blueprint import blueprint, month_from, shown_all
from app.shared import formats
from app.shared.calendar import Month, today
from app.shared.drawn import drawn_rows
from app.shared.errors import Forbidden, RuleBroken
from app.shared.kept import keeps_answer, kept_apart
from app.shared.languages import chosen_locale
from app.shared.sentences import Sentence, say
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works.queries.scope import scope_of

COVERAGE_NOTES = {
    Coverage.FLOORS: say(
        "The funds pay every floor, but not all that the bands would allow: what is left follows"
        " the order of payment."
    ),
    Coverage.WAGES: say(
        "The funds do not cover all floors: labour cost comes first, then the floors by their"
        " latest lawful date."
    ),
    Coverage.NOT_EVEN_WAGES: say(
        "The funds do not even cover the labour cost: every section gets the same share of it."
    ),
}


@blueprint.get("")
@blueprint.get("/<month>")
@requires(Permission.SEE_PAYMENTS)
@keeps_answer
def month(month: str | None = None) -> ResponseReturnValue:
    if month is None:
        return redirect(url_for(".month", month=str(_usual_month())))
    if request.args.get("format") == "xlsx":
        return _excel(month_from(month))
    return _month_page(month_from(month), ProposeForm(formdata=None), ReasonForm(formdata=None))


@blueprint.post("/<month>/proposals")
@requires(Permission.PROPOSE_PAYMENTS)
@commits
def propose(month: str) -> ResponseReturnValue:
    wanted, form = month_from(month), ProposeForm()
    if not form.validate_on_submit():
        return _month_page(wanted, form, ReasonForm(formdata=None)), 422
    try:
        proposal = actions.propose_releases(
            wanted, form.funds_fen, by=current_user, bound=form.bound_fen
        )
    except RuleBroken as broken:
        problems = shown_all(broken.sentences)
        return _month_page(wanted, form, ReasonForm(formdata=None), problems), 422
    flash(_("Proposal %(number)s is ready and waits for approval.", number=proposal.number))
    return redirect(url_for(".month", month=month), 303)


@blueprint.post("/proposals/<int:proposal_id>/approval")
@requires(Permission.APPROVE_PAYMENTS)
@commits
def approve(proposal_id: int) -> ResponseReturnValue:
    proposal = queries.get_proposal_for(current_user, proposal_id)
    seen = request.form.get("seen", "")
    actions.approve(proposal, by=current_user, seen_sha256=seen)
    flash(_("The payments are approved. Finance can carry them out now."))
    return redirect(url_for(".month", month=str(proposal.month)), 303)


@blueprint.post("/proposals/<int:proposal_id>/withdrawal")
@requires(Permission.SEE_PAYMENTS)
@commits
def withdraw(proposal_id: int) -> ResponseReturnValue:
    if not _may_withdraw():
        raise Forbidden
    proposal, form = queries.get_proposal_for(current_user, proposal_id), ReasonForm()
    if not form.validate_on_submit():
        return _month_page(proposal.month, ProposeForm(formdata=None), form), 422
    actions.withdraw(proposal, form.reason.data, by=current_user)
    flash(_("The proposal is withdrawn; nothing was paid on it."))
    return redirect(url_for(".month", month=str(proposal.month)), 303)


def _month_page(
    month: Month, form: ProposeForm, reason_form: ReasonForm, problems: Any = ()
) -> str:
    proposals = [
        proposal
        for proposal in queries.list_proposals(month)
        if proposal.state is State.APPROVED or not current_user.is_outsider
    ]
    proposal = _chosen(proposals)
    lines = _lines(proposal.id) if proposal else NO_LINES
    due = _asked_due()
    return render_template(
        "payments/month.html",
        month=month,
        proposals=proposals,
        proposal=proposal,
        shown=_lines(proposal.id, due) if proposal and due else lines,
        due=due,
        totals=lines.totals,
        coverage_note=COVERAGE_NOTES.get(proposal.coverage) if proposal else None,
        seen=_seen(proposal, lines),
        is_own=_is_own(proposal),
        may_propose=may(current_user, Permission.PROPOSE_PAYMENTS),
        may_approve=may(current_user, Permission.APPROVE_PAYMENTS),
        may_withdraw=_may_withdraw(),
        has_begun=month <= Month.of(today()),
        form=form,
        reason_form=reason_form,
        problems=problems,
        sources=_sources(proposal),
        gaps=_gaps(month),
        not_measured=blocked_for(current_user, queries.measured_on(month)),
    )


def _sources(proposal: ReleaseProposal | None) -> list[tuple[Sentence, int, int]]:
    """Return (source, its limit, what is drawn from it) when money is bound; not for the paid firms."""
    if proposal is None or not proposal.sources or current_user.is_outsider:
        return []
    drawn = sum_of(line.drawn_fen for line in queries.list_lines(proposal))
    return [(kind.label, fen, drawn[kind]) for kind, fen in proposal.limits_fen.items()]


def _chosen(proposals: list[ReleaseProposal]) -> ReleaseProposal | None:
    """Return the proposal of the address, else the newest that is not withdrawn, else the newest."""
    asked = request.args.get("number", "")
    by_number = {str(proposal.number): proposal for proposal in proposals}
    if asked in by_number:
        return by_number[asked]
    alive = [proposal for proposal in proposals if proposal.state is not State.WITHDRAWN]
    return next(iter(alive or proposals), None)


SUMMED = (
    *("price_fen", "completed_fen", "paid_fen", "due_fen", "wage_fen", "floor_fen"),
    *("proposed_fen", "decided_fen"),
)


@dataclass(frozen=True)
class Lines:
    """The lines of a proposal as they are drawn, what they add up to, and what is decided on each."""

    html: Markup
    totals: Mapping[str, int]
    #: By section.
    decided_fen: Mapping[int, int]


NO_LINES = Lines(Markup(), dict.fromkeys((*SUMMED, "deferred_fen", "number", "nothing_due"), 0), {})
#: The lines one may ask for: those to whom something is due now, or those to whom nothing is.
SOMETHING, NOTHING = "something", "nothing"


def _lines(proposal_id: int, due: str = "") -> Lines:
    """Return what is kept of the lines until one of them, or a name in them, is written."""
    key = ("payment lines", proposal_id, due, scope_of(current_user), chosen_locale())
    return kept_apart(key, lambda: _drawn(_rows(proposal_id, due)))


def _rows(proposal_id: int, due: str) -> list[Any]:
    rows = queries.list_sheet_rows(current_user, proposal_id)
    return [row for row in rows if _is_asked_for(row.due_fen, due)]


def _asked_due() -> str:
    """Return the filter of the address: empty for all lines."""
    asked = request.args.get("due", "")
    return asked if asked in (SOMETHING, NOTHING) else ""


def _is_asked_for(due_fen: int, due: str) -> bool:
    return not due or (due_fen == 0) == (due == NOTHING)


def _drawn(rows: Sequence[Any]) -> Lines:
    prefix = url_for("payments.line", line_id=0)[:-1]
    bands = [rows[0].band, *(row.band for row in rows)] if rows else []
    shown = (
        (row, row.band != band_before, prefix)
        for row, band_before in zip(rows, bands, strict=False)
    )
    totals = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    return Lines(
        drawn_rows("payments/_row.html", "payment_row", shown),
        totals
        | {
            "deferred_fen": totals["due_fen"] - totals["decided_fen"],
            "number": len(rows),
            "nothing_due": sum(row.due_fen == 0 for row in rows),
        },
        {row.section_id: row.decided_fen for row in rows},
    )


def _seen(proposal: ReleaseProposal | None, lines: Lines) -> str:
    """Return what an approval of this page would stand for; who approves sees all lines."""
    if proposal is None or proposal.state is not State.DRAFT:
        return ""
    return actions.fingerprint_of(proposal, lines.decided_fen)


def _is_own(proposal: ReleaseProposal | None) -> bool:
    proposer = proposal.proposed_by if proposal else None
    return proposer is not None and proposer.natural_person == current_user.natural_person


def _may_withdraw() -> bool:
    return may(current_user, Permission.PROPOSE_PAYMENTS) or may(
        current_user, Permission.APPROVE_PAYMENTS
    )


def _gaps(month: Month) -> list[str]:
    if not may(current_user, Permission.PROPOSE_PAYMENTS):
        return []
    return shown_all(queries.list_gaps())


def _usual_month() -> Month:
    """Return the newest month with a proposal, else the month before this one."""
    months = queries.list_months()
    return months[0] if months else Month.of(today()).previous()


def _excel(month: Month) -> ResponseReturnValue:
    proposal = _chosen(
        [
            proposal
            for proposal in queries.list_proposals(month)
            if proposal.state is State.APPROVED or not current_user.is_outsider
        ]
    )
    rows = queries.list_lines_for(current_user, proposal) if proposal else []
    due = _asked_due()
    columns, cells = month_sheet([row for row in rows if _is_asked_for(row.line.due_fen, due)])
    title = _("Payment approval table, %(month)s", month=formats.month(month))
    return xlsx_response(title, title, columns, cells)
