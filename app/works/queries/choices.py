"""What the lists of programmes, projects, sections and works are filtered by."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, String, select

from app.accounts.models import Organisation, User
from app.extensions import db
from app.shared.bounded import Bounded
from app.shared.kept import kept_apart
from app.works.models import Area, Programme, Section, Township
from app.works.queries import programmes_statement, sections_statement
from app.works.queries.scope import scope_of


def list_choices(user: User, *wanted: str) -> dict[str, Sequence[Any]]:
    """Return (id, name) of what a list filters by: programmes, years, contractors, areas …, as wanted."""
    scope = scope_of(user)
    return {
        name: kept_apart(("choices", name, scope), partial(_choices, name, user, scope))
        for name in wanted
    }


_statements_of_choices: Bounded[Select[Any]] = Bounded(most=200)


def _choices(name: str, user: User, scope: Hashable) -> Sequence[Any]:
    statement = _statements_of_choices.of((name, scope), lambda: _CHOICES[name](user))
    return [tuple(row) for row in db.session.execute(statement)]


def _programmes(user: User) -> Select[Any]:
    name = Programme.year.cast(String) + " " + Programme.name
    return (
        programmes_statement(user)
        .with_only_columns(Programme.id, name)
        .order_by(Programme.year.desc(), Programme.id)
    )


def _years(user: User) -> Select[Any]:
    years = programmes_statement(user).with_only_columns(Programme.year, Programme.year.label("y"))
    return years.distinct().order_by(Programme.year.desc())


def _firms(user: User, column: Any) -> Select[Any]:
    return (
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(sections_statement(user).with_only_columns(column)))
        .order_by(Organisation.name, Organisation.id)
    )


_CHOICES: Mapping[str, Callable[[User], Select[Any]]] = {
    "programmes": _programmes,
    "years": _years,
    "contractors": lambda user: _firms(user, Section.contractor_id),
    "supervision_firms": lambda user: _firms(user, Section.supervision_firm_id),
    "areas": lambda _user: select(Area.id, Area.name).order_by(Area.id),
    "townships": lambda _user: select(Township.id, Township.name).order_by(Township.division_code),
}
