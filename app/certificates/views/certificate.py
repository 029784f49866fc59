"""A certificate: the rows and seven columns of the form, what stands on it beside the works, and what is payable."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.certificates import actions, queries
from app.certificates.forms import EntryForm, OpinionForm
from app.certificates.models import ApprovalStep, Certificate
from app.certificates.queries.exceptions import findings_of
from app.certificates.queries.measured import find_period_id
from app.certificates.rules.approval import (
    ChainStep,
    decision_problems,
    next_step,
    signature_problems,
)
from app.certificates.rules.entries import BUREAU_ONLY
from app.certificates.rules.figures import DEDUCTED, RowKey
from app.certificates.rules.states import OPEN_TO_CHANGE, CertificateState, EntryKind
from app.certificates.views.blueprint import TONES, blueprint
from app.shared.errors import RuleBroken
from app.shared.forms import choices
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.queries import contract_of, get_section_to_change, is_writable


@blueprint.get("/certificates/<int:certificate_id>")
@requires(Permission.SEE_CERTIFICATES)
def certificate(certificate_id: int) -> ResponseReturnValue:
    return show(queries.get_certificate_for(current_user, certificate_id))


@blueprint.post("/certificates/<int:certificate_id>/entries")
@requires(Permission.DRAFT_CERTIFICATES)
@commits
def entry_added(certificate_id: int) -> ResponseReturnValue:
    found, form = _to_change(certificate_id), _offer(EntryForm())
    if not form.validate():
        return show(found, form), 422
    try:
        actions.add_entry(
            found,
            form.kind.data,
            form.amount.data or 0,
            form.reason.data or "",
            form.source_paper.data or "",
            by=current_user,
            seen_version=_version(),
        )
    except RuleBroken as broken:
        return _refused(certificate_id, form, broken)
    flash(_("The certificate is reckoned again."))
    return _back(found)


@blueprint.post("/certificates/<int:certificate_id>/entries/<int:entry_id>/removal")
@requires(Permission.DRAFT_CERTIFICATES)
@commits
def entry_removed(certificate_id: int, entry_id: int) -> ResponseReturnValue:
    found = _to_change(certificate_id)
    entry = queries.get_entry(found, entry_id)
    try:
        actions.remove_entry(found, entry, by=current_user, seen_version=_version())
    except RuleBroken as broken:
        return _refused(certificate_id, None, broken)
    flash(_("The certificate is reckoned again."))
    return _back(found)


@blueprint.post("/certificates/<int:certificate_id>/discard")
@requires(Permission.DRAFT_CERTIFICATES)
@commits
def discarded(certificate_id: int) -> ResponseReturnValue:
    found = _to_change(certificate_id)
    section_id = found.section_id
    try:
        actions.discard(found, by=current_user, seen_version=_version())
    except RuleBroken as broken:
        return _refused(certificate_id, None, broken)
    flash(_("The draft is thrown away."))
    return redirect(url_for("certificates.section", section_id=section_id), 303)


def show(
    found: Certificate,
    refused: EntryForm | None = None,
    problems: Sequence[Sentence] = (),
    opinion_form: OpinionForm | None = None,
) -> str:
    """Return the page of the certificate, with what was refused."""
    figures = queries.figures_of(found)
    changes = (
        found.state in OPEN_TO_CHANGE
        and may(current_user, Permission.DRAFT_CERTIFICATES)
        and is_writable(current_user, found.section_id)
    )
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        section=found.section,
        contract=contract_of(found.section_id),
        period_id=find_period_id(found.section_id, found.period_number),
        figures=figures,
        rows=figures.rows,
        keys=RowKey,
        deducted=DEDUCTED,
        tones=TONES,
        entry_form=(refused or _offer(EntryForm(formdata=None))) if changes else None,
        bureau_only=BUREAU_ONLY,
        problems=problems,
        **_approval(found, opinion_form),
    )


def _approval(found: Certificate, refused: OpinionForm | None) -> dict[str, Any]:
    """Return the steps with their signatures, and the form of the step that waits for this person."""
    chain, decisions = queries.chain_of(found.section_id), queries.list_decisions(found)
    signed = {one.step: one for one in decisions if one.voided_at is None}
    waiting = next_step(chain, signed) if found.state is CertificateState.IN_APPROVAL else None
    is_due = waiting is not None and _may_sign(found, waiting, signed.values())
    form = refused or OpinionForm(formdata=None, step=waiting.value if waiting else "")
    return {
        # Whoever approved under an earlier chain stays shown.
        "chain": [step for step in ChainStep if step in chain or step in signed],
        "signed": signed,
        "earlier_decisions": [one for one in decisions if one.voided_at is not None],
        "waiting": waiting,
        "findings": findings_of(found) if found.state is not CertificateState.APPROVED else {},
        "opinion_form": form if is_due else None,
    }


def _may_sign(found: Certificate, waiting: ChainStep, signatures: Iterable[ApprovalStep]) -> bool:
    signer = queries.signer_of(found, current_user)
    persons = {one.decided_by.natural_person for one in signatures}
    authors = queries.authors_of(found)
    return not (
        decision_problems(found.state, waiting, waiting.value, signer)
        or signature_problems(waiting, authors, persons, signer)
    )


def _refused(
    certificate_id: int, form: EntryForm | None, broken: RuleBroken
) -> ResponseReturnValue:
    return show(
        queries.get_certificate_for(current_user, certificate_id), form, broken.sentences
    ), 422


def _offer(form: EntryForm) -> EntryForm:
    """Leave the kinds that this person may enter."""
    kinds = [one for one in EntryKind if not (current_user.is_outsider and one in BUREAU_ONLY)]
    form.kind.choices = choices((one, one.label) for one in kinds)
    return form


def _to_change(certificate_id: int) -> Certificate:
    found = queries.get_certificate_for(current_user, certificate_id)
    get_section_to_change(current_user, found.section_id)
    return found


def _version() -> int | None:
    return read_number(request.form, "version")


def _back(found: Certificate) -> ResponseReturnValue:
    return redirect(url_for("certificates.certificate", certificate_id=found.id), 303)
