"""Many rows of one table at once, past what SQLAlchemy does around each row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, func, insert, select
from sqlalchemy.engine import Connection, Dialect

from app.extensions import db
from app.shared.models import Model
from app.shared.revisions import note_written
from app.shared.statements import run_bare_many


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
    numbers = list(range(last + 1, last + 1 + len(rows)))
    insert_columns(model, {name: [row[name] for row in rows] for name in rows[0]} | {"id": numbers})
    return numbers


def insert_columns(model: type[Model], given: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows that are given column by column, past the session's objects."""
    number = len(next(iter(given.values())))
    if number == 0:
        return
    table: Any = model.__table__
    connection = db.session.connection()
    whole = {**given, **_defaults(table, given.keys(), number)}
    columns = [
        _as_driver_takes(table.c[name], values, connection.dialect)
        for name, values in whole.items()
    ]
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in whole)
    marks = ", ".join([_mark(connection.dialect)] * len(whole))
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})"  # noqa: S608
    _run(connection, table, statement, list(zip(*columns, strict=True)))


def _defaults(table: Table, given: Collection[str], number: int) -> dict[str, list[Any]]:
    """Return what the model puts into the columns that are not given."""
    found: dict[str, list[Any]] = {}
    for column in table.columns:
        default: Any = column.default
        if column.name not in given and default is not None:
            value = default.arg(None) if default.is_callable else default.arg
            found[column.name] = [value] * number
    return found


def set_each(model: type[Model], column: str, values: Sequence[tuple[Any, int]]) -> None:
    """Set one column of many rows, given as (value as the driver takes it, id)."""
    if not values:
        return
    table: Any = model.__table__
    connection = db.session.connection()
    mark = _mark(connection.dialect)
    quote = connection.dialect.identifier_preparer.quote
    statement = f"UPDATE {quote(table.name)} SET {quote(column)} = {mark} WHERE id = {mark}"  # noqa: S608
    _run(connection, table, statement, values)


def _run(
    connection: Connection, table: Table, statement: str, values: Sequence[tuple[Any, ...]]
) -> None:
    run_bare_many(connection, statement, values)
    note_written(connection, table.name)


def _as_driver_takes(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """Return the values of a column in the driver's form; equal ones are turned only once."""
    turn: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if turn is None:
        return values
    try:
        turned = {value: turn(value) for value in set(values)}
    except TypeError:  # what JSON keeps cannot be told apart by a set
        empty = {kind: turn(kind()) for kind in (dict, list)}
        return [
            turn(value) if value or type(value) not in empty else empty[type(value)]
            for value in values
        ]
    return [turned[value] for value in values]


def _mark(dialect: Dialect) -> str:
    return "?" if dialect.paramstyle == "qmark" else "%s"
