"""The four lists, each with its filters, sums and Excel file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Select

from app.accounts.models import User
from app.accounts.permissions import Permission, requires
from app.shared.drawn import drawn_rows
from app.shared.formats import reads_chinese
from app.shared.kept import keeps_answer, kept_apart, kept_around, mark
from app.shared.listing import (
    ListRequest,
    read_choice,
    read_list_request,
    read_number,
    search_words,
)
from app.shared.spreadsheet import xlsx_response
from app.works import panels
from app.works.models import Programme, Project, Section, Work
from app.works.queries import lists
from app.works.queries.choices import list_choices
from app.works.queries.lists import WorksFilter
from app.works.queries.scope import scope_of
from app.works.rules import Status, WorkKind, WorksKind, WorkStatus
from app.works.views import sheets
from app.works.views.blueprint import blueprint


@dataclass(frozen=True)
class List:
    """What one of the lists is made of."""

    #: In templates/works, and what stands in it in templates/works/lists.
    template: str
    model: Any
    sorts: Mapping[str, Any]
    default_sort: str
    sheet: Any
    #: What it can be filtered by, beside closed lists.
    choices: tuple[str, ...]
    build: Callable[[User, WorksFilter], Select[Any]]
    #: The macro in templates/works/rows.html.
    row: str
    kind: panels.Kind | None = None


FIRMS_AND_PLACES = ("programmes", "contractors", "supervision_firms", "areas", "townships")
PROGRAMMES = List(
    "programmes.html", Programme, lists.PROGRAMME_SORTS, "-year", sheets.programmes,
    ("years",), lists.list_programmes, "programme_row",
)  # fmt: skip
PROJECTS = List(
    "projects.html", Project, lists.PROJECT_SORTS, "programme", sheets.projects,
    ("programmes",), lists.list_projects, "project_row", "project",
)  # fmt: skip
SECTIONS = List(
    "sections.html", Section, lists.SECTION_SORTS, "project", sheets.sections,
    FIRMS_AND_PLACES, lists.list_sections, "section_row", "section",
)  # fmt: skip
WORKS = List(
    "works.html", Work, lists.WORK_SORTS, "section", sheets.works,
    FIRMS_AND_PLACES, lists.list_works, "work_row", "work",
)  # fmt: skip


@blueprint.get("/programmes")
@requires(Permission.SEE_WORKS)
@keeps_answer
def list_programmes() -> ResponseReturnValue:
    return _answer(PROGRAMMES)


@blueprint.get("/projects")
@requires(Permission.SEE_WORKS)
@keeps_answer
def list_projects() -> ResponseReturnValue:
    return _answer(PROJECTS)


@blueprint.get("/sections")
@requires(Permission.SEE_WORKS)
@keeps_answer
def list_sections() -> ResponseReturnValue:
    return _answer(SECTIONS)


@blueprint.get("/works")
@requires(Permission.SEE_WORKS)
@keeps_answer
def list_works() -> ResponseReturnValue:
    return _answer(WORKS)


def _filter_asked() -> WorksFilter:
    args = request.args
    return WorksFilter(
        search=search_words(args),
        year=read_number(args, "year"),
        programme_id=read_number(args, "programme"),
        project_id=read_number(args, "project"),
        section_id=read_number(args, "section"),
        kind=read_choice(args, "kind", WorksKind),
        status=read_choice(args, "status", Status),
        work_kind=read_choice(args, "built", WorkKind),
        work_status=read_choice(args, "status", WorkStatus),
        area_id=read_number(args, "area"),
        contractor_id=read_number(args, "contractor"),
        supervision_firm_id=read_number(args, "supervision"),
        township_id=read_number(args, "township"),
        is_unanswered=args.get("unanswered") == "1",
    )


def _answer(wanted: List) -> ResponseReturnValue:
    """Return one page of the list, or the whole filtered list as Excel when the address says so."""
    asked = read_list_request(request.args, wanted.sorts, wanted.default_sort)
    if request.args.get("format") == "xlsx":
        return _excel(wanted, asked)
    key = (wanted.template, request.query_string, reads_chinese(), current_user.roles,
           scope_of(current_user))  # fmt: skip
    return kept_around(
        partial(_around, wanted),
        {"rows": lambda: [kept_apart(key, lambda: _content(wanted, asked))]},
    )


def _around(wanted: List) -> str:
    return render_template(
        f"works/{wanted.template}", content=mark("rows"),
        choices=list_choices(current_user, *wanted.choices), kinds=WorksKind, built=WorkKind,
        statuses=WorkStatus if wanted is WORKS else Status,
    )  # fmt: skip


def _excel(wanted: List, asked: ListRequest) -> ResponseReturnValue:
    rows = lists.rows_of(
        wanted.build(current_user, _filter_asked()), wanted.sorts[asked.sort],
        descending=asked.descending, number=wanted.model.id,
    )  # fmt: skip
    sheet = wanted.sheet()
    return xlsx_response(sheet.title, sheet.title, sheet.columns, map(sheet.line, rows))


def _content(wanted: List, asked: ListRequest) -> Markup:
    page, totals = lists.page_of(
        wanted.build, current_user, _filter_asked(), wanted.sorts[asked.sort], asked,
        wanted.model.id,
    )  # fmt: skip
    progress: Mapping[int, panels.Progress] = {}
    shows_progress = wanted.kind is not None and panels.shows_progress(wanted.kind, current_user)
    if wanted.kind and shows_progress:
        progress = panels.progress_of(wanted.kind, [row.id for row in page.rows])
    extra = (True,) if wanted is WORKS else ()
    rows = ((row, progress.get(row.id), shows_progress, *extra) for row in page.rows)
    html = render_template(
        f"works/lists/{wanted.template}", page=page, totals=totals, shows_progress=shows_progress,
        rows=drawn_rows("works/rows.html", wanted.row, rows),
    )  # fmt: skip
    return Markup(html)  # noqa: S704  # the template has escaped what it shows
