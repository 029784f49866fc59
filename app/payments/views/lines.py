"""One section's month: why this amount, the leader's decision, the payments that carry it out."""

from datetime import date
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, may_open, requires
from app.orders.views.blueprint import paper_url
from app.payments import actions, queries
from app.payments.forms import DecisionForm, PaymentForm
from app.payments.models import ReleaseLine
from app.payments.rules.clocks import comes_up_on
from app.payments.rules.decide import State, least_payable
from app.payments.rules.entitlement import Account, Held
from app.payments.rules.explain import Source, Step, steps_of
from app.payments.views.blueprint import blueprint, shown_all
from app.payments.views.why import why_the_place
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.stale_edits import fields_of, stale_answer
from app.shared.transaction import commits


@blueprint.get("/lines/<int:line_id>")
@requires(Permission.SEE_PAYMENTS)
def line(line_id: int) -> ResponseReturnValue:
    return _line_page(queries.get_line_for(current_user, line_id))


@blueprint.get("/lines/<int:line_id>/reasons")
@requires(Permission.SEE_PAYMENTS)
def reasons(line_id: int) -> ResponseReturnValue:
    found = queries.get_line_for(current_user, line_id)
    return render_template("payments/_reasons.html", line=found)


@blueprint.post("/lines/<int:line_id>/decision")
@requires(Permission.APPROVE_PAYMENTS)
@commits
def decide(line_id: int) -> ResponseReturnValue:
    found, form = queries.get_line_for(current_user, line_id), DecisionForm()
    if not form.validate_on_submit():
        return _line_page(found, decision=form), 422
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    try:
        actions.change_line(
            found, form.amount.data or 0, form.reason.data, by=current_user, seen_version=version
        )
    except StaleEdit as stale:
        back, name = url_for(".line", line_id=line_id), found.section.name
        fields = fields_of(_decision_form(found))
        return stale_answer(stale, fields, version=found.version, back=back, name=name)
    except RuleBroken as broken:
        return _line_page(found, decision=form, problems=shown_all(broken.sentences)), 422
    flash(_("The amount is changed."))
    return redirect(url_for(".line", line_id=line_id), 303)


@blueprint.post("/lines/<int:line_id>/payments")
@requires(Permission.RECORD_PAYMENTS)
@commits
def pay_line(line_id: int) -> ResponseReturnValue:
    found, form = queries.get_line_for(current_user, line_id), PaymentForm()
    form.offer_sections([(found.section_id, found.section.name)])
    if not form.validate_on_submit():
        return _line_page(found, payment=form), 422
    try:
        actions.record_payment(found.section, **form.values(), by=current_user, line=found)
    except RuleBroken as broken:
        return _line_page(found, payment=form, problems=shown_all(broken.sentences)), 422
    flash(_("The payment is in the ledger."))
    return redirect(url_for(".line", line_id=line_id), 303)


def _line_page(
    line: ReleaseLine,
    *,
    decision: DecisionForm | None = None,
    payment: PaymentForm | None = None,
    problems: Any = (),
) -> str:
    released, account = queries.released_fen(line.id), actions.account_of(line)
    is_draft = line.proposal.state is State.DRAFT
    can_pay = may(current_user, Permission.RECORD_PAYMENTS) and not is_draft
    return render_template(
        "payments/line.html",
        line=line,
        proposal=line.proposal,
        section=line.section,
        steps=_steps(line, account),
        account=account,
        why=why_the_place(line, current_user),
        links=_links(line),
        comes_up_on=_comes_up_on(line),
        held=account.held,
        held_url=_held_url,
        payments=queries.list_payments_of(line.section_id),
        released_fen=released,
        least_fen=least_payable(line.proposed_fen, line.floor_fen),
        can_decide=may(current_user, Permission.APPROVE_PAYMENTS) and is_draft,
        can_pay=can_pay and released < line.decided_fen,
        decision=decision or _decision_form(line),
        payment=payment or _payment_form(line, released),
        problems=problems,
    )


def _steps(line: ReleaseLine, account: Account) -> list[Step]:
    """Return how the line was reckoned; what a programme has left is the bureau's own affair."""
    steps = steps_of(line.figures, account)
    return [s for s in steps if s.source is not Source.FUNDS or not current_user.is_outsider]


def _comes_up_on(line: ReleaseLine) -> date | None:
    """Return the day on which what is deferred is proposed by itself, if anything is."""
    return comes_up_on(line.deferred_until) if line.deferred_until and line.deferred_fen else None


def _decision_form(line: ReleaseLine) -> DecisionForm:
    given = {"amount": line.decided_fen, "reason": line.decided_because}
    return DecisionForm(formdata=None, data=given)


def _payment_form(line: ReleaseLine, released_fen: int) -> PaymentForm:
    left_fen = line.decided_fen - released_fen
    form = PaymentForm(formdata=None, data={"paid_on": today(), "amount": left_fen})
    form.offer_sections([(line.section_id, line.section.name)])
    return form


def _held_url(held: Held) -> str:
    return paper_url(held.kind, held.paper_id)


def _links(line: ReleaseLine) -> dict[str, str]:
    """Return where each kind of record is, as far as the reader may open it."""
    section_id = line.section_id
    wanted: dict[Source, tuple[str, dict[str, Any]]] = {
        Source.CONTRACT: ("works.section_page", {"section_id": section_id}),
        Source.PROGRESS: ("progress.section", {"section_id": section_id}),
        Source.LEDGER: ("payments.ledger", {"section": section_id}),
        Source.RANKING: _ranking_page(line),
        Source.POLICY: ("payments.policy", _policy_version(line)),
        Source.CERTIFICATE: ("certificates.section", {"section_id": section_id}),
        Source.FUNDS: ("works.programme_page", {"programme_id": line.section.project.programme_id}),
    }
    return {
        source.value: url_for(endpoint, **values)
        for source, (endpoint, values) in wanted.items()
        if endpoint in current_app.view_functions and may_open(current_user, endpoint)
    }


def _policy_version(line: ReleaseLine) -> dict[str, Any]:
    """Return where on the policy's page the version stands by which the line was reckoned."""
    number = line.proposal.policy_id
    return {"_anchor": f"version-{number}"} if number else {}


def _ranking_page(line: ReleaseLine) -> tuple[str, dict[str, Any]]:
    """Return the page of the ranking line the band came from, else the month's sheet."""
    ranking_line_id = queries.find_ranking_line(line)
    if ranking_line_id:
        return "ranking.line_page", {"line_id": ranking_line_id}
    return "ranking.month_sheet", {"month_text": str(line.proposal.month)}
