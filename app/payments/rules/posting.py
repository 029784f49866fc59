"""How an amount is spread over the sources that it comes from when it is booked."""

from collections.abc import Mapping

from app.payments.rules.sources import by_kind
from app.works.rules import FundKind


def book_sources(drawn: Mapping[str, int], amount_fen: int) -> dict[str, int]:
    """Return the amount by source as the books name them; "" for unrestricted money.

    Lines of before there were sources drew everything from unrestricted money.
    """
    named = {
        "" if kind is FundKind.UNRESTRICTED else kind.value: fen
        for kind, fen in by_kind(drawn).items()
    }
    return named or {"": amount_fen}


def split_at(by_source: Mapping[str, int], fen: int) -> tuple[dict[str, int], dict[str, int]]:
    """Return the first so many fen and the rest, both by source, in the order given."""
    left, first, rest = max(0, fen), {}, {}
    for source, amount_fen in by_source.items():
        taken = min(left, amount_fen)
        left -= taken
        first[source], rest[source] = taken, amount_fen - taken
    return first, rest
