"""What if: other weights on the same figures, side by side, saved nowhere."""

from dataclasses import replace
from decimal import Decimal

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ranking import queries
from app.ranking.rules.compare import compare
from app.ranking.rules.policy import Dimension, MissingRule, Policy, policy_problems, read_policy
from app.ranking.rules.snapshot import read_figures
from app.ranking.views.blueprint import blueprint
from app.shared.errors import Unreadable
from app.shared.quantities import parse_decimal
from app.shared.sentences import Sentence


@blueprint.get("/ranking/versions/<int:ranking_id>/what-if")
@requires(Permission.SEE_RANKING)
def what_if(ranking_id: int) -> ResponseReturnValue:
    ranking = queries.get_ranking_for(current_user, ranking_id)
    now = read_policy(ranking.policy)
    then, problems = _asked_policy(now)
    problems = problems or policy_problems(then)
    rows = () if problems else compare(read_figures(ranking.figures), now, then)
    page = render_template(
        "ranking/what_if.html",
        ranking=ranking,
        now=now,
        then=then,
        rows=rows,
        problems=problems,
        dimensions=list(Dimension),
        rules=list(MissingRule),
        typed=request.args,
    )
    return (page, 422) if problems else page


def _asked_policy(now: Policy) -> tuple[Policy, list[Sentence]]:
    """Return today's policy with the weights and the rule that the address asks for."""
    weights, problems = dict(now.weights), []
    for dimension in Dimension:
        typed = request.args.get(dimension.value, "")
        if not typed.strip():
            continue
        try:
            weights[dimension] = parse_decimal(typed, least=Decimal(0), most=Decimal(100))
        except Unreadable as trouble:
            problems.append(trouble.sentence)
    rule = MissingRule.with_value(request.args.get("missing")) or now.missing
    return replace(now, weights=weights, missing=rule), problems
