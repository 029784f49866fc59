"""The only places that commit: a view that wears @commits, a command or job that says `with transaction()`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.shared.database import write_intent

P = ParamSpec("P")


def commits(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Commit when the view answers below 400, roll back otherwise and on any error."""

    @wraps(view)
    def committing(*args: P.args, **kwargs: P.kwargs) -> Response:
        with transaction() as outcome:
            response = make_response(view(*args, **kwargs))
            outcome.keep = response.status_code < 400
        return response

    committing.commits = True  # type: ignore[attr-defined]
    return committing


class Outcome:
    """Whether the block's changes are kept; a view with a refused form says no."""

    keep = True


@contextmanager
def transaction() -> Iterator[Outcome]:
    """Commit at the end of the block, roll back when it raises or says `outcome.keep = False`."""
    if db.session().in_transaction():
        db.session.commit()  # ends the read that found the user: writing starts with its own lock
    outcome = Outcome()
    with write_intent():
        try:
            yield outcome
        except BaseException:
            db.session.rollback()
            raise
        if outcome.keep:
            db.session.commit()
        else:
            db.session.rollback()
