"""What the rooms above tell of stretches that stand still by no fault of the contractor.

A room registers when its `views` are imported: `also_excused_by(stopped_stretches)`. What it tells counts
like an obstacle: for the plan, for the time elapsed in the ranking, and for the roads that must be open.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from app.obstacles.rules import Blockage

#: From sections and a period, start <= day < end, to what stands still in each of them.
Teller = Callable[[Collection[int], date, date], Mapping[int, Sequence[Blockage]]]

_tellers: list[Teller] = []


def also_excused_by(teller: Teller) -> None:
    """Let what the teller knows excuse contractors as well."""
    if teller not in _tellers:
        _tellers.append(teller)


def further_blockages(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, list[Blockage]]:
    """Return by section what the rooms above know of the period."""
    found: dict[int, list[Blockage]] = {}
    for teller in _tellers:
        for section_id, blockages in teller(section_ids, start, end).items():
            found.setdefault(section_id, []).extend(blockages)
    return found
