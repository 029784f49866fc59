"""Rows of tables that are drawn once.

What a row shows is all in the values that its macro is given, and between two looks at a list few rows
change. So the markup is remembered for the values themselves and never goes stale. A macro drawn so may ask for
nothing but its values and the reader's language: no reader, no address, no day.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from app.shared.languages import chosen_locale

#: A row is about one kilobyte.
MOST_ROWS = 3000


def drawn_rows(template: str, macro: str, rows: Iterable[tuple[Any, ...]]) -> Markup:
    """Return the macro of the template drawn for each of the rows, whose values must be hashable."""
    language, draw = chosen_locale(), _draw if current_app.debug else _remembered
    # What a macro returns has been escaped by it.
    return Markup("").join([draw(template, macro, language, row) for row in rows])


def _draw(template: str, macro: str, _language: str, row: tuple[Any, ...]) -> Markup:
    module: Any = current_app.jinja_env.get_template(template).module
    return Markup(getattr(module, macro)(*row))  # noqa: S704


_remembered = lru_cache(maxsize=MOST_ROWS)(_draw)
