"""Forms of programmes."""

import itertools
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.accounts.permissions import Permission, requires
from app.shared.calendar import today
from app.shared.errors import Unreadable
from app.shared.fields import FEN_PER_WAN
from app.shared.quantities import parse_money
from app.shared.sentences import Sentence, say
from app.shared.stale_edits import EditedField
from app.shared.transaction import commits
from app.works import actions, queries
from app.works.forms import ProgrammeForm
from app.works.models import Programme
from app.works.rules import BOUND, FundKind, fund_kind_of
from app.works.views.blueprint import blueprint
from app.works.views.saving import Stored, form_page, save, seen_version

SOURCES_FIELD = "fund_sources"
#: Rows for fund sources on the form.
SOURCES = 6
#: By name: the amount in fen, and whose money it is.
Funds = dict[str, tuple[int, FundKind]]


class FundRow(NamedTuple):
    """A row of fund sources as it is typed: name, amount in 万元, kind ("" for the one that the name says)."""

    name: str = ""
    amount: str = ""
    kind: str = ""


@blueprint.get("/programmes/new")
@requires(Permission.PLAN_WORKS)
def new_programme() -> ResponseReturnValue:
    return _page(ProgrammeForm(year=today().year), None, _source_rows(None))


@blueprint.post("/programmes/new")
@requires(Permission.PLAN_WORKS)
@commits
def create_programme() -> ResponseReturnValue:
    form, (rows, funds, problems) = ProgrammeForm(), _read_sources()

    def act() -> Programme:
        programme = actions.create_programme(by=current_user, **form.details())
        _fund(programme, funds)
        return programme

    return save(
        form, act, _address, _("The programme is registered."),
        lambda refused: _page(form, None, rows, refused), problems,
    )  # fmt: skip


@blueprint.get("/programmes/<int:programme_id>/edit")
@requires(Permission.PLAN_WORKS)
def edit_programme(programme_id: int) -> ResponseReturnValue:
    programme = queries.get_programme_for(current_user, programme_id)
    return _page(_form_of(programme), programme, _source_rows(programme))


@blueprint.post("/programmes/<int:programme_id>/edit")
@requires(Permission.PLAN_WORKS)
@commits
def change_programme(programme_id: int) -> ResponseReturnValue:
    programme = queries.get_programme_for(current_user, programme_id)
    form, (rows, funds, problems) = ProgrammeForm(), _read_sources()

    def act() -> Programme:
        actions.change(programme, form.details(), by=current_user, seen_version=seen_version())
        if funds != _funds_of(programme):
            _fund(programme, funds)
        return programme

    return save(
        form, act, _address, _("Saved."),
        lambda refused: _page(form, programme, rows, refused), problems,
        stored=Stored(
            lambda: _form_of(programme), programme, _address(programme), programme.name,
            lambda: [_sources_field(_funds_of(programme))], _posted(funds),
        ),
    )  # fmt: skip


def _form_of(programme: Programme) -> ProgrammeForm:
    """Return the form with what is stored."""
    return ProgrammeForm(formdata=None, obj=programme, **ProgrammeForm.data_of(programme))


def _address(programme: Programme) -> str:
    return url_for(".programme_page", programme_id=programme.id)


def _page(
    form: ProgrammeForm,
    programme: Programme | None,
    rows: Sequence[FundRow],
    problems: Sequence[Sentence] = (),
) -> str:
    steps: list[tuple[str, Any]] = [(_("Programmes"), url_for(".list_programmes"))]
    back = url_for(".list_programmes")
    if programme is not None:
        back = _address(programme)
        steps.append((programme.name, back))
    title = _("Change the programme") if programme else _("New programme")
    return form_page(
        form, title, back, steps=steps, subject=programme, problems=problems, sources=rows,
        template="works/programme_form.html",
        further=[_sources_field(_funds_of(programme) if programme else {})],
        fund_kinds=BOUND,
    )  # fmt: skip


def _fund(programme: Programme, funds: Funds) -> None:
    amounts = {name: fen for name, (fen, _kind) in funds.items()}
    kinds = {name: kind for name, (_fen, kind) in funds.items()}
    actions.set_fund_sources(programme, amounts, by=current_user, kinds=kinds)


def _funds_of(programme: Programme) -> Funds:
    return {one.source: (one.amount_fen, one.kind) for one in programme.fund_sources}


def _sources_field(funds: Funds) -> EditedField:
    """Return all fund sources as one field: they are chosen together."""
    return EditedField(SOURCES_FIELD, _("Fund sources"), _sources_text(funds), _sources_words)


def _sources_text(funds: Funds) -> str:
    rows = [[name, _wan(fen), kind] for name, (fen, kind) in funds.items()]
    return json.dumps(rows, ensure_ascii=False)


def _sources_words(text: str) -> str:
    unit, between = _("10,000 yuan"), str(_("; "))
    return between.join(
        f"{row.name} {row.amount} {unit} ({_kind_of(row).label})" for row in _read_text(text)
    )


def _read_text(text: str) -> list[FundRow]:
    """Return the rows of a text of sources; none when it is no such text."""
    try:
        rows = [FundRow(*map(str, row)) for row in json.loads(text)]
        return [row._replace(kind=_kind_of(row).value) for row in rows]
    except (ValueError, TypeError):
        return []


def _kind_of(row: FundRow) -> FundKind:
    """Return the kind that was chosen, or the one that the words name."""
    chosen = next((kind for kind in BOUND if kind.value == row.kind), None)
    return chosen or fund_kind_of(row.name)


def _posted(funds: Funds) -> MultiDict[str, str]:
    """Return what was sent, the rows of fund sources as one field."""
    sent = MultiDict(request.form)
    for name in ("source", "source_amount", "source_kind"):
        sent.poplist(name)
    sent[SOURCES_FIELD] = _sources_text(funds)
    return sent


def _wan(fen: int) -> str:
    """Return the amount in 万元, with as many digits as it has."""
    amount: str = f"{fen / FEN_PER_WAN:.6f}"
    return amount.rstrip("0").rstrip(".")


def _source_rows(programme: Programme | None) -> list[FundRow]:
    """Return the rows of the form: those that stand, and empty ones."""
    known = [
        FundRow(source.source, _wan(source.amount_fen), source.kind.value)
        for source in (programme.fund_sources if programme else ())
    ]
    return known + [FundRow()] * max(1, SOURCES - len(known))


def _read_sources() -> tuple[list[FundRow], Funds, list[Sentence]]:
    """Return the rows as typed, the funds, and what could not be read."""
    sent = (request.form.getlist(name) for name in ("source", "source_amount", "source_kind"))
    rows = [
        FundRow(name.strip()[:60], amount, kind)
        for name, amount, kind in itertools.zip_longest(*sent, fillvalue="")
    ]
    if SOURCES_FIELD in request.form:  # from the page of a stale edit
        rows = _read_text(request.form[SOURCES_FIELD])
    funds: Funds = {}
    problems = []
    for row in rows:
        name, text = row.name, row.amount
        if not name and not text.strip():
            continue
        try:
            fen = parse_money(text, "万元").value
        except Unreadable as trouble:
            problems.append(say("%(row)s: %(problem)s", row=name or "?", problem=trouble.sentence))
            continue
        if not name:
            problems.append(say("A fund source has an amount but no name."))
        elif name in funds:
            problems.append(say("The fund source “%(name)s” stands there twice.", name=name))
        funds[name] = (fen, _kind_of(row))
    return rows, funds, problems
