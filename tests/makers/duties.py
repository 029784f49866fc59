"""Makers of duties: only what the test is about is said."""

from datetime import date
from itertools import count
from typing import Any

from app.duties import actions
from app.duties.models import Duty
from app.duties.rules import Cadence, DutyKind, Limit
from app.duties.rules.duties import Asked
from app.shared.audit import Program

_numbers = count(1)


def a_duty(
    kind: DutyKind = DutyKind.SITE_LOG,
    cadence: Cadence = Cadence.DAY,
    at_least: int = 1,
    *,
    since: date = date(2020, 1, 1),
    limits: list[Limit] | None = None,
    project: Any = None,
    section: Any = None,
    **asked: Any,
) -> Duty:
    """Return a duty that is owed for all objects of its kind, and satisfied by anybody's records."""
    return actions.create_duty(
        kind,
        f"履职{next(_numbers)}",
        Asked(limits or [Limit(cadence, at_least)], **asked),
        starts_on=since,
        by=Program(),
        project=project,
        section=section,
    )
