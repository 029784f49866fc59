"""Read one cell as what its column holds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.reports.rules.fields import ReadAs
from app.reports.rules.grid import EMPTY, CellValue
from app.reports.rules.labels import Unit, plain
from app.reports.rules.places import township_named
from app.shared.calendar import Month
from app.shared.quantities import (
    Chainage,
    ChainageRange,
    RouteCode,
    Unreadable,
    parse_decimal,
    parse_length_m,
    parse_money,
    parse_share,
    read_date,
)
from app.shared.quantities.days import Granularity
from app.shared.sentences import say

#: What people write into a cell to say that nothing belongs there.
NOTHING = frozenset(
    [
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "―",
        "/",
        "//",
        "\\",
        "无",
        "没有",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "…",
        "...",
        "*",
        "空",
        "未填",
        "暂无",
        "待定",
        "tbd",
        "×",
    ]
)
DITTO = frozenset(('"', "″", "〃", "''", "”", "“", "同上", "同左", "ditto", "do."))
LONGEST_DITTO = 8
LONGEST_NAME = 120
LONGEST_TEXT = 2_000
#: A bare number under this in a chainage column counts kilometres, from it on metres.
LARGEST_KM = 400
_ABOUT = re.compile(r"^(约为|大约|约|近)|(左右|余)$")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_YEARLESS = re.compile(r"(\d{1,2})月(\d{1,2})日?")
_MONTH_END = re.compile(r"(\d{4})[年.\-/](\d{1,2})月?(?:底|末|月底|月末)前?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})[\s\-/]+(?P<month>[A-Za-z]{3,9})\.?[\s\-/,]+(?P<year>\d{4})"
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
)
_SPACE_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_NUMERAL_DATE = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MONEY_UNITS = {Unit.YUAN: "yuan", Unit.WAN_YUAN: "wan", Unit.YI_YUAN: "yi"}


@dataclass(frozen=True)
class Manner:
    """How the cells of one column are meant: what they hold, in which unit, in which year."""

    read_as: ReadAs
    unit: Unit | None = None
    year: int | None = None


@dataclass(frozen=True)
class Approximate:
    """A value that the cell itself calls approximate, or names only roughly: a month, 约120万."""

    value: Any


def is_blank(value: CellValue) -> bool:
    """Return whether the cell says nothing."""
    if value == EMPTY or value is None:
        return True
    return isinstance(value, str) and (not (bare := plain(value)) or bare.lower() in NOTHING)


def is_ditto(value: CellValue) -> bool:
    """Return whether the cell says: the same as above."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_DITTO or _ends_a_name(value[-1]):
        return False
    return plain(value).lower() in DITTO


def _ends_a_name(letter: str) -> bool:
    """Return whether no ditto ends so: nearly all cells of a ledger are told by it at once."""
    return "0" <= letter <= "9" or ("\u4e00" <= letter <= "\u9fff" and letter not in "上左")


def read_cell(value: CellValue, manner: Manner) -> Any:
    """Return what the cell holds, None when it says nothing. Raises Unreadable."""
    if manner.read_as is ReadAs.TEXT:
        text = _text(value)
        return text if text.strip("-—–―/\\ ") else None
    if is_blank(value):
        return None
    return _READERS[manner.read_as](value, manner)


def _text(value: CellValue) -> str:
    return _within(_as_text(value), LONGEST_TEXT)


def _as_text(value: CellValue) -> str:
    if type(value) is str:
        return plain(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, float):
        return plain(value) if value.is_integer() else format(parse_decimal(value), "f")
    return plain(value)


