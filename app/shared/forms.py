"""Choices for select fields, from closed lists and from pairs."""

from collections.abc import Iterable
from typing import Any

from wtforms.fields.choices import SelectChoice

from app.shared.sentences import LabelledEnum


def choices_of(enum: type[LabelledEnum], *, empty: Any = None) -> list[SelectChoice]:
    """Return the members of a closed list as choices, with an empty one first when `empty` is its label."""
    members = [SelectChoice(member.value, member.label) for member in enum]
    return members if empty is None else [SelectChoice("", empty), *members]


def choices(pairs: Iterable[tuple[Any, Any]], *, empty: Any = None) -> list[SelectChoice]:
    """Return (value, label) pairs as choices, with an empty one first when `empty` is its label."""
    found = [SelectChoice(value, label) for value, label in pairs]
    return found if empty is None else [SelectChoice("", empty), *found]
