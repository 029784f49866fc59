"""Reading and writing of what the bureau counts: numbers, shares, lengths, places, money, days.

Every parser takes what people type or Excel holds and either returns an exact value or raises
`Unreadable` with a sentence. Nothing is guessed: a text with two meanings is a question.
"""

from app.shared.errors import Unreadable
from app.shared.quantities.chainage import Chainage, ChainageRange, RouteCode
from app.shared.quantities.days import DateReading, Granularity, parse_date, read_date
from app.shared.quantities.display import (
    NOT_APPLICABLE,
    km_ledger,
    km_summary,
    money_wan,
    money_yi,
    money_yuan,
    percent,
    percentage_points,
)
from app.shared.quantities.money import (
    Reading,
    allocate,
    amount_in_words,
    fen_from_yuan,
    parse_money,
    part_of,
    yuan_from_fen,
)
from app.shared.quantities.numbers import (
    normalise,
    parse_decimal,
    parse_length_m,
    parse_share,
    round_half_up,
)

__all__ = [
    "NOT_APPLICABLE",
    "Chainage",
    "ChainageRange",
    "DateReading",
    "Granularity",
    "Reading",
    "RouteCode",
    "Unreadable",
    "allocate",
    "amount_in_words",
    "fen_from_yuan",
    "km_ledger",
    "km_summary",
    "money_wan",
    "money_yi",
    "money_yuan",
    "normalise",
    "parse_date",
    "parse_decimal",
    "parse_length_m",
    "parse_money",
    "parse_share",
    "part_of",
    "percent",
    "percentage_points",
    "read_date",
    "round_half_up",
    "yuan_from_fen",
]
