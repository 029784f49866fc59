"""Versions of the standard: the first one kept, and lines changed from a day on."""

from datetime import date
from typing import Final

from app.extensions import db
from app.quality.models import StandardVersion
from app.quality.queries.standards import (
    as_standard,
    find_version,
    list_versions,
    next_version_number,
)
from app.quality.rules.first_standard import FIRST, HANDBOOK
from app.quality.rules.standard import (
    Standard,
    StrengthFactor,
    Tolerance,
    factor_problems,
    line_problems,
    with_factor,
    with_line,
)
from app.quality.rules.standard_text import content_of
from app.shared.audit import Actor, Program, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say

#: The first version counts from the day on which the edition came into force.
FIRST_DAY: Final = date(2018, 5, 1)


def ensure_version(day: date) -> StandardVersion:
    """Return the version that counts on the day; the first one is kept when nobody has yet."""
    return find_version(day) or _keep(FIRST, FIRST_DAY, HANDBOOK, Program())


def change_line(
    line: Tolerance, valid_from: date | None, reason: str, *, by: Actor
) -> StandardVersion:
    """Let a line count from a day on, as a new version. Raises RuleBroken with everything that is wrong."""
    day = _checked(line_problems(line), valid_from, reason)
    before = as_standard(ensure_version(day))
    old = next((known for known in before.tolerances if known.key == line.key), None)
    version = _keep(with_line(before, line), day, reason.strip(), by)
    told = {line.key: [str(old), str(line)], "valid_from": day}
    record(by, "quality.tolerance_changed", version, told, reason=reason.strip())
    return version


def change_factor(
    place: int, factor: StrengthFactor, valid_from: date | None, reason: str, *, by: Actor
) -> StandardVersion:
    """Let a factor of strengths count from a day on, as a new version. Raises RuleBroken."""
    day = _checked(factor_problems(factor), valid_from, reason)
    before = as_standard(ensure_version(day))
    version = _keep(with_factor(before, place, factor), day, reason.strip(), by)
    told = {"factor": [str(before.factors[place]), str(factor)], "valid_from": day}
    record(by, "quality.factor_changed", version, told, reason=reason.strip())
    return version


def _checked(problems: list[Sentence], valid_from: date | None, reason: str) -> date:
    """Return the day from which a change counts. Raises RuleBroken with everything that is wrong."""
    last = list_versions()
    if valid_from is None:
        problems.append(say("Say from which day the line counts."))
    elif valid_from < today():
        problems.append(say("A line counts from today on: what is judged already stays so."))
    elif last and valid_from < last[0].valid_from:
        newest = last[0].valid_from
        problems.append(
            say("A version from %(day)s exists; a later one begins then or after.", day=newest)
        )
    if not reason.strip():
        problems.append(say("Say why."))
    if problems or valid_from is None:
        raise RuleBroken(problems)
    return valid_from


def _keep(standard: Standard, valid_from: date, reason: str, by: Actor) -> StandardVersion:
    version = StandardVersion(
        number=next_version_number(), title=standard.title, valid_from=valid_from,
        content=content_of(standard), reason=reason, made_by_id=by.id, made_by_name=by.name,
    )  # fmt: skip
    db.session.add(version)
    record(by, "quality.standard_kept", version, {"valid_from": valid_from}, reason=reason)
    return version
