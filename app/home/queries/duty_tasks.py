"""What waits for a person of duties with a cadence: the periods that end today, and those that are late."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.duties.queries.lines import View, list_lines
from app.duties.rules import ObjectKind, Standing
from app.home.rules import Task
from app.shared.sentences import say

MOST_OF_A_KIND = 30


def my_duties(user: User, today: date) -> Iterator[Task]:
    """Duties of the person, or of somebody whom the person covers, that are late or end soon."""
    if not may(user, Permission.SEE_DUTIES):
        return
    mine = [line for line in list_lines(user, today) if line.fits(View.MINE, today)]
    mine.sort(key=lambda line: line.last_day)
    for line in mine[:MOST_OF_A_KIND]:
        of = line.judged.of
        yield Task(
            say("Keep the late duty") if line.standing == Standing.LATE else say("Keep the duty"),
            of.name if of.kind != ObjectKind.BUREAU else line.judged.duty.name,
            "duties.calendar",
            {"duty_id": line.judged.duty.id, "object_id": of.number},
            line.last_day,
            line.judged.duty.name,
        )
