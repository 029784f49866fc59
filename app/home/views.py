"""Each person's first page, and the search over everything."""

from datetime import date
from typing import Any

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
from app.shared.kept import keeps_answer
from app.shared.listing import search_words

blueprint = Blueprint("home", __name__)


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
    lines = glance.list_sections_in_last_week(current_user, thresholds(day))
    shared = {
        "counts": glance.counts(current_user, day),
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
        "programmes": glance.list_programmes(lines),
        "worst": glance.worst(lines),
        "ends": glance.ranking_ends(),
        "ages": count_open_by_age(current_user, day),
        "unanswered": glance.list_without_accountable(current_user),
    }
