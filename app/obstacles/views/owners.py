"""What each rights owner is asked for: the open obstacles by owner and age, and a sheet to take along."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.obstacles import queries
from app.obstacles.queries import ObstacleFilter
from app.obstacles.rules import AgeBand, ObstacleState
from app.obstacles.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import NotFound
from app.shared.fields import without_controls
from app.shared.kept import keeps_answer


@blueprint.get("/obstacles/owners")
@requires(Permission.SEE_OBSTACLES)
@keeps_answer
def by_owner() -> ResponseReturnValue:
    owners = queries.count_open_by_owner(current_user, today())
    return render_template("obstacles/owners.html", owners=owners, bands=AgeBand)


@blueprint.get("/obstacles/owners/sheet")
@requires(Permission.SEE_OBSTACLES)
@keeps_answer
def owner_sheet() -> ResponseReturnValue:
    """Return what one owner has to remove, the oldest first, to print and hand over."""
    owner = without_controls(request.args.get("owner"))
    asked = ObstacleFilter(rights_owner=owner, state=ObstacleState.OPEN)
    rows = queries.list_rows(queries.obstacles_statement(current_user, asked, today()))
    if not owner or not rows:
        raise NotFound
    numbers = [row.id for row in rows]
    return render_template(
        "obstacles/owner_sheet.html",
        owner=owner,
        rows=rows,
        works=queries.names_of_works(numbers),
        last=queries.last_entries(numbers),
        today=today(),
    )
