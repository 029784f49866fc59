"""A version of the standard as the database keeps it: figures are texts, so that they stay exact."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from app.quality.rules.standard import Standard, StrengthFactor, Tolerance

L = TypeVar("L", Tolerance, StrengthFactor)


def content_of(standard: Standard) -> dict[str, Any]:
    """Return the lines of the standard as plain lists and texts."""
    return {
        "tolerances": [_line(line) for line in standard.tolerances],
        "factors": [_line(line) for line in standard.factors],
    }


def standard_from(title: str, content: Mapping[str, Any]) -> Standard:
    """Return the standard that content_of() was made of."""
    return Standard(
        title,
        tuple(_read(Tolerance, line) for line in content["tolerances"]),
        tuple(_read(StrengthFactor, line) for line in content["factors"]),
    )


def _line(line: Tolerance | StrengthFactor) -> dict[str, Any]:
    given = {field.name: getattr(line, field.name) for field in fields(line)}
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in given.items()
        if value is not None
    }


def _read(kind: type[L], line: Mapping[str, Any]) -> L:
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], value) for name, value in line.items()})


def _value(hint: Any, value: Any) -> Any:
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if Decimal in kinds:
        return Decimal(value)
    for kind in kinds:
        if issubclass(kind, StrEnum):
            return kind(value)
    return value
