"""The board of acceptance requests: who has to sign, since when."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.quality import queries
from app.quality.queries.requests import ROLES_OF_PARTIES, list_conditional
from app.quality.rules.parties import Party
from app.quality.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.kept import keeps_answer
from app.shared.listing import read_number
from app.shared.pages import address
from app.works.queries import list_sections_for

MOST_CARDS = 40


@dataclass(frozen=True)
class Column:
    """What waits for one party."""

    party: Party
    is_own: bool
    cards: list[queries.Waiting]
    overdue: int
    #: Concealed works that the station will be asked to accept before they are covered (domain.md R26).
    announced: list[queries.Waiting]

    @property
    def shown(self) -> list[queries.Waiting]:
        return self.cards[:MOST_CARDS]


@blueprint.get("")
@requires(Permission.SEE_QUALITY)
@keeps_answer
def board() -> ResponseReturnValue:
    section_id, is_mine = read_number(request.args, "section"), request.args.get("mine") == "1"
    waiting = queries.list_waiting(current_user, section_id=section_id)
    if is_mine:
        mine = {one.id for _, one in queries.list_waiting_for(current_user)}
        waiting = [one for one in waiting if one.id in mine]
    sections = list_sections_for(current_user)
    return render_template(
        "quality/board.html",
        columns=_columns(waiting),
        total=len(waiting),
        conditional=list_conditional(current_user),
        chips=[(_("Waiting for me"), address(mine=None if is_mine else 1), is_mine, None)],
        sections=[(one.id, f"{one.project.name} {one.name}") for one in sections],
        may_ask=may(current_user, Permission.REQUEST_ACCEPTANCE),
        today=today(),
    )


def _columns(waiting: list[queries.Waiting]) -> list[Column]:
    """Return a column for each party, the reader's own first."""
    columns = []
    for party in Party:
        cards = [one for one in waiting if party in one.parties]
        is_own = current_user.has_role(*ROLES_OF_PARTIES.get(party, ()))
        overdue = sum(one.due_on < today() for one in cards)
        announced = [one for one in waiting if one.come_by]
        columns.append(
            Column(party, is_own, cards, overdue, announced if party == Party.STATION else [])
        )
    return sorted(columns, key=lambda column: not column.is_own)
