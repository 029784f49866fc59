"""Sentences that rules say without knowing the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


def _as_written(text: str) -> str:
    return text


class _Translator:
    """Holds the function that turns an English text into the reader's language."""

    translate: Callable[[str], str] = staticmethod(_as_written)
    show: Callable[[Any], Any] = staticmethod(lambda value: value)


def translate_sentences_with(translate: Callable[[str], str]) -> None:
    """Let str(sentence) speak the reader's language; called once by create_app()."""
    _Translator.translate = staticmethod(translate)


def show_values_with(show: Callable[[Any], Any]) -> None:
    """Let the days and weeks named in a sentence be written as the reader writes them."""
    _Translator.show = staticmethod(show)


@dataclass(frozen=True, eq=True)
class Sentence:
    """An English text with named values (`%(road)s`), translated when it is shown with str()."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        translated = _Translator.translate(self.text)
        if not self.values:
            return translated
        show = _Translator.show
        return translated % {name: show(value) for name, value in self.values.items()}

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted((k, str(v)) for k, v in self.values.items()))))

    @property
    def english(self) -> str:
        """The text as written, with its values: for records, which must not change language."""
        return self.text % self.values if self.values else self.text


def say(text: str, **values: Any) -> Sentence:
    """Return the sentence; the translation catalogue is filled from the calls of this function."""
    return Sentence(text, values)


class LabelledEnum(StrEnum):
    """A closed list whose members carry the word that people read: `ROAD = "road", say("Road")`."""

    label: Sentence

    def __new__(cls, value: str, label: Sentence) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def with_value(cls, value: object) -> Self | None:
        """Return the member with this value, or None: for what comes from an address or a file."""
        found: Self | None = cls._value2member_map_.get(value)  # type: ignore[assignment]
        return found
