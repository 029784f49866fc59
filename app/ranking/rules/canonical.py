"""One way to write dataclasses as text, so that the same facts always give the same bytes."""

import dataclasses
import hashlib
import json
import types
import typing
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from app.shared.sentences import Sentence


def plain(value: Any) -> Any:
    """Return the value as JSON knows it, decimals as text. Raises TypeError on a float."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sentence):
        return {"say": value.text, "values": {k: _tagged(v) for k, v in value.values.items()}}
    return _plain_container(value)


def _plain_container(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _tagged(value: Any) -> Any:
    """Keep what a sentence must show in the reader's way: a date or another sentence."""
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return plain(value)


def decimal_text(number: Decimal) -> str:
    """Return the number without exponent and idle zeros: 25.00 -> 25, 0E+1 -> 0."""
    if not number.is_finite():
        raise TypeError(f"{number} has no canonical form")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical_text(value: Any) -> str:
    """Return JSON with sorted keys, no blanks, no floats, NFC text."""
    return json.dumps(
        plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def sha256_of(value: Any) -> str:
    """Return the SHA-256 of the canonical text as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_text(value).encode("utf-8")).hexdigest()


def sentence_from(content: Mapping[str, Any]) -> Sentence:
    """Return the sentence that `plain` wrote."""
    return Sentence(content["say"], {k: _untagged(v) for k, v in content["values"].items()})


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else sentence_from(value)
    return value


def read_as(kind: Any, content: Any) -> Any:
    """Return what `plain` wrote as the kind it came from. Raises ValueError or TypeError."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = next(a for a in typing.get_args(kind) if a is not type(None))
        return None if content is None else read_as(inner, content)
    if origin is tuple:
        return tuple(read_as(typing.get_args(kind)[0], item) for item in content)
    if origin is not None:
        key_kind, item_kind = typing.get_args(kind)
        return {read_as(key_kind, k): read_as(item_kind, v) for k, v in content.items()}
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(kind, content)
    return _read_scalar(kind, content)


def _read_dataclass(kind: Any, content: Any) -> Any:
    if kind is Sentence:
        return sentence_from(content)
    hints = typing.get_type_hints(kind)
    names = {f.name for f in dataclasses.fields(kind)}
    if unknown := set(content) - names:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: read_as(hints[name], value) for name, value in content.items()})


def _read_scalar(kind: Any, content: Any) -> Any:
    if kind is date:
        return date.fromisoformat(content)
    if kind is Decimal:
        if not isinstance(content, str):
            raise TypeError("a decimal is written as text")
        return Decimal(content)
    if isinstance(content, kind) and not (kind is int and isinstance(content, bool)):
        return content
    if issubclass(kind, Enum):
        return kind(content)
    raise TypeError(f"{content!r} is not {kind.__name__}")
