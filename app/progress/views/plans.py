"""The baseline editor."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.progress.actions.plans import add_baseline
from app.progress.forms import LONGEST_PASTE, read_baseline, words
from app.progress.queries.plans import list_baselines, plan_of
from app.progress.rules.plan import weekly_points
from app.progress.rules.weekly import plain
from app.progress.views.blueprint import blueprint
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works import panels
from app.works.models import Section
from app.works.queries import get_section_for, get_section_to_change


@blueprint.get("/sections/<int:section_id>/plan")
@requires(Permission.SEE_PROGRESS)
def baseline(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    points = plan_of(section_id).points or weekly_points(plan_of(section_id))
    lines = [f"{point.week}  {plain(point.planned_share * 100)}" for point in points]
    return _page(section, "\n".join(lines))


@blueprint.post("/sections/<int:section_id>/plan")
@requires(Permission.PLAN_PROGRESS)
@commits
def save_baseline(section_id: int) -> ResponseReturnValue:
    section = get_section_to_change(current_user, section_id)
    text, reason = words(request.form, "points")[:LONGEST_PASTE], words(request.form, "reason")
    seen = request.form.get("seen", "0")
    read = read_baseline(text)
    if read.problems:
        return _page(section, text, reason, tuple(read.problems)), 422
    try:
        made = add_baseline(
            section, read.points, reason, int(seen) if seen.isdecimal() else -1, current_user
        )
    except RuleBroken as broken:
        return _page(section, text, reason, broken.sentences), 422
    except StaleEdit as stale:
        return _page(section, text, reason, stale.sentences), 409
    flash(_("Baseline %(number)s is in force.", number=made.number), "good")
    return redirect(url_for(".section", section_id=section_id), 303)


def _page(
    section: Section, text: str, reason: str = "", problems: tuple[Sentence, ...] = ()
) -> str:
    return render_template(
        "progress/baseline.html",
        **panels.frame("section", section, current_user),
        baselines=list_baselines(section.id),
        plan=plan_of(section.id),
        text=text,
        reason=reason,
        problems=problems,
    )
