"""Each person's first page, and the search over everything."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.home.queries import glance, tasks
from app.home.queries.search import search as find
from app.home.rules import LONGEST_LIST, arrange
from app.obstacles.queries import count_open_by_age
from app.payments.queries import list_clocks
from app.payments.rules.clocks import Due
from app.progress.queries.plans import thresholds
from app.shared.calendar import today as day_in_shanghai
from app.shared.kept import keeps_answer, kept_apart, kept_around, mark
from app.shared.languages import chosen_locale
from app.shared.listing import search_words
from app.works.queries.scope import scope_of

blueprint = Blueprint("home", __name__)
T = TypeVar("T")
Given = dict[str, Any]


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
@keeps_answer
def today() -> ResponseReturnValue:
    day = day_in_shanghai()
    blocks = _blocks(day)
    around = partial(
        render_template, "home/today.html", day=day, tasks=mark("tasks"),
        **{name: mark(name) for name in blocks},
    )  # fmt: skip
    filled = {name: partial(_drawn, name, read) for name, read in blocks.items()}
    return kept_around(around, filled | {"tasks": partial(_tasks, day)})


@blueprint.get("/search")
@requires(Permission.SEE_WORKS)
def search() -> ResponseReturnValue:
    words = search_words(request.args)
    return render_template("home/search.html", words=words, found=find(current_user, words))


def _tasks(day: date) -> list[str]:
    work_list = arrange(tasks.list_tasks(current_user, day), day)
    return [render_template("home/_work_list.html", work_list=work_list, longest=LONGEST_LIST)]


def _blocks(day: date) -> dict[str, Callable[[], Given]]:
    """What stands above and beside the work list, by template: nothing of the works for administrators."""
    if not may(current_user, Permission.SEE_WORKS):
        return {}
    if current_user.is_outsider:
        return {"figures": partial(_figures, day), "own_sections": partial(_own_sections, day)}
    return {
        "figures": lambda: _figures(day) | _programmes(day),
        "programmes": partial(_programmes, day),
        "states": lambda: _states(day) | {"worst": glance.worst(_lines(day))},
        "ranking": lambda: {"ends": _kept("ranking", glance.ranking_ends)},
        **({"clocks": partial(_clocks, day)} if may(current_user, Permission.SEE_PAYMENTS) else {}),
        "obstacles": lambda: {
            "ages": _kept("ages", lambda: count_open_by_age(current_user, day)),
        },
        "accountable": lambda: {
            "counts": _counts(day),
            "unanswered": _kept(
                "unanswered", lambda: glance.list_without_accountable(current_user)
            ),
        },
    }


def _figures(day: date) -> Given:
    return {"counts": _counts(day)} | _states(day)


def _counts(day: date) -> glance.Counts:
    return _kept("counts", lambda: glance.counts(current_user, day))


def _states(day: date) -> Given:
    lines = _lines(day)
    return {"lines": lines, "states": glance.count_states(lines)}


def _programmes(day: date) -> Given:
    return {
        "programmes": _kept("programmes", lambda: glance.list_programmes(_lines(day))),
    }


def _clocks(day: date) -> Given:
    """The payments that are late or become late by the end of next week."""
    rows = _kept("clocks", lambda: [r for r in list_clocks(current_user, day) if r.clock.is_near])
    counts = {due: sum(row.clock.due is due for row in rows) for due in Due if due is not Due.LATER}
    return {"near_clocks": rows, "clock_counts": counts}


def _own_sections(day: date) -> Given:
    sections = glance.own_sections(current_user)
    return {
        "own_sections": sections,
        "places": glance.own_places([section.id for section in sections]),
        "by_section": {line.section_id: line for line in _lines(day)},
    }


def _drawn(block: str, read: Callable[[], Given]) -> list[str]:
    """Return what is kept of a block as it is drawn, for all who see the same sections and speak the same."""
    own = current_user.id if current_user.is_outsider else None
    key = ("home", "drawn", block, scope_of(current_user), own, chosen_locale())
    return [kept_apart(key, lambda: render_template(f"home/_{block}.html", **read()))]


def _lines(day: date) -> Sequence[glance.SectionLine]:
    return _kept(
        "sections", lambda: glance.list_sections_in_last_week(current_user, thresholds(day))
    )


def _kept(block: str, read: Callable[[], T]) -> T:
    """Return what is kept of one block of the page, for all who see the same sections."""
    return kept_apart(("home", block, scope_of(current_user)), read)
