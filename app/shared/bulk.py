"""Many rows of one table at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from app.extensions import db
from app.shared.models import Model


def insert_in_order(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert the rows, past the session's objects, and return their ids in the order of the rows."""
    if not rows:
        return []
    table: Any = model.__table__
    if db.engine.dialect.name != "sqlite":
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(db.session.scalars(statement, rows))
    # SQLite has one writer at a time and counts upwards: what is above the last number is ours.
    last = db.session.scalar(select(func.max(table.c.id))) or 0
    db.session.execute(insert(table), rows)
    return list(
        db.session.scalars(select(table.c.id).where(table.c.id > last).order_by(table.c.id))
    )
