"""The second table of a month: what the sections of each supervision firm scored on average."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.shared.quantities import round_half_up


@dataclass(frozen=True)
class SupervisedSection:
    """A ranked section: who supervises it, and its points as they are printed."""

    firm: str
    #: One for each dimension, two decimals; None without records.
    points: Sequence[Decimal | None]
    score: Decimal | None


@dataclass(frozen=True)
class FirmMean:
    """The means of one firm's ranked sections; None where no section has records."""

    firm: str
    sections: int
    points: tuple[Decimal | None, ...]
    score: Decimal | None


def firm_means(sections: Iterable[SupervisedSection]) -> list[FirmMean]:
    """Return one line per firm, the highest mean score first. Source: domain.md 3.2.

    Means are taken of the printed points, so that anybody can do the sum again.
    """
    by_firm: dict[str, list[SupervisedSection]] = defaultdict(list)
    for section in sections:
        by_firm[section.firm].append(section)
    means = [
        FirmMean(
            firm,
            len(own),
            tuple(_mean(column) for column in zip(*(one.points for one in own), strict=True)),
            _mean([one.score for one in own]),
        )
        for firm, own in by_firm.items()
    ]
    return sorted(means, key=lambda mean: (mean.score is None, -(mean.score or 0), mean.firm))


def _mean(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [round_half_up(value, 2) for value in values if value is not None]
    return round_half_up(sum(known, Decimal(0)) / len(known), 2) if known else None
