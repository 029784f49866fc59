"""Where on a road: chainages, stretches and route codes."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from app.shared.errors import Unreadable
from app.shared.quantities.numbers import ZERO, compact, shortened
from app.shared.sentences import Sentence, say

METRES_PER_KM = 1000
LONGEST_ROAD_M = Decimal(10) ** 7
#: A chainage is kept to the millimetre.
PLACES_OF_METRES = 3

_KM_AND_METRES = re.compile(
    r"(?:(?P<prefix>[A-Z]?K)(?P<km>\d{1,4})|(?P<km_first>\d{1,4})K?)"
    r"\+(?P<metres>\d{1,3}(?:\.\d{1,3})?)[M米]?",
    re.ASCII,
)
_DECIMAL_KM = re.compile(r"(?P<prefix>[A-Z]?K)(?P<km>\d{1,4})(?:\.(?P<decimals>\d+))?", re.ASCII)
_BETWEEN_ENDS = re.compile(r"[~\-—–―‐‑〜⁓至到]+|\.{2,}")
_ROUTE_CODE = re.compile(r"(?P<letter>[GSXYZC])(?P<serial>[0-9A-Z]{3,4}) ?(?P<county>\d{6})?")


@dataclass(frozen=True, order=True, slots=True)
class Chainage:
    """A place along a road, in metres from its beginning: K12+300 is 12300."""

    metres: Decimal
    #: The line it is counted on: K, or ZK, YK, AK … for a left, right or branch line.
    prefix: str = "K"

    def __post_init__(self) -> None:
        if not self.metres.is_finite() or not ZERO <= self.metres < LONGEST_ROAD_M:
            raise Unreadable(
                say("No road has a chainage of %(metres)s m.", metres=shortened(self.metres))
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `K12+300`, `12+300`, `96K+850`, `K12.300` or `K12`. Raises Unreadable.

        `K3+50` is a question: it may mean K3+050 or K3+500.
        """
        plain = compact(text).upper()
        if found := _KM_AND_METRES.fullmatch(plain):
            whole = found["metres"].partition(".")[0]
            if len(whole) < 3 and Decimal(found["metres"]) != 0:
                raise Unreadable(_which_metres(text, found["metres"]))
            km, metres = int(found["km"] or found["km_first"]), Decimal(found["metres"])
            return cls(km * METRES_PER_KM + metres, found["prefix"] or "K")
        if found := _DECIMAL_KM.fullmatch(plain):
            return cls(_metres_of_decimal_km(text, found), found["prefix"])
        raise Unreadable(
            say("“%(written)s” is not a chainage; write it like K12+300.", written=shortened(text))
        )

    def __str__(self) -> str:
        km, metres = divmod(self.metres, METRES_PER_KM)
        whole, _dot, decimals = f"{metres:.{PLACES_OF_METRES}f}".partition(".")
        decimals = decimals.rstrip("0")
        return f"{self.prefix}{int(km)}+{whole:0>3}" + (f".{decimals}" if decimals else "")


@dataclass(frozen=True, order=True, slots=True)
class ChainageRange:
    """A stretch of one line of a road: `start` lies before `end`, whichever way it was written."""

    start: Chainage
    end: Chainage

    def __post_init__(self) -> None:
        if self.start.prefix != self.end.prefix:
            raise Unreadable(
                say(
                    "%(start)s and %(end)s are counted on different lines.",
                    start=self.start,
                    end=self.end,
                )
            )
        if self.start >= self.end:
            raise Unreadable(
                say("A stretch from %(start)s needs an end after it.", start=self.start)
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `K0+000～K1+091` with ～ ~ — - 至 or dots between. Raises Unreadable."""
        ends = [end for end in _BETWEEN_ENDS.split(compact(text)) if end]
        if len(ends) != 2:
            raise Unreadable(
                say(
                    "“%(written)s” is not a stretch; write it like K0+000～K1+091.",
                    written=shortened(text),
                )
            )
        first, last = (Chainage.parse(end) for end in ends)
        if ends[0][0].isalpha() and not ends[1][0].isalpha():
            last = Chainage(last.metres, first.prefix)
        return cls(min(first, last), max(first, last))

    @property
    def length_m(self) -> Decimal:
        """The metres from start to end."""
        return self.end.metres - self.start.metres

    def __str__(self) -> str:
        return f"{self.start}～{self.end}"


@dataclass(frozen=True, order=True, slots=True)
class RouteCode:
    """The number of a road: G206, X013, or with its county C012341302."""

    letter: str
    serial: str
    county: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code in any width or case. Raises Unreadable."""
        found = _ROUTE_CODE.fullmatch(compact(text).upper())
        if found is None:
            raise Unreadable(
                say(
                    "“%(written)s” is not a route code; write it like X013 or C012341302.",
                    written=shortened(text),
                )
            )
        return cls(found["letter"], found["serial"], found["county"])

    def __str__(self) -> str:
        return f"{self.letter}{self.serial}{self.county or ''}"


def _metres_of_decimal_km(text: str, found: re.Match[str]) -> Decimal:
    decimals = found["decimals"]
    if decimals is None:
        return Decimal(found["km"]) * METRES_PER_KM
    if not 3 <= len(decimals) <= 3 + PLACES_OF_METRES:
        raise Unreadable(_which_metres(text, decimals))
    return Decimal(f"{found['km']}.{decimals}") * METRES_PER_KM


def _which_metres(text: str, metres: str) -> Sentence:
    return say(
        "Which place is “%(written)s”? Write the metres with three digits, like K3+050: %(metres)s"
        " may be read in two ways.",
        written=shortened(text),
        metres=metres[:10],
    )
