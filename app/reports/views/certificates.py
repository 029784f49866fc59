"""The papers of a certificate as files."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.certificates.models import Certificate
from app.certificates.queries import figures_of, get_certificate_for
from app.certificates.queries.measured import find_period_id
from app.measurement.models import MeasurementPeriod
from app.measurement.queries import evidence_of, get_period_for
from app.reports.exports.certificate_forms import CertificatePaper, certificate_forms
from app.reports.views.blueprint import blueprint
from app.shared.errors import NotFound
from app.shared.settings import value_of
from app.shared.spreadsheet import XLSX, download
from app.works.queries import contract_of


@blueprint.get("/exports/certificates/<int:certificate_id>/set.<kind>")
@requires(Permission.SEE_CERTIFICATES)
def export_certificate(certificate_id: int, kind: str) -> ResponseReturnValue:
    certificate = get_certificate_for(current_user, certificate_id)
    if kind not in ("xlsx", "pdf"):
        raise NotFound
    contract = contract_of(certificate.section_id)
    paper = CertificatePaper(
        certificate,
        figures_of(certificate),
        contract.number if contract else "",
        str(value_of("bureau_name")),
        period := _period(certificate),
        evidence_of(period) if period else {},
    )
    name = f"{certificate.section.name}{paper.title}.{kind}"
    if kind == "pdf":
        from app.reports.exports.book_pdf import forms_pdf

        return download(forms_pdf(*certificate_forms(paper)), name, "application/pdf")
    from app.reports.exports.book import form_bytes

    return download(form_bytes(*certificate_forms(paper)), name, XLSX)


def _period(certificate: Certificate) -> MeasurementPeriod | None:
    number = find_period_id(certificate.section_id, certificate.period_number)
    return get_period_for(current_user, number) if number else None
