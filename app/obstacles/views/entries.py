"""The thread of an obstacle: what was written, said and promised on the way to its clearing."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.owners import tell_of
from app.evidence.rules import OwnerKind
from app.obstacles import actions, forms, queries
from app.obstacles.views.blueprint import blueprint
from app.obstacles.views.page import draw_page
from app.shared.errors import RuleBroken
from app.shared.transaction import commits

tell_of(OwnerKind.OBSTACLE, address=lambda number: url_for("obstacles.entry_page", entry_id=number))


@blueprint.get("/obstacle-entries/<int:entry_id>")
@requires(Permission.SEE_OBSTACLES)
def entry_page(entry_id: int) -> ResponseReturnValue:
    """Lead from a photo to the obstacle in whose thread it stands."""
    obstacle_id = queries.get_entry_for(current_user, entry_id).obstacle_id
    place = f"entry-{entry_id}"
    return redirect(url_for("obstacles.obstacle_page", obstacle_id=obstacle_id, _anchor=place), 303)


@blueprint.post("/obstacles/<int:obstacle_id>/entries")
@requires(Permission.EDIT_OBSTACLES)
@takes_photos
@commits
def add_entry(obstacle_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    obstacle = queries.get_obstacle_to_change(current_user, obstacle_id)
    form = forms.EntryForm()
    if not form.validate() or photos.refusals:
        return draw_page(obstacle, photos.refusals, entry=form, photos=photos), 422
    try:
        actions.follow_up(obstacle, form.draft(), photos.of("photos"), by=current_user)
    except RuleBroken as broken:
        return draw_page(obstacle, broken.sentences, entry=form, photos=photos), 422
    flash(_("Added to the thread."))
    return redirect(url_for("obstacles.obstacle_page", obstacle_id=obstacle_id), 303)
