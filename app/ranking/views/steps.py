"""Drafting, publishing, freezing, correcting: one POST each, then the month sheet again."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.ranking import actions, queries
from app.ranking.models import Ranking
from app.ranking.views.blueprint import blueprint
from app.ranking.views.month import month_page, read_month
from app.shared.calendar import Month, today
from app.shared.errors import RuleBroken
from app.shared.transaction import commits


@blueprint.post("/ranking/<month_text>/draft")
@requires(Permission.DRAFT_RANKING)
@commits
def draft(month_text: str) -> ResponseReturnValue:
    chosen = read_month(month_text)

    def step() -> Any:
        drafts = actions.draft_month(chosen, by=current_user, on=today())
        return _("Drafted: %(count)s groups.", count=len(drafts))

    return _take(step, chosen)


@blueprint.post("/ranking/versions/<int:ranking_id>/publication")
@requires(Permission.PUBLISH_RANKING)
@commits
def publish(ranking_id: int) -> ResponseReturnValue:
    ranking = queries.get_ranking_for(current_user, ranking_id)

    def step() -> Any:
        actions.publish(ranking, by=current_user, on=today())
        return _("Published for objections.")

    return _take(step, ranking.month, ranking)


@blueprint.post("/ranking/versions/<int:ranking_id>/freeze")
@requires(Permission.FREEZE_RANKING)
@commits
def freeze(ranking_id: int) -> ResponseReturnValue:
    ranking = queries.get_ranking_for(current_user, ranking_id)
    reason = request.form.get("reason", "")

    def step() -> Any:
        actions.freeze_month(ranking, by=current_user, on=today(), force_reason=reason)
        return _("Frozen. From now on it is put right only by a new version.")

    return _take(step, ranking.month, ranking)


@blueprint.post("/ranking/versions/<int:ranking_id>/correction")
@requires(Permission.DRAFT_RANKING)
@commits
def correct(ranking_id: int) -> ResponseReturnValue:
    ranking = queries.get_ranking_for(current_user, ranking_id)
    reason = request.form.get("reason", "")

    def step() -> Any:
        actions.correct(ranking, reason, by=current_user, on=today())
        return _("A new version is drafted; the frozen one stays in force until it is frozen.")

    return _take(step, ranking.month, ranking)


@blueprint.post("/ranking/versions/<int:ranking_id>/discarding")
@requires(Permission.DRAFT_RANKING)
@commits
def discard(ranking_id: int) -> ResponseReturnValue:
    ranking = queries.get_ranking_for(current_user, ranking_id)

    def step() -> Any:
        actions.discard_draft(ranking, by=current_user)
        return _("The draft is thrown away.")

    return _take(step, ranking.month, ranking)


def _take(
    step: Callable[[], Any], chosen: Month, ranking: Ranking | None = None
) -> ResponseReturnValue:
    """Take the step; refused, show the month again with the reasons."""
    group = ranking.group.value if ranking else None
    try:
        flash(step())
    except RuleBroken as broken:
        return month_page(chosen, broken.sentences), 422
    return redirect(url_for(".month_sheet", month_text=chosen, group=group), 303)
