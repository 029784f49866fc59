"""The ledger of money that was paid, and the dates by which deferred money must be."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.payments import actions, queries
from app.payments.forms import PaymentForm, ReasonForm
from app.payments.models import PaymentRecord
from app.payments.rules.clocks import comes_up_on
from app.payments.rules.ledger import PaymentKind
from app.payments.sheets import ledger_sheet
from app.payments.views.blueprint import blueprint, shown_all
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.listing import read_list_request
from app.shared.spreadsheet import xlsx_response
from app.shared.transaction import commits
from app.works.models import Section
from app.works.queries import get_section_for

#: How far ahead that the list of dates looks.
NEAR = {"week": timedelta(days=7), "month": timedelta(days=31), "quarter": timedelta(days=92)}


@blueprint.get("/ledger")
@requires(Permission.SEE_PAYMENTS)
def ledger() -> ResponseReturnValue:
    asked = read_list_request(request.args, queries.LEDGER_ORDERS, "-paid_on")
    statement = queries.ledger_statement(
        current_user, search=asked.search, kind=_kind(), section_id=_section_id()
    )
    if request.args.get("format") == "xlsx":
        title = _("Ledger of payments")
        return xlsx_response(title, title, *ledger_sheet(queries.list_ledger(statement)))
    return render_template(
        "payments/ledger.html",
        page=queries.ledger_page(statement, asked),
        total_fen=queries.ledger_total(statement),
        kinds=[(kind.value, kind.label) for kind in PaymentKind],
        section=_asked_section(),
        may_record=may(current_user, Permission.RECORD_PAYMENTS),
    )


@blueprint.get("/ledger/new")
@requires(Permission.RECORD_PAYMENTS)
def new_payment() -> ResponseReturnValue:
    form = PaymentForm(formdata=None, data={"paid_on": today(), "section": _section_id()})
    return _payment_page(form)


@blueprint.post("/ledger/new")
@requires(Permission.RECORD_PAYMENTS)
@commits
def record_payment() -> ResponseReturnValue:
    form = PaymentForm()
    form.offer_sections(queries.list_sections_to_pay())
    if not form.validate_on_submit():
        return _payment_page(form), 422
    try:
        section = get_section_for(current_user, form.section.data)
        actions.record_payment(section, **form.values(), by=current_user)
    except RuleBroken as broken:
        return _payment_page(form, shown_all(broken.sentences)), 422
    flash(_("The payment is in the ledger."))
    return redirect(url_for(".ledger"), 303)


@blueprint.get("/ledger/<int:payment_id>/reversal")
@requires(Permission.RECORD_PAYMENTS)
def reversal(payment_id: int) -> ResponseReturnValue:
    return _reversal_page(queries.get_payment(payment_id), ReasonForm(formdata=None))


@blueprint.post("/ledger/<int:payment_id>/reversal")
@requires(Permission.RECORD_PAYMENTS)
@commits
def reverse_payment(payment_id: int) -> ResponseReturnValue:
    payment, form = queries.get_payment(payment_id), ReasonForm()
    if not form.validate_on_submit():
        return _reversal_page(payment, form), 422
    try:
        actions.reverse_payment(payment, form.reason.data, by=current_user)
    except RuleBroken as broken:
        return _reversal_page(payment, form, shown_all(broken.sentences)), 422
    flash(_("The entry is taken back; both stay in the ledger."))
    return redirect(url_for(".ledger"), 303)


@blueprint.get("/dates")
@requires(Permission.SEE_PAYMENTS)
def dates() -> ResponseReturnValue:
    near = request.args.get("near", "month")
    near = near if near in NEAR else "month"
    lines = queries.list_urgent_lines(current_user, today() + NEAR[near])
    return render_template(
        "payments/dates.html", lines=lines, near=near, today=today(), comes_up_on=comes_up_on
    )


def _payment_page(form: PaymentForm, problems: Any = ()) -> str:
    form.offer_sections(queries.list_sections_to_pay())
    return render_template("payments/payment.html", form=form, problems=problems)


def _reversal_page(payment: PaymentRecord, form: ReasonForm, problems: Any = ()) -> str:
    return render_template("payments/reversal.html", payment=payment, form=form, problems=problems)


def _kind() -> PaymentKind | None:
    asked = request.args.get("kind", "")
    return next((kind for kind in PaymentKind if kind.value == asked), None)


def _section_id() -> int | None:
    asked = request.args.get("section", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _asked_section() -> Section | None:
    section_id = _section_id()
    return get_section_for(current_user, section_id) if section_id else None
