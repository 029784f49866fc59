"""What a record of a phone says, line by line, in the reader's language."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.field.texts import CLOSED_LISTS, NAMES_OF_FIELDS, TEXTS

OF_LIST = re.compile(r"([a-z]+)-(\d+)-(\w+)")
#: Which closed list the words of a field come from.
LISTS = {
    "obstacle_kind": "obstacle_kind",
    "topics": "topic", "topic": "topic", "kind": "inspection_kind", "handling": "handling",
    "severity": "severity", "verdict": "verdict", "party": "party", "attendance": "attendance",
    "diligence": "diligence", "site_environment": "condition",
}  # fmt: skip
DRAWN = "data:image/"


def lines_of(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield label and text of each field that says something to a person."""
    for name, value in (content.get("fields") or {}).items():
        values = value if isinstance(value, list) else [value]
        text = "、".join(_said(name, str(one)) for one in values)
        if text and not text.startswith(DRAWN):
            yield _label(name), text


def title_of_kind(kind: str) -> str:
    """Return what people call this kind of record."""
    return str(TEXTS[kind]) if kind in TEXTS else kind


def _label(name: str) -> str:
    found = OF_LIST.fullmatch(name)
    inner = found[3] if found else name
    topic = inner.removesuffix("_note")
    if topic != inner and topic in {one.value for one in CLOSED_LISTS["topic"]}:
        return _word("topic", topic)
    label = str(TEXTS[NAMES_OF_FIELDS[inner]]) if inner in NAMES_OF_FIELDS else inner
    return f"{label} {int(found[2]) + 1}" if found else label


def _said(name: str, value: str) -> str:
    inner = name.rsplit("-", 1)[-1]
    if value == "y":
        return "✓"
    return _word(LISTS[inner], value) if inner in LISTS else value


def _word(name: str, value: str) -> str:
    return next((str(one.label) for one in CLOSED_LISTS[name] if one.value == value), value)
