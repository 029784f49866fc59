"""The board: every section whose start is followed, and how its steps stand."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.shared.calendar import today
from app.shared.kept import keeps_answer
from app.shared.listing import Page, read_list_request, search_words
from app.shared.pages import address
from app.shared.sentences import Sentence, say
from app.shared.spreadsheet import xlsx_response
from app.startup import queries
from app.startup.queries import SectionStart
from app.startup.rules import SIX, StepKind
from app.startup.views.blueprint import blueprint

#: What the board can be narrowed to: name, label, test.
VIEWS: Sequence[tuple[str, Sentence]] = (
    ("late", say("Late")),
    ("waiting", say("Waiting for confirmation")),
    ("ending", say("Security ends soon")),
    ("ready", say("Ready")),
)


@blueprint.get("/start-up")
@requires(Permission.SEE_START_UP)
@keeps_answer
def board() -> ResponseReturnValue:
    starts = queries.list_starts(current_user, today(), search=search_words(request.args))
    asked = request.args.get("state", "")
    shown = [start for start in starts if not asked or _fits(start, asked)]
    if request.args.get("format") == "xlsx":
        return _as_excel(shown)
    ask = read_list_request(request.args, ("awarded",), "-awarded")
    number = min(ask.page, max(1, -(-len(shown) // ask.size)))
    rows = shown[(number - 1) * ask.size : number * ask.size]
    return render_template(
        "startup/board.html",
        page=Page(rows, len(shown), number, ask.size),
        kinds=list(StepKind),
        six=SIX,
        is_filtered=bool(asked or ask.search),
        not_followed=queries.list_not_followed(current_user)
        if may(current_user, Permission.FOLLOW_START_UP)
        else [],
        shortcuts=[
            (
                str(label),
                address(state=None if asked == name else name, page=None),
                asked == name,
                sum(_fits(start, name) for start in starts),
            )
            for name, label in VIEWS
        ],
    )


def _fits(start: SectionStart, asked: str) -> bool:
    if asked == "late":
        return bool(start.late)
    if asked == "waiting":
        return any(step.standing == "reported" for step in start.steps.values())
    if asked == "ending":
        return start.security_ends_on is not None
    return start.ready_on is not None


def _as_excel(starts: Sequence[SectionStart]) -> ResponseReturnValue:
    columns = [_("Project"), _("Section"), _("Contractor"), _("Awarded on")]
    for kind in StepKind:
        label = str(kind.label)
        columns += [label, _("%(step)s: days", step=label), _("%(step)s: target", step=label)]
    columns += [_("Steps done"), _("Ready since")]
    lines = []
    for start in starts:
        contractor = start.section.contractor
        line = [
            start.section.project.name,
            start.section.name,
            contractor.name if contractor else "",
            start.awarded_on,
        ]
        for kind in StepKind:
            step = start.steps[kind]
            done = step.done_on if step.is_done else str(step.standing.label)
            line += [done, step.days, step.target_days]
        lines.append([*line, start.done, start.ready_on])
    return xlsx_response(_("Start-up"), _("Start-up"), columns, lines)
