"""Numbers of papers that the bureau issues: one row of numbers for each kind and year (domain.md 3)."""

from typing import Any

from app.shared.sentences import Sentence, say

YEAR, NUMBER = "{year}", "{number}"


def paper_number(pattern: str, year: int, sequence: int) -> str:
    """Return the number as it stands on the paper: 整改〔2026〕12号, without leading zeros."""
    return pattern.replace(YEAR, str(year)).replace(NUMBER, str(sequence))


def pattern_problems(value: Any) -> list[Sentence]:
    """Refuse a pattern whose numbers would not differ from each other."""
    if not isinstance(value, str) or YEAR not in value or NUMBER not in value:
        return [say("The pattern must contain {year} and {number}.")]
    if len(value) > 50:
        return [say("The pattern is longer than 50 characters.")]
    return []
