"""Steps that wait for the person's signature, or for a new round."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.home.rules import Task
from app.quality.queries import Waiting, list_waiting_for
from app.quality.queries.requests import list_announced_for
from app.quality.rules.parties import Party
from app.shared.calendar import day_of
from app.shared.formats import chainage_range, moment
from app.shared.sentences import Sentence, say

MOST_OF_A_KIND = 30
NEXT_STEP = {
    Party.CONTRACTOR: say("Put it right and ask for acceptance again"),
    Party.VILLAGE: say("Let the village sign the step"),
    Party.STATION: say("Accept the step"),
}


def announced(user: User, _today: date) -> Iterator[Task]:
    """Concealed works that the quality station may look at before they are covered."""
    for waiting in list_announced_for(user)[:MOST_OF_A_KIND]:
        if waiting.come_by:
            yield Task(
                say("Concealed works announced: come before they are covered"),
                f"{waiting.project} {waiting.section}",
                "quality.request_page",
                {"request_id": waiting.id},
                day_of(waiting.come_by),
                _come_by(waiting),
            )


def _come_by(waiting: Waiting) -> Sentence | str:
    """Return which step and where, and of concealed works the time by which to come."""
    stretch = waiting.place.stretch
    where = chainage_range(stretch.start_m, stretch.end_m) if stretch else waiting.place.part
    step = f"{waiting.process} {waiting.work} {where}".strip()
    if waiting.come_by is None:
        return step
    return say("%(step)s, come by %(moment)s", step=step, moment=moment(waiting.come_by))


def steps(user: User, _today: date) -> Iterator[Task]:
    """Steps to sign; for contractors those that were refused."""
    for party, waiting in list_waiting_for(user)[:MOST_OF_A_KIND]:
        is_told = party == Party.SUPERVISOR and waiting.come_by
        yield Task(
            NEXT_STEP.get(
                party,
                say("Look before it is covered, and sign") if is_told else say("Sign for the step"),
            ),
            f"{waiting.project} {waiting.section}",
            "quality.request_page",
            {"request_id": waiting.id},
            day_of(waiting.come_by) if is_told and waiting.come_by else waiting.due_on,
            _come_by(waiting),
            came_back=party == Party.CONTRACTOR,
        )
