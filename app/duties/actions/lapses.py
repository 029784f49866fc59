"""Telling of late periods: when each was first seen, and what the people say of it. Nothing is made up."""

from datetime import date

from app.accounts.models import User
from app.duties import queries
from app.duties.models import Duty, Lapse
from app.duties.rules import Cadence, Standing
from app.duties.rules.duties import explaining_problems
from app.extensions import db
from app.shared.audit import record
from app.shared.calendar import now
from app.shared.errors import RuleBroken


def note_lapses(today: date) -> list[Lapse]:
    """Note every period that is late today and was not noted before; run twice it does nothing more."""
    known = queries.known_lapses()
    found = []
    for judged in queries.judge_now(None, today):
        for outcome in judged.outcomes:
            key = (judged.duty.id, judged.of.number, judged.limit.cadence, outcome.period.start)
            if outcome.standing == Standing.LATE and key not in known:
                known.add(key)
                found.append(_lapse(*key))
    db.session.add_all(found)
    db.session.flush()
    return found


def explain(
    duty: Duty,
    object_id: int,
    cadence: Cadence,
    period_start: date,
    words: str,
    *,
    by: User,
    today: date,
) -> Lapse:
    """Say why a late period was not kept; it stays late. Raises RuleBroken."""
    outcome = queries.find_outcome(by, duty, object_id, cadence, period_start, today)
    if problems := explaining_problems(outcome.standing if outcome else None, words):
        raise RuleBroken(problems)
    lapse = queries.find_lapse(duty.id, object_id, cadence, period_start)
    if lapse is None:
        lapse = _lapse(duty.id, object_id, cadence, period_start)
        lapse.duty = duty
        db.session.add(lapse)
    before = lapse.words
    lapse.words, lapse.explained_at, lapse.explained_by = words.strip(), now(), by
    record(by, "duty.explained", lapse, {"words": [before, lapse.words]}, reason=words)
    return lapse


def _lapse(duty_id: int, object_id: int, cadence: Cadence, period_start: date) -> Lapse:
    return Lapse(
        duty_id=duty_id, object_id=object_id, cadence=cadence, period_start=period_start,
        first_late_at=now(),
    )  # fmt: skip
