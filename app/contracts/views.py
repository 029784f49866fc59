"""A section's contract: its bill by chapters, its change orders, its terms of payment."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, may, requires
from app.contracts import actions, queries
from app.contracts.forms import ChangeDecisionForm, ChangeForm, ItemForm, TermsForm
from app.contracts.rules import BillLine, Terms
from app.shared.errors import RuleBroken
from app.shared.listing import read_number
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.works.models import Section
from app.works.panels import Tab, add_tab, frame
from app.works.queries import contract_of, get_section_for, get_section_to_change, is_writable

blueprint = Blueprint("contracts", __name__)
TONES = {"drafted": "yellow", "approved": "green", "refused": "grey"}

add_tab(Tab("section", say("Contract and bill"), "contracts.section_contract", order=27))


@blueprint.get("/sections/<int:section_id>/bill")
@requires(Permission.SEE_WORKS)
def section_contract(section_id: int) -> ResponseReturnValue:
    return _page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/bill/items")
@requires(Permission.EDIT_CONTRACTS)
@commits
def item_entered(section_id: int) -> ResponseReturnValue:
    section, form = get_section_to_change(current_user, section_id), ItemForm()
    return _changed(
        section, form, lambda: actions.enter_items(section, [form.entry()], by=current_user)
    )


@blueprint.post("/sections/<int:section_id>/bill/terms")
@requires(Permission.EDIT_CONTRACTS)
@commits
def terms_set(section_id: int) -> ResponseReturnValue:
    section, form = get_section_to_change(current_user, section_id), TermsForm()
    before = queries.terms_of([section.id])[section.id]
    return _changed(
        section,
        form,
        lambda: actions.set_terms(
            section, form.terms(before), by=current_user, seen_version=_version()
        ),
    )


@blueprint.post("/sections/<int:section_id>/bill/changes")
@requires(Permission.DRAFT_BILL_CHANGES)
@commits
def change_drafted(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    form = ChangeForm().offer(queries.bill_of(section.id))
    return _changed(
        section,
        form,
        lambda: actions.draft_change(
            section,
            {form.item.data: form.quantity.data or Decimal(0)},
            form.reason.data or "",
            touches_design=form.touches_design.data,
            by=current_user,
        ),
    )


@blueprint.post("/bill-changes/<int:change_id>/decision")
@requires(Permission.DECIDE_BILL_CHANGES)
@commits
def change_decided(change_id: int) -> ResponseReturnValue:
    change, form = queries.get_change_for(current_user, change_id), ChangeDecisionForm()
    section = get_section_to_change(current_user, change.section_id)
    return _changed(
        section,
        form,
        lambda: actions.decide_change(
            change,
            form.decision.data or "",
            approves=request.form.get("verdict") == "approve",
            document_no=form.document_no.data or "",
            by=current_user,
            seen_version=_version(),
        ),
    )


def _version() -> int | None:
    return read_number(request.form, "version")


def _changed(section: Section, form: FlaskForm, change: Callable[[], Any]) -> ResponseReturnValue:
    if not form.validate():
        return _page(section, refused=form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(section, refused=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("contracts.section_contract", section_id=section.id), 303)


def _page(
    section: Section, *, refused: FlaskForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    lines = queries.bill_of(section.id)
    terms = queries.terms_of([section.id])[section.id]
    stored = queries.find_terms(section.id)
    names = {chapter.code: chapter.name for chapter in queries.list_chapters(section.id)}
    return render_template(
        "contracts/section.html",
        **frame("section", section, current_user),
        contract=contract_of(section.id),
        chapters=[
            (code, names.get(code, ""), list(found))
            for code, found in groupby(lines, lambda one: one.chapter)
        ],
        contract_fen=sum(one.contract_fen for one in lines),
        changed_fen=sum(one.changed_fen for one in lines),
        changes=queries.list_changes(section.id),
        nodes=queries.list_nodes(section.id),
        tones=TONES,
        terms=terms,
        version=stored.version if stored else None,
        refused_form=refused,
        problems=problems,
        **_forms(section, lines, terms, refused),
    )


def _forms(
    section: Section, lines: Sequence[BillLine], terms: Terms, refused: FlaskForm | None
) -> dict[str, FlaskForm | None]:
    """Return the forms of what this person may do."""
    writes = is_writable(current_user, section.id)
    edits = writes and may(current_user, Permission.EDIT_CONTRACTS)
    drafts = writes and bool(lines) and may(current_user, Permission.DRAFT_BILL_CHANGES)
    decides = writes and may(current_user, Permission.DECIDE_BILL_CHANGES)
    return {
        "item_form": _form(ItemForm, refused) if edits else None,
        "terms_form": _form(TermsForm, refused, terms) if edits else None,
        "change_form": _change_form(refused, lines) if drafts else None,
        "decision_form": _form(ChangeDecisionForm, refused) if decides else None,
    }


def _change_form(refused: FlaskForm | None, lines: Sequence[BillLine]) -> FlaskForm:
    return refused if isinstance(refused, ChangeForm) else ChangeForm(formdata=None).offer(lines)


def _form(
    kind: type[FlaskForm], refused: FlaskForm | None, subject: Terms | None = None
) -> FlaskForm:
    return refused if isinstance(refused, kind) else kind(formdata=None, obj=subject)
