"""A section's certificates: the list, drafting the next one, and the panel on the section's page."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.certificates import actions, queries
from app.certificates.forms import ChainForm, DraftForm
from app.certificates.views.blueprint import TONES, blueprint
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.works.models import Section
from app.works.panels import Drawing, Panel, Tab, add_panel, add_tab, frame
from app.works.queries import get_section_for, get_section_to_change, is_writable

SHOWN_IN_PANEL = 3


@blueprint.get("/sections/<int:section_id>/certificates")
@requires(Permission.SEE_CERTIFICATES)
def section(section_id: int) -> ResponseReturnValue:
    return page_of_section(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/certificates")
@requires(Permission.DRAFT_CERTIFICATES)
@commits
def drafted(section_id: int) -> ResponseReturnValue:
    found = get_section_to_change(current_user, section_id)
    form = DraftForm().offer(queries.payable_periods(section_id))
    if not form.validate():
        return page_of_section(found, draft_form=form), 422
    try:
        certificate = actions.draft(
            found, form.kind.data, period_number=form.period_number, by=current_user
        )
    except RuleBroken as broken:
        return page_of_section(found, draft_form=form, problems=broken.sentences), 422
    flash(_("The certificate is drafted."))
    return redirect(url_for("certificates.certificate", certificate_id=certificate.id), 303)


def page_of_section(
    found: Section,
    *,
    draft_form: DraftForm | None = None,
    chain_form: ChainForm | None = None,
    problems: Sequence[Sentence] = (),
) -> str:
    """Return the page of a section's certificates, with what was refused."""
    chain = queries.find_chain(found.id)
    return render_template(
        "certificates/section.html",
        **frame("section", found, current_user),
        certificates=queries.list_certificates_of(found.id),
        chain=queries.chain_of(found.id),
        chain_version=chain.version if chain else None,
        tones=TONES,
        draft_form=_draft_form(found, draft_form),
        chain_form=_chain_form(found, chain_form),
        refused_form=draft_form or chain_form,
        problems=problems,
    )


def _draft_form(found: Section, refused: DraftForm | None) -> DraftForm | None:
    """Return the form of the next certificate, for whoever may draft it when none is open."""
    if not may(current_user, Permission.DRAFT_CERTIFICATES):
        return None
    if not is_writable(current_user, found.id) or queries.earlier_of(found.id).has_open:
        return None
    return refused or DraftForm(formdata=None).offer(queries.payable_periods(found.id))


def _chain_form(found: Section, refused: ChainForm | None) -> ChainForm | None:
    if not may(current_user, Permission.SET_APPROVAL_CHAIN):
        return None
    if not is_writable(current_user, found.id):
        return None
    return refused or ChainForm(formdata=None, data={"steps": queries.chain_of(found.id)})


def draw_section(found: Section, user: User) -> Drawing:
    """Draw the newest certificates of a section; nothing before the first."""
    if not may(user, Permission.SEE_CERTIFICATES):
        return None
    certificates = queries.list_certificates_of(found.id)
    if not certificates:
        return None
    return "certificates/panel_section.html", {
        "section": found,
        "certificates": certificates[:SHOWN_IN_PANEL],
        "total": len(certificates),
        "tones": TONES,
    }


add_tab(Tab("section", say("Certificates"), "certificates.section", order=59))
add_panel(Panel("section", draw_section, order=40))
