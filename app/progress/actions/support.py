"""From when on only supported progress counts for a section."""

from datetime import date

from app.accounts.models import User
from app.extensions import db
from app.progress.models import SupportRule
from app.progress.queries.support import find_rule
from app.progress.rules.changes import reason_problems
from app.shared.audit import record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Section


def set_support_rule(
    section: Section, counts: bool, valid_from: date | None, reason: str, *, by: User
) -> SupportRule:
    """Let only supported progress count for the section from a day on, or typed again. Raises RuleBroken."""
    problems = reason_problems(reason)
    known = find_rule(section.id)
    if valid_from is None:
        problems.append(say("Say from which day it counts."))
    elif valid_from < today():
        problems.append(say("It counts from today on: months already ranked stay as they are."))
    elif known is not None and valid_from < known.valid_from:
        problems.append(
            say(
                "A rule from %(day)s exists; a later one begins then or after.",
                day=known.valid_from,
            )
        )
    if known is not None and known.counts == counts or known is None and not counts:
        problems.append(say("It is so already."))
    if problems or valid_from is None:
        raise RuleBroken(problems)
    rule = SupportRule(
        section_id=section.id, counts=counts, valid_from=valid_from, reason=reason.strip(),
        set_by_id=by.id,
    )  # fmt: skip
    db.session.add(rule)
    record(
        by, "progress.support_rule", section, {"counts": counts, "valid_from": valid_from},
        reason=reason.strip(),
    )  # fmt: skip
    return rule
