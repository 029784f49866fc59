"""Of two who change one row at the same moment, let the second see what the first did."""

from typing import TypeVar

from sqlalchemy import inspect, select

from app.extensions import db
from app.shared.models import Model

M = TypeVar("M", bound=Model)


def locked(row: M, *collections: str) -> M:
    """Lock the row until the transaction ends and read it, and these collections of it, again.

    SQLite has one writer at a time, so there it only reads again.
    """
    db.session.flush()
    key = inspect(type(row)).primary_key[0]
    (number,) = inspect(row).identity or (None,)
    db.session.execute(select(key).where(key == number).with_for_update())
    db.session.refresh(row)
    if collections:
        db.session.refresh(row, collections)
    return row
