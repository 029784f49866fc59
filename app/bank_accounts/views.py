"""A section's accounts, wage rosters and securities, and what all sections lack of them."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.bank_accounts import actions, queries
from app.bank_accounts.forms import AccountForm, ReturnForm, RosterForm, SecurityEntryForm
from app.bank_accounts.models import Security
from app.bank_accounts.rules import Lack, masked
from app.shared.calendar import Month, today
from app.shared.errors import RuleBroken
from app.shared.listing import read_choice, search_words
from app.shared.pages import labelled
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.works.models import Section
from app.works.panels import Drawing, Panel, Tab, add_panel, add_tab, frame
from app.works.queries import contract_of, get_section_for, get_section_to_change, is_writable

blueprint = Blueprint("bank_accounts", __name__)
MONTHS_SHOWN = 12
TONES = {
    Lack.SECURITY_ENDED: "red",
    Lack.WAGE_ACCOUNT: "red",
    Lack.ROSTER: "orange",
    Lack.JOINT_ACCOUNT: "orange",
    Lack.SECURITY_ENDING: "yellow",
}

add_tab(Tab("section", say("Accounts and securities"), "bank_accounts.section", order=61))


@blueprint.get("/accounts")
@requires(Permission.SEE_BANK_ACCOUNTS)
def all_sections() -> ResponseReturnValue:
    chosen = read_choice(request.args, "lack", Lack)
    sections = queries.list_sections_under_contract(current_user, search_words(request.args))
    lacks = queries.lacks_of(sections, today())
    lacking = [one for one in sections if chosen in lacks[one.id] or (not chosen and lacks[one.id])]
    return render_template(
        "bank_accounts/list.html",
        sections=lacking,
        lacks=lacks,
        counts=[(one, sum(one in found for found in lacks.values())) for one in Lack],
        choices=labelled(Lack),
        month=Month.of(today()).previous(),
        tones=TONES,
        total=len(sections),
    )


@blueprint.get("/sections/<int:section_id>/accounts")
@requires(Permission.SEE_BANK_ACCOUNTS)
def section(section_id: int) -> ResponseReturnValue:
    return _page(get_section_for(current_user, section_id))


@blueprint.post("/sections/<int:section_id>/accounts")
@requires(Permission.EDIT_BANK_ACCOUNTS)
@commits
def account_opened(section_id: int) -> ResponseReturnValue:
    found, form = get_section_to_change(current_user, section_id), AccountForm()
    return _changed(
        found,
        form,
        lambda: actions.open_account(
            found,
            form.account_kind.data,
            form.bank.data or "",
            form.account_number.data or "",
            form.opened_on.data,
            by=current_user,
        ),
    )


@blueprint.post("/sections/<int:section_id>/accounts/rosters")
@requires(Permission.NOTE_WAGE_ROSTERS)
@commits
def roster_noted(section_id: int) -> ResponseReturnValue:
    found = get_section_to_change(current_user, section_id)
    form = RosterForm().offer(_months())
    return _changed(
        found,
        form,
        lambda: actions.note_roster(
            found, form.month.data, form.people.data, form.uploaded_on.data, by=current_user
        ),
    )


@blueprint.post("/sections/<int:section_id>/accounts/securities")
@requires(Permission.EDIT_BANK_ACCOUNTS)
@commits
def security_entered(section_id: int) -> ResponseReturnValue:
    found, form = get_section_to_change(current_user, section_id), SecurityEntryForm()
    contract = contract_of(section_id)
    price_fen = contract.price_fen if contract else None
    return _changed(
        found,
        form,
        lambda: actions.enter_security(found, form.draft(), price_fen, by=current_user),
    )


@blueprint.post("/sections/<int:section_id>/accounts/returns")
@requires(Permission.EDIT_BANK_ACCOUNTS)
@commits
def security_returned(section_id: int) -> ResponseReturnValue:
    found = get_section_to_change(current_user, section_id)
    held = {one.id: one for one in _held(section_id)}
    form = ReturnForm().offer(list(held.values()))
    return _changed(
        found,
        form,
        lambda: actions.note_return(
            held[form.security.data], form.returned_on.data, by=current_user
        ),
    )


def draw_section(found: Section, user: User) -> Drawing:
    """Draw what a section's accounts and securities lack; nothing when all is in order."""
    if not may(user, Permission.SEE_BANK_ACCOUNTS):
        return None
    lacks = queries.lacks_of([found], today())[found.id]
    if not lacks:
        return None
    told = {"section": found, "lacks": lacks, "tones": TONES}
    return "bank_accounts/panel_section.html", told


def _changed(section: Section, form: FlaskForm, change: Callable[[], Any]) -> ResponseReturnValue:
    if not form.validate():
        return _page(section, refused=form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(section, refused=form, problems=broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("bank_accounts.section", section_id=section.id), 303)


def _page(
    found: Section, *, refused: FlaskForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    if isinstance(refused, AccountForm):
        refused.forget_number()
    return render_template(
        "bank_accounts/section.html",
        **frame("section", found, current_user),
        accounts=queries.list_accounts(found.id),
        rosters=queries.rosters_of(found.id),
        months=_months()[:6],
        securities=queries.list_securities(found.id),
        lacks=queries.lacks_of([found], today())[found.id],
        masked=masked,
        today=today(),
        tones=TONES,
        refused_form=refused,
        problems=problems,
        **_forms(found, refused),
    )


def _forms(found: Section, refused: FlaskForm | None) -> dict[str, FlaskForm | None]:
    """Return the forms of what this person may do."""
    writes = is_writable(current_user, found.id)
    edits = writes and may(current_user, Permission.EDIT_BANK_ACCOUNTS)
    notes = writes and may(current_user, Permission.NOTE_WAGE_ROSTERS)
    held = _held(found.id) if edits else []
    offered = {
        "account_form": AccountForm(formdata=None) if edits else None,
        "security_form": SecurityEntryForm(formdata=None) if edits else None,
        "return_form": ReturnForm(formdata=None).offer(held) if held else None,
        "roster_form": RosterForm(formdata=None).offer(_months()) if notes else None,
    }
    return {
        name: refused if form is not None and isinstance(refused, type(form)) else form
        for name, form in offered.items()
    }


def _held(section_id: int) -> list[Security]:
    return [one for one in queries.list_securities(section_id) if one.returned_on is None]


def _months() -> list[Month]:
    """Return the months that a roster can be noted for, the newest first."""
    months = [Month.of(today())]
    while len(months) < MONTHS_SHOWN:
        months.append(months[-1].previous())
    return months


add_panel(Panel("section", draw_section, order=42))
