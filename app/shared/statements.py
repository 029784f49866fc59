"""Statements that every transaction pays for, sent past what SQLAlchemy does around each of its own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

_NO_VALUES: Mapping[str, Any] = {}


def run_bare(connection: Connection, statement: str, values: Mapping[str, Any] = _NO_VALUES) -> Any:
    """Send a statement to the driver as it is; return the first value that it answers with, or None.

    Nobody is told of the statement; its errors are the usual ones.
    """
    with _cursor_of(connection, statement) as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def run_bare_many(
    connection: Connection, statement: str, values: Sequence[tuple[Any, ...]]
) -> None:
    """Send a statement to the driver with the values of many rows."""
    with _cursor_of(connection, statement) as cursor:
        cursor.executemany(statement, values)


@contextmanager
def _cursor_of(connection: Connection, statement: str) -> Iterator[Any]:
    driver, cursor = connection.dialect.loaded_dbapi, connection.connection.cursor()
    try:
        yield cursor
    except driver.Error as error:
        raise DBAPIError.instance(
            statement, None, error, driver.Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()
