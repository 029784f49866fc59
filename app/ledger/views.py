"""The pages of the ledger: all transactions with the trial balance, and the statement of a section."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ledger import queries
from app.ledger.models import LedgerTransaction
from app.ledger.queries import lists
from app.ledger.rules.entries import TransactionKind
from app.ledger.sheets import ledger_sheet
from app.shared.listing import read_choice, read_list_request
from app.shared.sentences import say
from app.shared.spreadsheet import xlsx_response
from app.works.panels import Tab, add_tab, frame
from app.works.queries import get_section_for

blueprint = Blueprint("ledger", __name__)
#: The page of what causes a posting, by table: endpoint and the name of its number.
CAUSES = {
    "release_line": ("payments.line", "line_id"),
    "certificate": ("certificates.certificate", "certificate_id"),
}


@blueprint.get("/ledger")
@requires(Permission.SEE_PAYMENTS)
def all_sections() -> ResponseReturnValue:
    asked = read_list_request(request.args, lists.ORDERS, "-number")
    kind = read_choice(request.args, "kind", TransactionKind)
    statement = lists.transactions_statement(current_user, search=asked.search, kind=kind)
    if request.args.get("format") == "xlsx":
        rows = lists.list_transactions(statement)
        return xlsx_response(_("Ledger"), _("Ledger"), *ledger_sheet(rows))
    return render_template(
        "ledger/list.html",
        page=lists.transactions_page(statement, asked),
        balance=lists.trial_balance_for(current_user),
        kinds=[(one.value, one.label) for one in TransactionKind],
    )


@blueprint.get("/sections/<int:section_id>/ledger")
@requires(Permission.SEE_PAYMENTS)
def section(section_id: int) -> ResponseReturnValue:
    found = get_section_for(current_user, section_id)
    transactions = queries.statement_of(section_id)
    if request.args.get("format") == "xlsx":
        title = _("Ledger of the section")
        return xlsx_response(f"{title} {found.name}", title, *ledger_sheet(transactions))
    return render_template(
        "ledger/section.html",
        **frame("section", found, current_user),
        transactions=transactions,
        balances=queries.balances_of([section_id])[section_id],
    )


@blueprint.app_template_global()
def cause_of(transaction: LedgerTransaction) -> str | None:
    """Return the address of what caused the posting, where it has a page."""
    endpoint, argument = CAUSES.get(transaction.subject_kind, ("", ""))
    if endpoint not in current_app.view_functions:
        return None
    values: dict[str, Any] = {argument: transaction.subject_id}
    return url_for(endpoint, **values)


add_tab(Tab("section", say("Ledger"), "ledger.section", order=62))
