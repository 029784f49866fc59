"""Bring the words of a header to one form, and take the unit out of them."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from app.reports.rules.grid import CellValue


class Unit(StrEnum):
    """A unit that a header, a line above it or a cell may state."""

    YUAN = "元"
    WAN_YUAN = "万元"
    YI_YUAN = "亿元"
    METRE = "m"
    KILOMETRE = "km"
    PERCENT = "%"
    OTHER = "?"

    @property
    def is_money(self) -> bool:
        """Return whether it counts money."""
        return self in (Unit.YUAN, Unit.WAN_YUAN, Unit.YI_YUAN)

    @property
    def is_length(self) -> bool:
        """Return whether it measures length."""
        return self in (Unit.METRE, Unit.KILOMETRE)


UNIT_WORDS = {
    "元": Unit.YUAN, "人民币元": Unit.YUAN, "yuan": Unit.YUAN, "cny": Unit.YUAN, "rmb": Unit.YUAN,
    "万元": Unit.WAN_YUAN, "万": Unit.WAN_YUAN, "人民币万元": Unit.WAN_YUAN, "wanyuan": Unit.WAN_YUAN,
    "10000yuan": Unit.WAN_YUAN, "10kyuan": Unit.WAN_YUAN, "10000cny": Unit.WAN_YUAN,
    "亿元": Unit.YI_YUAN, "亿": Unit.YI_YUAN,
    "m": Unit.METRE, "米": Unit.METRE, "延米": Unit.METRE, "metres": Unit.METRE, "meters": Unit.METRE,
    "km": Unit.KILOMETRE, "公里": Unit.KILOMETRE, "千米": Unit.KILOMETRE, "kilometres": Unit.KILOMETRE,
    "%": Unit.PERCENT, "百分比": Unit.PERCENT, "percent": Unit.PERCENT,
}  # fmt: skip
COUNTING_WORDS = {
    "人", "台套", "台", "套", "台/套", "座", "条", "天", "日", "个", "年", "月", "公里/米", "延米/座",
    "m2", "m3", "㎡", "m³", "吨", "t", "处", "日历天", "元/m2", "cm",
}  # fmt: skip
_BRACKETS = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_SLASHED = re.compile(r"[/／、,，:：]\s*([^/／、,，:：]+)$")
_PUNCTUATION = re.compile(
    r"[\s_\-—–~:：;；,，.。、*＊/／\\|·'\"“”‘’()（）\[\]【】<>《》#＃?？!！+＋]+"
)
_BREAK_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s*[\r\n]+\s*(?=[^\x00-\x7f])")
_SPACE = re.compile(r"\s+")


def plain(value: CellValue) -> str:
    """Return the text of a cell: full-width digits narrowed, one space for any run, ends trimmed.

    A line break between Chinese characters is only the width of the cell and goes.
    """
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@lru_cache(maxsize=20_000)
def _plain_text(text: str) -> str:
    if text.isascii() and "\n" not in text and "  " not in text:
        return text.strip()
    narrow = unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "")
    if "\n" in narrow or "\r" in narrow:
        narrow = _BREAK_IN_CHINESE.sub("", narrow)
    return " ".join(narrow.split())


def words(label: str) -> str:
    """Return the label as it is compared: no unit, no spaces, no punctuation, lower case."""
    return _words(label)


@lru_cache(maxsize=4_000)
def _words(label: str) -> str:
    bare = _BRACKETS.sub(_keep_unless_unit, plain(label))
    slashed = _SLASHED.search(bare)
    if slashed and _unit_of(slashed[1]):
        bare = bare[: slashed.start()]
    return _PUNCTUATION.sub("", bare).replace("%", "").lower()


def _keep_unless_unit(found: re.Match[str]) -> str:
    return "" if _unit_of(found[1]) or not found[1].strip() else found[1]


@lru_cache(maxsize=4_000)
def unit_in(label: str) -> Unit | None:
    """Return the unit that a header states in brackets, after a stroke, or as its only word."""
    bare = plain(label)
    candidates = [*_BRACKETS.findall(bare)]
    if slashed := _SLASHED.search(bare):
        candidates.append(slashed[1])
    candidates.append(bare)
    for candidate in candidates:
        if unit := _unit_of(candidate):
            return unit
    return Unit.PERCENT if bare.endswith("%") else None


def _unit_of(text: str) -> Unit | None:
    word = _SPACE.sub("", text).lower().removeprefix("单位:").removeprefix("单位")
    if word in UNIT_WORDS:
        return UNIT_WORDS[word]
    return Unit.OTHER if word in COUNTING_WORDS else None


def is_unit_only(label: str) -> bool:
    """Return whether the cell says a unit and nothing else, as the last row of some headers does."""
    return _unit_of(_PUNCTUATION.sub("", plain(label)) or plain(label)) is not None


def units_in_line(text: str) -> tuple[Unit, ...]:
    """Return the units of a line like “单位：万元、公里”."""
    found = re.search(r"(?:单位|units?)\s*[:：]\s*(.+)$", plain(text), re.IGNORECASE)
    if not found:
        return ()
    pieces = re.split(r"[、,，;；/\s及和]+", found[1])
    units = (_unit_of(piece.strip("()（）。")) for piece in pieces)
    return tuple(unit for unit in units if unit and unit is not Unit.OTHER)
