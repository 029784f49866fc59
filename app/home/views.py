"""Each person's first page, and the search over everything."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.home.queries import glance, tasks
from app.home.queries.search import search as find
from app.home.rules import LONGEST_LIST, arrange
from app.obstacles.queries import count_open_by_age
from app.progress.queries.plans import thresholds
from app.shared.calendar import today as day_in_shanghai
from app.shared.kept import keeps_answer, kept_apart
from app.shared.listing import search_words
from app.works.queries import scope_of

blueprint = Blueprint("home", __name__)
T = TypeVar("T")


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
@keeps_answer
def today() -> ResponseReturnValue:
    day = day_in_shanghai()
    work_list = arrange(tasks.list_tasks(current_user, day), day)
    return render_template(
        "home/today.html", day=day, work_list=work_list, longest=LONGEST_LIST, **_figures(day)
    )


@blueprint.get("/search")
@requires(Permission.SEE_WORKS)
def search() -> ResponseReturnValue:
    words = search_words(request.args)
    return render_template("home/search.html", words=words, found=find(current_user, words))


def _figures(day: date) -> dict[str, Any]:
    """What stands above and beside the work list: nothing of the works for administrators."""
    if not may(current_user, Permission.SEE_WORKS):
        return {"counts": None}
    lines = _lines(day)
    shared = {
        "counts": _kept("counts", lambda: glance.counts(current_user, day)),
        "lines": lines,
        "states": glance.count_states(lines),
    }
    if current_user.is_outsider:
        sections = glance.own_sections(current_user)
        return shared | {
            "own_sections": sections,
            "places": glance.own_places([section.id for section in sections]),
            "by_section": {line.section_id: line for line in lines},
        }
    return shared | {
        "programmes": _kept("programmes", lambda: glance.list_programmes(_lines(day))),
        "worst": glance.worst(lines),
        "ends": _kept("ranking", glance.ranking_ends),
        "ages": _kept("ages", lambda: count_open_by_age(current_user, day)),
        "unanswered": _kept("unanswered", lambda: glance.list_without_accountable(current_user)),
    }


def _lines(day: date) -> Sequence[glance.SectionLine]:
    return _kept(
        "sections", lambda: glance.list_sections_in_last_week(current_user, thresholds(day))
    )


def _kept(block: str, read: Callable[[], T]) -> T:
    """Return what is kept of one block of the page, for all who see the same sections."""
    return kept_apart(("home", block, scope_of(current_user)), read)
