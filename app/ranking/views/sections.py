"""The ranking of one section over the months: a tab of the section's pages."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ranking import queries
from app.ranking.views.blueprint import blueprint
from app.ranking.views.lines import card_of
from app.shared.sentences import say
from app.works.panels import Tab, add_tab, frame
from app.works.queries import get_section_for

add_tab(Tab("section", say("Ranking"), "ranking.section_ranking", order=40))


@blueprint.get("/sections/<int:section_id>/ranking")
@requires(Permission.SEE_RANKING)
def section_ranking(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    lines = queries.lines_of_section(section_id)
    card = card_of(lines[0], current_user) if lines else {}
    return render_template(
        "ranking/section.html",
        **frame("section", section, current_user),
        lines=lines,
        **card,
    )
