"""The papers of payment as files: the notice of a deferral, a section's account by the ledger."""

from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ledger.queries import statement_of
from app.payments.queries import get_line_for
from app.payments.views.blueprint import stored_sentence
from app.reports.exports.book import Form
from app.reports.exports.payment_forms import PaymentPaper, deferral_notice, statement_forms
from app.reports.views.blueprint import blueprint
from app.shared.errors import NotFound
from app.shared.settings import value_of
from app.shared.spreadsheet import XLSX, download
from app.works.models import Section
from app.works.queries import contract_of, get_section_for


@blueprint.get("/exports/payments/lines/<int:line_id>/deferral.<kind>")
@requires(Permission.SEE_PAYMENTS)
def export_deferral(line_id: int, kind: str) -> ResponseReturnValue:
    line = get_line_for(current_user, line_id)
    if not line.deferred_fen:
        raise NotFound
    with force_locale("zh_Hans_CN"):
        reasons = [stored_sentence(reason) for reason in line.reasons]
    if line.is_changed:
        reasons.insert(0, line.decided_because)
    form = deferral_notice(_paper(line.section), line, reasons)
    return _file(f"{line.section.name}{line.proposal.month}暂缓拨付告知书", kind, form)


@blueprint.get("/exports/payments/sections/<int:section_id>/statement.<kind>")
@requires(Permission.SEE_PAYMENTS)
def export_statement(section_id: int, kind: str) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    forms = statement_forms(_paper(section), statement_of(section_id))
    return _file(f"{section.name}往来对账单", kind, *forms)


def _paper(section: Section) -> PaymentPaper:
    contract = contract_of(section.id)
    return PaymentPaper(section, contract.number if contract else "", str(value_of("bureau_name")))


def _file(name: str, kind: str, *forms: Form) -> ResponseReturnValue:
    if kind == "pdf":
        from app.reports.exports.book_pdf import forms_pdf

        return download(forms_pdf(*forms), f"{name}.pdf", "application/pdf")
    if kind == "xlsx":
        from app.reports.exports.book import form_bytes

        return download(form_bytes(*forms), f"{name}.xlsx", XLSX)
    raise NotFound
