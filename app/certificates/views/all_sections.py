"""The list of certificates over all sections that the reader may see."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.certificates import queries
from app.certificates.rules.states import CertificateState
from app.certificates.sheets import list_sheet
from app.certificates.views.blueprint import TONES, blueprint
from app.shared.listing import read_choice, read_list_request
from app.shared.pages import labelled
from app.shared.spreadsheet import xlsx_response


@blueprint.get("/certificates")
@requires(Permission.SEE_CERTIFICATES)
def all_sections() -> ResponseReturnValue:
    asked = read_list_request(request.args, queries.ORDERS, "-day")
    state = read_choice(request.args, "state", CertificateState)
    statement = queries.certificates_statement(current_user, search=asked.search, state=state)
    if request.args.get("format") == "xlsx":
        rows = queries.list_certificates(statement)
        title = _("Certificates")
        return xlsx_response(title, title, *list_sheet(rows))
    return render_template(
        "certificates/list.html",
        page=queries.certificates_page(statement, asked),
        states=labelled(CertificateState),
        tones=TONES,
    )
