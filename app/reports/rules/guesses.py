"""Guess from its cells what a column holds whose header says nothing known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from app.reports.rules.columns import BY_ITS_CELLS, Column
from app.reports.rules.grid import Grid
from app.reports.rules.headers import Header
from app.reports.rules.labels import plain
from app.reports.rules.places import is_township, section_in

LOOKED_AT = 60
FEWEST_CELLS = 2
SHARE_THAT_FITS = 0.8
_ROUTE = re.compile(r"[GSXYZC]\s*[0-9A-Z]{3,4}(\d{6})?", re.IGNORECASE)
_STRETCH = re.compile(
    r"[A-Z]?K?\d+\+\d{3}(\.\d+)?\s*(?:～|~|—|–|-|至|到)+\s*[A-Z]?K?\d+\+\d{3}(\.\d+)?", re.I
)
_COMPANY = re.compile(r".{4,}(公司|集团|局|厂)(第.{1,6}(分公司|项目部))?$")


def guess_by_cells(
    grid: Grid, header: Header, columns: Sequence[Column], remembered: Mapping[str, str]
) -> tuple[Column, ...]:
    """Return the columns; an unknown one whose cells speak for themselves gets a key."""
    taken = {column.key for column in columns}
    if taken & {"start", "end"}:
        taken.add("stretch")
    found: list[Column] = []
    for column in columns:
        key = None
        if column.key is None and column.title not in remembered:
            key = _guess(_cells(grid, header, column.index), taken)
            taken.add(key)
        found.append(replace(column, key=key, confidence=BY_ITS_CELLS) if key else column)
    return tuple(found)


def _cells(grid: Grid, header: Header, index: int) -> list[str]:
    values = (grid.value(row, index) for row in range(header.bottom, grid.height))
    texts = (plain(value) for value in values if isinstance(value, str) and value.strip())
    return list(islice(texts, LOOKED_AT))


def _guess(cells: Sequence[str], taken: set[str | None]) -> str | None:
    if len(cells) < FEWEST_CELLS:
        return None
    tests = {
        "route_code": lambda text: _ROUTE.fullmatch(text) is not None,
        "stretch": lambda text: _STRETCH.fullmatch(text) is not None,
        "section": lambda text: section_in(text) is not None,
        "township": is_township,
        "contractor": lambda text: _COMPANY.fullmatch(text) is not None and "监理" not in text,
        "supervisor": lambda text: "监理" in text and len(text) > 4,
        "name": lambda text: text.endswith(("路", "线")) and len(text) <= 20,
    }
    for key, fits in tests.items():
        if key not in taken and sum(map(fits, cells)) >= SHARE_THAT_FITS * len(cells):
            return key
    return None