def _within(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Unreadable(
            say(
                "The text has %(length)s characters; at most %(longest)s are kept.",
                length=len(text),
                longest=longest,
            )
        )
    return text


def _name(value: CellValue, _manner: Manner) -> str:
    return _within(_as_text(value), LONGEST_NAME)


def _section(value: CellValue, _manner: Manner) -> str:
    text = _within(_as_text(value), LONGEST_NAME)
    return (
        f"{int(text)}标段"
        if text.isdecimal() and len(text) <= 3
        else _SPACE_IN_CHINESE.sub("", text)
    )


def _township(value: CellValue, _manner: Manner) -> str:
    return township_named(_within(_as_text(value), LONGEST_NAME))


def _route(value: CellValue, _manner: Manner) -> str:
    return str(RouteCode.parse(re.sub(r"[\s\-_]", "", _as_text(value))))


def _chainage(value: CellValue, _manner: Manner) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = parse_decimal(value)
        return Chainage(number * 1000 if number < LARGEST_KM else number).metres
    text = _as_text(value)
    if re.fullmatch(r"\d{1,3}\.\d{3}", text):
        return Decimal(text) * 1000
    if text in ("0", "K0"):
        return Decimal(0)
    return Chainage.parse(text).metres


def _stretch(value: CellValue, _manner: Manner) -> tuple[Decimal, Decimal]:
    stretch = ChainageRange.parse(_without_brackets(_as_text(value)))
    return stretch.start.metres, stretch.end.metres


def _metres_in(unit: Unit) -> Callable[[CellValue, Manner], Any]:
    def read(value: CellValue, manner: Manner) -> Any:
        stated = manner.unit if manner.unit and manner.unit.is_length else unit
        if not isinstance(value, str):
            _refuse_unless_number(value)
            return parse_length_m(value, stated.value)  # type: ignore[arg-type]
        text = plain(value)
        bare = _without_brackets(_ABOUT.sub("", text))
        metres = parse_length_m(bare, stated.value)
        return Approximate(metres) if _ABOUT.search(text) else metres

    return read


def _without_brackets(text: str) -> str:
    """Return the text without a remark in brackets at its end, unless it is nothing else."""
    return _IN_BRACKETS.sub("", text) or text


def _money(value: CellValue, manner: Manner) -> Any:
    unit = _MONEY_UNITS.get(manner.unit or Unit.WAN_YUAN, "wan")
    if not isinstance(value, str):
        _refuse_unless_number(value)
        return parse_money(value, unit).value  # type: ignore[arg-type]
    reading = parse_money(_without_brackets(plain(value)), unit)
    is_rough = reading.approximate and _ABOUT.search(plain(value)) is not None
    return Approximate(reading.value) if is_rough else reading.value


def _refuse_unless_number(value: CellValue) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable(say("“%(written)s” is not a number.", written=_as_text(value)[:60]))


def _day(value: CellValue, manner: Manner) -> Any:
    if isinstance(value, bool | time | timedelta):
        raise Unreadable(say("“%(written)s” is not a date.", written=str(value)))
    if isinstance(value, float) and 1949 < value < 2200 and not value.is_integer():
        value = format(parse_decimal(value), "f")
    if isinstance(value, int | float) and 1949 <= value < 2200:
        raise Unreadable(
            say("“%(written)s” names only a year; write the day too.", written=plain(value))
        )
    if not isinstance(value, str):
        return read_date(value).day
    return _day_in_words(plain(value), manner)


def _day_in_words(written: str, manner: Manner) -> Any:
    text = _numerals(written.removesuffix("前").removesuffix("之").strip())
    if found := _MONTH_END.fullmatch(text):
        return Approximate(Month(int(found[1]), int(found[2])).last_day)
    if manner.year and (found := _YEARLESS.fullmatch(text)):
        text = f"{manner.year}年{found[1]}月{found[2]}日"
    if day := _english_day(text):
        return day
    reading = read_date(re.sub(r"\s+", " ", text.rstrip(".。")))
    if reading.granularity is Granularity.DAY:
        return reading.day
    is_end = manner.read_as is ReadAs.LAST_DAY
    return Approximate(Month.of(reading.day).last_day if is_end else reading.day)


def _english_day(text: str) -> date | None:
    """Return the day of 10 Mar 2020, March 10, 2020 and the like; None for other texts."""
    found = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if not found or found["month"][:3].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"][:3].lower()) + 1
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None


def _numerals(text: str) -> str:
    """Return 二〇二〇年六月三十日 with digits; other texts as they are."""
    if not re.fullmatch(
        r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月([一二三四五六七八九十]{1,3}日)?",
        text,
    ):
        return text
    year, _, rest = text.partition("年")
    pieces = re.findall(r"([一二三四五六七八九十]+)([月日])", rest)
    counted = "".join(f"{_tens(number)}{unit}" for number, unit in pieces)
    return f"{year.translate(_NUMERAL_DATE)}年{counted}"


def _tens(numeral: str) -> int:
    tens, ten, units = numeral.rpartition("十")
    digits = "零一二三四五六七八九"
    if not ten:
        return digits.index(units)
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(units) if units else 0)


def _share(value: CellValue, manner: Manner) -> Decimal:
    if isinstance(value, str):
        text = plain(value)
        if text in ("√", "✓", "✔", "完成", "已完成"):
            return Decimal(1)
        return parse_share(_ABOUT.sub("", text), "share" if manner.unit is None else "percent")
    _refuse_unless_number(value)
    return parse_share(value, "share" if manner.unit is None else "percent")  # type: ignore[arg-type]


def _count(value: CellValue, _manner: Manner) -> int:
    if isinstance(value, str):
        numbers = _NUMBERS.findall(plain(value))
        if not numbers:
            raise Unreadable(say("“%(written)s” is not a number.", written=plain(value)[:60]))
        number = sum((Decimal(each) for each in numbers), Decimal(0))
    else:
        _refuse_unless_number(value)
        number = parse_decimal(value)  # type: ignore[arg-type]
    if number != int(number) or not 0 <= number < 100_000:
        raise Unreadable(say("“%(written)s” is not a count.", written=_as_text(value)[:60]))
    return int(number)


_READERS: dict[ReadAs, Callable[[CellValue, Manner], Any]] = {
    ReadAs.NAME: _name,
    ReadAs.SECTION: _section,
    ReadAs.TOWNSHIP: _township,
    ReadAs.ROUTE: _route,
    ReadAs.CHAINAGE: _chainage,
    ReadAs.STRETCH: _stretch,
    ReadAs.LENGTH: _metres_in(Unit.KILOMETRE),
    ReadAs.WIDTH: _metres_in(Unit.METRE),
    ReadAs.MONEY: _money,
    ReadAs.DATE: _day,
    ReadAs.LAST_DAY: _day,
    ReadAs.SHARE: _share,
    ReadAs.COUNT: _count,
}
