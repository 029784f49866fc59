"""Steps that wait for the person's signature, or for a new round."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.home.rules import Task
from app.quality.queries import list_waiting_for
from app.quality.rules.parties import Party
from app.shared.formats import chainage_range
from app.shared.sentences import say

MOST_OF_A_KIND = 30
NEXT_STEP = {
    Party.CONTRACTOR: say("Put it right and ask for acceptance again"),
    Party.VILLAGE: say("Let the village sign the step"),
    Party.STATION: say("Accept the step"),
}


def steps(user: User, _today: date) -> Iterator[Task]:
    """Steps to sign; for contractors those that were refused."""
    for party, waiting in list_waiting_for(user)[:MOST_OF_A_KIND]:
        stretch = waiting.place.stretch
        where = chainage_range(stretch.start_m, stretch.end_m) if stretch else waiting.place.part
        yield Task(
            NEXT_STEP.get(party, say("Sign for the step")),
            f"{waiting.project} {waiting.section}",
            "quality.request_page",
            {"request_id": waiting.id},
            waiting.due_on,
            f"{waiting.process} {waiting.work} {where}".strip(),
            came_back=party == Party.CONTRACTOR,
        )
