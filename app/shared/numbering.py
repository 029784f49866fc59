"""Numbers of papers: one row of numbers for each kind and year, written by a pattern of the settings."""

from typing import Any

from sqlalchemy import func, select, text

from app.extensions import db
from app.shared.sentences import Sentence, say

YEAR, NUMBER = "{year}", "{number}"
LONGEST_PATTERN = 50
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('number of ' || :kind))"


def paper_number(pattern: str, year: int, sequence: int) -> str:
    """Return the number as it stands on the paper: 整改〔2026〕12号, without leading zeros."""
    return pattern.replace(YEAR, str(year)).replace(NUMBER, str(sequence))


def pattern_problems(value: Any) -> list[Sentence]:
    """Refuse a pattern whose numbers would not differ from each other."""
    if not isinstance(value, str) or YEAR not in value or NUMBER not in value:
        return [say("The pattern must contain {year} and {number}.")]
    if len(value) > LONGEST_PATTERN:
        return [say("The pattern is longer than 50 characters.")]
    return []


def next_sequence(model: Any, year: int) -> int:
    """Return the next free number of the year; the model has `year` and `sequence`.

    Whoever asks at the same moment waits until this transaction ends, so that no number is given twice.
    """
    if db.session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        db.session.execute(text(_LOCK), {"kind": model.__tablename__})
    last = db.session.scalar(select(func.max(model.sequence)).where(model.year == year))
    return (last or 0) + 1
