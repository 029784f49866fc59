"""Telling of late periods: when each was first seen, and what the people say of it. Nothing is made up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.accounts.models import User
from app.duties import queries
from app.duties.models import Duty, Lapse
from app.duties.queries import Judged
from app.duties.rules import Cadence, Standing
from app.duties.rules.duties import explaining_problems
from app.extensions import db
from app.notices.actions import send_notice
from app.notices.rules import Audience, NoticeCategory
from app.shared.audit import Program, record
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say

#: A notice names so many; the list of duties has them all.
MOST_LINES = 20


@dataclass(frozen=True)
class Found:
    """A period that was seen late for the first time."""

    lapse: Lapse
    judged: Judged


def note_lapses(today: date) -> list[Found]:
    """Note every period that is late today and was not noted before; run twice it does nothing more."""
    known = queries.known_lapses()
    found = []
    for judged in queries.judge_now(None, today):
        for outcome in judged.outcomes:
            key = (judged.duty.id, judged.of.number, judged.limit.cadence, outcome.period.start)
            if outcome.standing == Standing.LATE and key not in known:
                known.add(key)
                found.append(Found(_lapse(*key), judged))
    db.session.add_all(one.lapse for one in found)
    db.session.flush()
    return found


def remind(found: Iterable[Found], today: date) -> int:
    """Tell each person once a day of the own duties that were just seen late; return how many were told.

    The notice goes to that person alone, or to whoever covers.
    """
    people = queries.read_people()
    lines: dict[int, list[Sentence]] = defaultdict(list)
    for one in found:
        for person in one.judged.people or ():
            for reader in people.keepers_of(person, today):
                lines[reader].append(_line(one))
    for reader, told in lines.items():
        send_notice(
            category=NoticeCategory.ARRANGEMENT,
            title=say("Duties of yours are late"),
            text=[*dict.fromkeys(told[:MOST_LINES])],
            to=Audience(users=[reader]),
            by=Program(),
            link=("duties.list_duties", {"view": "mine"}),
            key=f"duties:{reader}:{today}",
        )
    return len(lines)


def _line(one: Found) -> Sentence:
    of = one.judged.of
    return say(
        "%(duty)s: %(object)s, %(day)s",
        duty=one.judged.duty.name,
        object=of.name or of.kind.label,
        day=one.lapse.period_start,
    )


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
