"""The life of an import, and how its values and sentences are kept until it is confirmed."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.reports.rules.problems import Problem
from app.shared.sentences import LabelledEnum, Sentence, say


class BatchState(LabelledEnum):
    """How far an import has come."""

    READ = "read", say("Columns to confirm")
    PREVIEWED = "previewed", say("To be confirmed")
    APPLYING = "applying", say("Going in")
    APPLIED = "applied", say("Taken in")
    UNDONE = "undone", say("Undone")


class RowState(LabelledEnum):
    """What one row of an import does."""

    NEW = "new", say("New")
    CHANGED = "changed", say("Changed")
    UNCHANGED = "unchanged", say("Unchanged")
    REFUSED = "refused", say("Not taken in")


def restored(value: Any) -> Any:
    """Return the value of a row as it was before the database kept it, enums as their text."""
    if isinstance(value, dict) and "decimal" in value:
        return Decimal(value["decimal"])
    if isinstance(value, dict) and "date" in value:
        return date.fromisoformat(value["date"])
    return value


def stored_problem(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON keeps it: the sentence in English with its values, for any language."""
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "text": problem.sentence.text,
        "values": {key: _plain(value) for key, value in problem.sentence.values.items()},
        "refuses": problem.refuses,
    }


def restored_problem(kept: Mapping[str, Any]) -> Problem:
    """Return the problem that stored_problem() was given."""
    return Problem(
        kept["sheet"],
        kept["row"],
        kept["column"],
        Sentence(kept["text"], kept["values"]),
        kept["refuses"],
    )


def stored_sentences(sentences: Iterable[Sentence], sheet: str = "") -> list[dict[str, Any]]:
    """Return remarks about a file or sheet as JSON keeps them."""
    return [stored_problem(Problem(sheet, 0, "", each, refuses=False)) for each in sentences]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def apply_problems(state: BatchState, new: int, changed: int) -> list[Sentence]:
    """Return why a batch cannot be confirmed now."""
    if state in (BatchState.APPLIED, BatchState.UNDONE, BatchState.APPLYING):
        return [say("This import was confirmed already.")]
    if state is BatchState.READ:
        return [say("Confirm the columns first.")]
    if not new and not changed:
        return [say("There is nothing to take in: no row is new or changed.")]
    return []
