"""Plain numbers, shares and lengths."""

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal

from app.shared.errors import Unreadable
from app.shared.sentences import say

LONGEST_TEXT = 60
LARGEST_NUMBER = Decimal(10) ** 15
LARGEST_SHARE = Decimal(10)
LONGEST_LENGTH_M = Decimal(10) ** 8
#: Excel itself shows no more: 19.999999999999996 in a cell is 20.
EXCEL_DIGITS = 15
ZERO = Decimal(0)
HUNDRED = Decimal(100)

Number = int | float | Decimal
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
_NOT_NUMBERS_ALTHOUGH_NFKC_SAYS_SO = ("<super>", "<sub>", "<circle>", "<fraction>", "<square>")
#: A number as people write it: 1234.5, 1,234.5 or .5, with an optional sign.
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+"
_LOOSE_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_NUMBER_ONLY = re.compile(rf"(?:{NUMBER})", re.ASCII)
_LENGTH = re.compile(rf"(?P<number>{NUMBER})(?P<unit>km|公里|千米|m|米)?", re.ASCII | re.I)
_METRES_PER = {"km": 1000, "公里": 1000, "千米": 1000, "m": 1, "米": 1}
_PERCENT_PER = {"percent": HUNDRED, "share": Decimal(1)}


def normalise(text: str) -> str:
    """Return the text with full-width letters and digits made plain and spaces single.

    Superscripts, circled numbers and fractions stay as they are: 5² is not 52.
    """
    text = str(text)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    plain = "".join(_plain(letter) for letter in text)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def compact(given: object) -> str:
    """Return the normalised text without spaces, but between digits: `3 5` is not 35.

    Raises Unreadable when nothing or far too much is written.
    """
    if not isinstance(given, str) or len(given) > LONGEST_TEXT:
        raise Unreadable(
            say("“%(written)s” is too long or of the wrong kind.", written=shortened(given))
        )
    plain = _LOOSE_SPACE.sub("", normalise(given)).replace("−", "-")
    if not plain:
        raise Unreadable(say("Nothing is written here."))
    return plain


def shortened(given: object) -> str:
    """Return what was written, cut so that a sentence can quote it."""
    try:
        written = " ".join(str(given).split())
    except ValueError:  # an integer of thousands of digits
        return "…"
    return written if len(written) <= LONGEST_TEXT else f"{written[: LONGEST_TEXT - 1]}…"


def round_half_up(value: Decimal | int, places: int = 0) -> Decimal:
    """Return the value with so many decimals; a half goes away from zero, as in accounts."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return abs(rounded) if rounded == 0 else rounded


def parse_decimal(
    given: str | Number, *, least: Decimal | None = None, most: Decimal | None = None
) -> Decimal:
    """Read a number such as `1,234.5` or an Excel cell. Raises Unreadable.

    Not read: exponents, NaN, infinities, anything beyond a thousand million million.
    """
    number = exact(given) if isinstance(given, Number) else _from_text(given)
    if abs(number) >= LARGEST_NUMBER:
        raise Unreadable(say("The number %(written)s is too large.", written=shortened(given)))
    if least is not None and number < least:
        raise Unreadable(
            say(
                "%(written)s is less than the least allowed, %(least)s.",
                written=shortened(given),
                least=least,
            )
        )
    if most is not None and number > most:
        raise Unreadable(
            say(
                "%(written)s is more than the most allowed, %(most)s.",
                written=shortened(given),
                most=most,
            )
        )
    return number


def exact(number: Number) -> Decimal:
    """Return a finite number as Decimal, floats as Excel shows them. Raises Unreadable."""
    if isinstance(number, bool) or not isinstance(number, Number) or not _is_finite(number):
        raise Unreadable(say("“%(written)s” is not a number.", written=shortened(number)))
    return Decimal(f"{number:.{EXCEL_DIGITS}g}" if isinstance(number, float) else number)


def parse_share(given: str | Number, unit: str | None = None) -> Decimal:
    """Read `54.1%` as 0.541, from 0 to 10 (1000 %); limits of 1 are the caller's rule.

    A number without sign is a question, because 1 may be 1 % or all of it; `unit="percent"` or
    `unit="share"` says how the column or the field is meant. Raises Unreadable.
    """
    text = compact(given) if isinstance(given, str) else ""
    if text.endswith("%"):
        share = parse_decimal(text.removesuffix("%")) / HUNDRED
    elif unit is None:
        raise Unreadable(
            say("Is %(written)s a percentage? Write it with %%.", written=shortened(given))
        )
    else:
        share = parse_decimal(given) / _PERCENT_PER[unit]
    if not ZERO <= share <= LARGEST_SHARE:
        raise Unreadable(
            say("%(written)s is not a percentage from 0 to 1000.", written=shortened(given))
        )
    return share


def parse_length_m(given: str | Number, unit: str = "km") -> Decimal:
    """Read a length such as `3.2km`, `850米` or `3.2` in the unit, in metres. Raises Unreadable."""
    if not isinstance(given, str):
        metres = parse_decimal(given) * _METRES_PER[unit]
    else:
        found = _LENGTH.fullmatch(compact(given))
        if found is None:
            raise Unreadable(
                say("“%(written)s” is not a length; write it like 3.2 km.", written=given)
            )
        metres = _plain_number(found["number"]) * _METRES_PER[(found["unit"] or unit).lower()]
    if not ZERO <= metres <= LONGEST_LENGTH_M:
        raise Unreadable(say("%(written)s is not a sensible length.", written=shortened(given)))
    return metres


def _plain(letter: str) -> str:
    if unicodedata.decomposition(letter).startswith(_NOT_NUMBERS_ALTHOUGH_NFKC_SAYS_SO):
        return letter
    if unicodedata.category(letter) in ("Cf", "Cc"):  # marks without width, tabs, line ends
        return " " if letter.isspace() else ""
    return unicodedata.normalize("NFKC", letter)


def _is_finite(number: Number) -> bool:
    if isinstance(number, Decimal):
        return number.is_finite()
    return isinstance(number, int) or math.isfinite(number)


def _from_text(given: str) -> Decimal:
    text = compact(given)
    if not _NUMBER_ONLY.fullmatch(text):
        raise Unreadable(say("“%(written)s” is not a number.", written=shortened(given)))
    return _plain_number(text)


def _plain_number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
