"""Days as people and Excel write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from app.shared.calendar import FIRST_YEAR, LAST_YEAR, Month, day_of
from app.shared.errors import Unreadable
from app.shared.quantities.numbers import Number, compact, exact, shortened
from app.shared.sentences import say

#: Day 0 of Excel's calendar, for every day after its invented 29 February 1900.
EXCEL_DAY_ZERO = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)

_TIME = r"(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY = re.compile(
    r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)" + _TIME, re.ASCII
)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-./](\d{1,2})|年(\d{1,2})月份?)", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_END_OF_MONTH = re.compile(r"(\d{4})年(\d{1,2})月份?(?:底|末)", re.ASCII)
_CHINESE_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_CHINESE_NUMBER = re.compile(
    r"(?<=[年月])(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])"
)
_CHINESE_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
}


class Granularity(StrEnum):
    """How exact a date was written."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class DateReading:
    """A day, and whether the text named it or only its month (then it is the month's first)."""

    day: date
    granularity: Granularity


def parse_date(given: str | Number | date) -> date:
    """Read `2020.12.31`, `2020年12月31日`, an Excel serial or a date. Raises Unreadable.

    A month without a day is refused with a question: use read_date() where months will do.
    """
    reading = read_date(given)
    if reading.granularity is Granularity.MONTH:
        raise Unreadable(
            say("“%(written)s” names only a month; write the day too.", written=shortened(given))
        )
    return reading.day


def read_date(given: str | Number | date) -> DateReading:
    """Read a day, or a month such as `2020年12月` as its first day. Raises Unreadable."""
    if isinstance(given, str):
        reading = _from_text(given)
    elif isinstance(given, datetime):
        day = day_of(given) if given.tzinfo else given.date()
        reading = DateReading(day, Granularity.DAY)
    elif isinstance(given, date):
        reading = DateReading(given, Granularity.DAY)
    else:
        reading = DateReading(_from_number(exact(given)), Granularity.DAY)
    if not FIRST_DAY <= reading.day <= LAST_DAY:
        raise _no_such_day(given)
    return reading


def _from_text(given: str) -> DateReading:
    text = _with_digits(compact(given))
    if found := _END_OF_MONTH.fullmatch(text):
        first = _day(given, int(found[1]), int(found[2]), 1)
        return DateReading(Month.of(first).last_day, Granularity.DAY)
    if found := _DAY.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part and part.isdecimal())
        return DateReading(_day(given, year, month, day), Granularity.DAY)
    if found := _MONTH.fullmatch(text):
        return DateReading(
            _day(given, int(found[1]), int(found[2] or found[3]), 1), Granularity.MONTH
        )
    if _SERIAL.fullmatch(text):
        return DateReading(_from_number(Decimal(text)), Granularity.DAY)
    raise _no_such_day(given)


def _with_digits(text: str) -> str:
    """Return 二〇二〇年六月三十日 as 2020年6月30日."""
    if "年" not in text:
        return text
    text = _CHINESE_YEAR.sub(
        lambda found: "".join(str(_CHINESE_DIGITS[sign]) for sign in found[0]), text
    )
    return _CHINESE_NUMBER.sub(lambda found: str(_below_hundred(found[0])), text)


def _below_hundred(written: str) -> int:
    """Return 二十一 as 21."""
    if "十" not in written:
        return _CHINESE_DIGITS[written]
    tens, ones = written.split("十")
    return 10 * (_CHINESE_DIGITS[tens] if tens else 1) + (_CHINESE_DIGITS[ones] if ones else 0)


def _from_number(number: Decimal) -> date:
    """Return the day of an Excel serial (43983 or 43983.75) or of 20200607."""
    whole = int(number) if abs(number) < 10**8 else 0
    if number == whole and (found := _EIGHT_DIGITS.fullmatch(str(whole))):
        return _day(number, *(int(part) for part in found.groups()))
    if not (FIRST_DAY - EXCEL_DAY_ZERO).days <= whole <= (LAST_DAY - EXCEL_DAY_ZERO).days:
        raise _no_such_day(number)
    return EXCEL_DAY_ZERO + timedelta(days=whole)


def _day(given: object, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day(given) from None


def _no_such_day(given: object) -> Unreadable:
    return Unreadable(
        say("“%(written)s” is not a date; write it like 2020-12-31.", written=shortened(given))
    )
