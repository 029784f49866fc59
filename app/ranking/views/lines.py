"""The score card of a section: its points, what cost it points, and the figures behind them."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.ranking import queries
from app.ranking.models import Ranking, RankingLine
from app.ranking.rules.explain import facts_of
from app.ranking.rules.figures import Reference, Topic
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import veto_label
from app.ranking.rules.snapshot import read_figures, read_line
from app.ranking.views.blueprint import blueprint
from app.ranking.views.links import record_url
from app.shared.calendar import today


@blueprint.get("/ranking/lines/<int:line_id>")
@requires(Permission.SEE_RANKING)
def line_page(line_id: int) -> ResponseReturnValue:
    line = queries.get_line_for(current_user, line_id)
    template = "ranking/_card.html" if request.args.get("part") else "ranking/line.html"
    return render_template(template, **card_of(line, current_user))


@blueprint.get("/ranking/versions/<int:ranking_id>/check")
@requires(Permission.SEE_RANKING)
def check(ranking_id: int) -> ResponseReturnValue:
    ranking = queries.get_ranking_for(current_user, ranking_id)
    problems = queries.verify(ranking)
    return render_template("ranking/check.html", ranking=ranking, problems=problems)


def card_of(stored: RankingLine, user: User) -> dict[str, Any]:
    """Return what the card shows; links to records only for those who may open them."""
    ranking: Ranking = stored.ranking
    line = read_line(stored.content)
    figures = next(
        s for s in read_figures(ranking.figures).sections if s.section_id == stored.section_id
    )
    opens_records = not user.is_outsider or stored.section.contractor_id == user.organisation_id

    def url_of(reference: Reference | None, topic: Topic | None = None) -> str | None:
        if not opens_records:
            return None
        return record_url(reference, stored.section_id, ranking, topic)

    return {
        "ranking": ranking,
        "stored": stored,
        "line": line,
        "facts": {d.dimension: facts_of(figures, d.dimension) for d in line.dimensions},
        "url_of": url_of,
        "opens_records": opens_records,
        "may_object": _may_object(stored, user),
        "vetoes": [veto_label(kind) for kind in line.vetoes],
    }


def _may_object(line: RankingLine, user: User) -> bool:
    """A contractor may object to its own line while the ranking is open to objections."""
    until = line.ranking.objections_until
    return (
        may(user, Permission.OBJECT_TO_RANKING)
        and line.section.contractor_id == user.organisation_id
        and line.ranking.state == RankingState.PUBLISHED
        and until is not None
        and today() <= until
    )
