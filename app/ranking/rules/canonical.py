"""One way to write dataclasses as text, so that the same facts always give the same bytes."""

import dataclasses
import functools
import hashlib
import json
import types
import typing
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any

from app.shared.sentences import Sentence


def plain(value: Any) -> Any:
    """Return the value as JSON knows it, decimals as text. Raises TypeError on a float."""
    writer = _WRITERS.get(type(value)) or _learn(type(value))
    return writer(value)


def _learn(kind: type) -> Callable[[Any], Any]:
    _WRITERS[kind] = _writer_of(kind)
    return _WRITERS[kind]


def _writer_of(kind: Any) -> Callable[[Any], Any]:
    """Return what writes values of a kind not met before."""
    if dataclasses.is_dataclass(kind):
        return _writer_of_fields(tuple(field.name for field in dataclasses.fields(kind)))
    if issubclass(kind, Enum):
        return _value_of
    if issubclass(kind, Mapping):
        return lambda value: {plain(key): plain(item) for key, item in value.items()}
    raise TypeError(f"{kind.__name__} has no canonical form")


def _writer_of_fields(names: tuple[str, ...]) -> Callable[[Any], Any]:
    if len(names) == 1:
        return lambda value: {names[0]: plain(getattr(value, names[0]))}
    values_of = attrgetter(*names)
    return lambda value: dict(zip(names, map(plain, values_of(value)), strict=True))


def _value_of(member: Enum) -> Any:
    return member.value


def _same(value: Any) -> Any:
    return value


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _all_plain(values: Any) -> list[Any]:
    return [plain(value) for value in values]


def _plain_sentence(sentence: Sentence) -> dict[str, Any]:
    return {"say": sentence.text, "values": {k: _tagged(v) for k, v in sentence.values.items()}}


def _tagged(value: Any) -> Any:
    """Keep what a sentence must show in the reader's way: a date or another sentence."""
    return {"day": value.isoformat()} if isinstance(value, date) else plain(value)


def decimal_text(number: Decimal) -> str:
    """Return the number without exponent and idle zeros: 25.00 -> 25, 0E+1 -> 0."""
    if not number.is_finite():
        raise TypeError(f"{number} has no canonical form")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


_WRITERS: dict[type, Callable[[Any], Any]] = {
    type(None): _same,
    bool: _same,
    int: _same,
    str: _composed,
    Decimal: decimal_text,
    date: date.isoformat,
    Sentence: _plain_sentence,
    tuple: _all_plain,
    list: _all_plain,
}


def canonical_text(value: Any) -> str:
    """Return JSON with sorted keys, no blanks, no floats, NFC text."""
    return text_of(plain(value))


def text_of(content: Any) -> str:
    """Return the canonical text of what `plain` gave, or of what was read back from it."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def sha256_of(content: Any) -> str:
    """Return the SHA-256 of the text of plain content as 64 hexadecimal digits."""
    return hashlib.sha256(text_of(content).encode("utf-8")).hexdigest()


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
    hints = _hints_of(kind)
    if unknown := content.keys() - hints.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: read_as(hints[name], value) for name, value in content.items()})


@functools.cache
def _hints_of(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


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
