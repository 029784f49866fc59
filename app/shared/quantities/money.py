"""Money, in whole fen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.shared.errors import Unreadable
from app.shared.quantities.numbers import (
    NUMBER,
    Number,
    compact,
    parse_decimal,
    round_half_up,
    shortened,
)
from app.shared.sentences import say

FEN_PER_YUAN = 100
#: Less than 100 million million yuan: fits a 64-bit column and the words below.
MOST_FEN = 10**16 - 1
FEN_PER = {
    "yuan": FEN_PER_YUAN,
    "元": FEN_PER_YUAN,
    "wan": FEN_PER_YUAN * 10**4,
    "万": FEN_PER_YUAN * 10**4,
    "万元": FEN_PER_YUAN * 10**4,
    "yi": FEN_PER_YUAN * 10**8,
    "亿": FEN_PER_YUAN * 10**8,
    "亿元": FEN_PER_YUAN * 10**8,
}
_MONEY = re.compile(
    rf"(?P<about>约为|大约|约|近|将近|估)?(?:人民币|RMB|CNY)?[¥]?(?:(?P<yi>{NUMBER})亿(?=[\d.]))?"
    rf"(?P<number>{NUMBER})(?P<more>余|多)?(?P<unit>万元|亿元|万|亿|元)?(?P<or_so>左右|余|多|上下)?",
    re.ASCII | re.I,
)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUP, _SQUARE = 10**4, 10**8


@dataclass(frozen=True, slots=True)
class Reading:
    """An amount in fen, and whether the text itself called it approximate or had to be rounded."""

    value: int
    approximate: bool = False


def parse_money(given: str | Number, unit: str, *, least_fen: int = 0) -> Reading:
    """Read an amount such as `约9120万元`, `1.5亿`, `1,234.5`. Raises Unreadable.

    A unit in the text wins over `unit` ("yuan", "wan" or "yi"), which is for bare numbers. What is
    finer than a fen is rounded half up and marked approximate.
    """
    if isinstance(given, str):
        fen, approximate = _from_text(given, unit)
    else:
        fen, approximate = parse_decimal(given) * FEN_PER[unit], False
    whole = int(round_half_up(fen))
    if not least_fen <= whole <= MOST_FEN:
        raise Unreadable(
            say("%(written)s is not a sensible amount of money.", written=shortened(given))
        )
    return Reading(whole, approximate or whole != fen)


def fen_from_yuan(yuan: Decimal | int) -> int:
    """Return the amount in fen, rounded half up."""
    return int(round_half_up(Decimal(yuan) * FEN_PER_YUAN))


def yuan_from_fen(fen: int) -> Decimal:
    """Return the amount in yuan, exactly."""
    return Decimal(fen).scaleb(-2)


def part_of(amount_fen: int, share: Decimal | Fraction) -> int:
    """Return the share of an amount in whole fen, half a fen away from zero.

    This is the one place where a share of money is rounded.
    """
    if isinstance(share, Decimal):
        return int((amount_fen * share).to_integral_value(ROUND_HALF_UP))
    exact = amount_fen * share
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def allocate(total_fen: int, weights: Sequence[Decimal | int | Fraction]) -> list[int]:
    """Share out a total by weights so that the parts sum exactly to it (largest remainder).

    On equal remainders the earlier part gets the fen. Raises ValueError when there are weights but
    none is positive, or one is negative.
    """
    exact_weights = [Fraction(weight) for weight in weights]
    whole = sum(exact_weights)
    if any(weight < 0 for weight in exact_weights) or whole <= 0:
        raise ValueError("the weights must not be negative and not all be zero")
    quotas = [Fraction(abs(total_fen)) * weight / whole for weight in exact_weights]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - quotas[i])
    for place in by_remainder[: abs(total_fen) - sum(parts)]:
        parts[place] += 1
    return parts if total_fen >= 0 else [-part for part in parts]


def amount_in_words(fen: int) -> str:
    """Return the amount as it is written on receipts: 人民币壹仟肆佰零玖元伍角.

    Source: domain.md 4.7. Ends with 整 only at whole yuan.
    """
    if abs(fen) > MOST_FEN:
        raise ValueError("too large to be written in words")
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    jiao, last = divmod(rest, 10)
    words = f"{_whole_in_words(yuan)}元" if yuan or not rest else ""
    if not rest:
        words += "整"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif last and yuan:
        words += "零"
    if last:
        words += f"{_DIGITS[last]}分"
    return f"{'负' if fen < 0 else ''}人民币{words}"


def _from_text(given: str, unit: str) -> tuple[Decimal, bool]:
    found = _MONEY.fullmatch(compact(given).upper())
    if found is None:
        raise Unreadable(say("“%(written)s” is not an amount of money.", written=shortened(given)))
    own_unit = found["unit"]
    fen = parse_decimal(found["number"]) * FEN_PER[own_unit or unit]
    if found["yi"]:
        if own_unit not in ("万", "万元"):
            raise Unreadable(
                say("“%(written)s” is not an amount of money.", written=shortened(given))
            )
        fen += parse_decimal(found["yi"]) * FEN_PER["亿"]
    return fen, any(found[word] for word in ("about", "more", "or_so"))


def _whole_in_words(yuan: int) -> str:
    """Return the words of a whole number below 10**16."""
    if yuan == 0:
        return _DIGITS[0]
    high, low = divmod(yuan, _SQUARE)
    words = f"{_below_square(high)}亿" if high else ""
    if high and 0 < low < _SQUARE // 10:
        words += _DIGITS[0]
    return words + _below_square(low)


def _below_square(number: int) -> str:
    high, low = divmod(number, _GROUP)
    words = f"{_below_group(high)}万" if high else ""
    if high and 0 < low < _GROUP // 10:
        words += _DIGITS[0]
    return words + _below_group(low)


def _below_group(number: int) -> str:
    """Return the words of a number below 10000; a run of zeros inside is one 零."""
    words, pending_zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += (_DIGITS[0] if pending_zero else "") + _DIGITS[digit] + _PLACES[place]
            pending_zero = False
        elif words:
            pending_zero = True
    return words
