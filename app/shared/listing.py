"""Lists that search, sort and page, with their whole state in the address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import True_

from app.extensions import db

Row = TypeVar("Row")
Choice = TypeVar("Choice", bound=StrEnum)
ROWS_PER_PAGE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class ListRequest:
    """What the address asks of a list."""

    search: str
    sort: str
    descending: bool
    page: int
    size: int = ROWS_PER_PAGE


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; numbers start at 1."""

    rows: Sequence[Row]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)


def search_words(args: Mapping[str, str]) -> str:
    """Return what the address searches for, without control characters: PostgreSQL refuses NUL."""
    return "".join(letter for letter in args.get("q", "") if letter >= " ").strip()[:LONGEST_SEARCH]


def read_list_request(
    args: Mapping[str, str], sortable: Collection[str], default: str
) -> ListRequest:
    """Read `q`, `sort` (`-name` for descending) and `page`; what makes no sense falls back to the default."""
    asked = args.get("sort", default)
    name = asked.removeprefix("-")
    if name not in sortable:
        asked, name = default, default.removeprefix("-")
    page = args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and 0 < int(page[:9]) < 10**6 else 1
    return ListRequest(search_words(args), name, asked.startswith("-"), number)


def read_choice(args: Mapping[str, str], name: str, choices: type[Choice]) -> Choice | None:
    """Return the member of a closed list that the address names, or None."""
    try:
        return choices(args.get(name, ""))
    except ValueError:
        return None


def read_number(args: Mapping[str, str], name: str) -> int | None:
    """Return the whole number that the address gives under `name`, or None."""
    text = args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@dataclass(frozen=True)
class Prepared:
    """The two statements of a page of a list, which cost more to build than to send."""

    counted: Select[Any]
    #: Takes `size` and `first`.
    ordered: Select[Any]


def prepare(
    statement: Select[Any],
    sort_columns: Mapping[str, ColumnElement[Any] | Any],
    request: ListRequest,
    *,
    tie_breaker: ColumnElement[Any] | Any,
    counted: Select[Any] | None = None,
) -> Prepared:
    """Return the statements of a list, sorted by the asked column and then by `tie_breaker`.

    `counted` may be a cheaper way to count the rows.
    """
    column = sort_columns[request.sort]
    ordered = statement.order_by(column.desc() if request.descending else column.asc(), tie_breaker)
    if counted is None:
        counted = _counting(statement)
    return Prepared(counted, ordered.limit(bindparam("size")).offset(bindparam("first")))


def page_of(prepared: Prepared, request: ListRequest, *, scalars: bool = False) -> Page[Any]:
    """Return one page; with `scalars` the rows are the first column, else result rows with named columns."""
    total = int(db.session.scalar(prepared.counted) or 0)
    number = min(request.page, max(1, -(-total // request.size)))
    found = db.session.execute(
        prepared.ordered, {"size": request.size, "first": (number - 1) * request.size}
    )
    rows = found.scalars().unique().all() if scalars else found.all()
    return Page(rows, total, number, request.size)


def paginate(
    statement: Select[Any],
    sort_columns: Mapping[str, ColumnElement[Any] | Any],
    request: ListRequest,
    *,
    tie_breaker: ColumnElement[Any] | Any,
    scalars: bool = False,
) -> Page[Any]:
    """Return one page of `statement`, sorted by the asked column and then by `tie_breaker`.

    With `scalars` the rows are the first column (an object), else result rows with named columns.
    """
    prepared = prepare(statement, sort_columns, request, tie_breaker=tie_breaker)
    return page_of(prepared, request, scalars=scalars)


def count_of(statement: Select[Any]) -> int:
    """Return how many rows a statement has, without reading them."""
    return db.session.scalar(_counting(statement)) or 0


def _counting(statement: Select[Any]) -> Select[Any]:
    joins = statement._setup_joins or statement._memoized_select_entities
    if joins or statement._group_by_clauses or statement._distinct:
        inner = statement.order_by(None).subquery()
        return select(func.count()).select_from(inner)
    counted = statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    if isinstance(statement.whereclause, True_):
        # "WHERE 1 = 1" would make SQLite read every row that it could simply count.
        counted._where_criteria = ()
    return counted


def contains(column: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that `column` contains `words`, with % and _ taken literally."""
    condition: ColumnElement[bool] = column.icontains(words, autoescape=True)
    return condition
