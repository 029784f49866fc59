"""Shape long lists of figures into the wide tables of the forms: the only place that knows pandas.

pandas is imported inside the functions, so that a web worker that never exports stays without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LongFigure:
    """One figure of one work: what the database keeps as a row and the form as a cell."""

    work_id: int
    item: str
    measure: str
    #: Whole thousandths of the unit, so that sums stay exact.
    value: int


def wide(figures: Iterable[LongFigure]) -> Mapping[int, Mapping[tuple[str, str], int]]:
    """Return by work its figures by item and measure."""
    import pandas as pd

    frame = pd.DataFrame(
        [(each.work_id, each.item, each.measure, each.value) for each in figures],
        columns=["work_id", "item", "measure", "value"],
    )
    if frame.empty:
        return {}
    pivoted = frame.pivot_table(
        index="work_id", columns=["item", "measure"], values="value", aggfunc="last"
    )
    found: dict[int, dict[tuple[str, str], int]] = {}
    for work_id, row in pivoted.iterrows():
        own: Any = row.dropna().items()
        key: Any = work_id
        found[int(key)] = {(str(item), str(measure)): int(value) for (item, measure), value in own}
    return found
