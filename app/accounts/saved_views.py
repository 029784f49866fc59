"""Views of lists that a person saved: a filter, an order and the columns, under a name of one's own."""

from urllib.parse import parse_qsl, urlencode

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import SavedView, User
from app.extensions import db
from app.shared.errors import NotFound, RuleBroken
from app.shared.fields import without_controls
from app.shared.sentences import say

LONGEST_NAME = 60
LONGEST_QUERY = 2000
MOST_PER_LIST = 20
#: Where in the list one stands, and what comes out of it, is no part of a view.
LEFT_OUT = ("page", "format")


def register(app: Flask) -> None:
    """Give the lists the views that were saved for them; called once by create_app()."""
    app.jinja_env.globals.update(views_here=views_here, query_here=query_here)


def views_here() -> list[SavedView]:
    """Return the views that the reader saved for this list."""
    return list_views(current_user.id, request.endpoint or "")


def query_here() -> str:
    """Return what this list is asked for now, as a view keeps it."""
    return clean_query(request.query_string.decode("utf-8", "replace"))


def clean_query(query: str) -> str:
    """Return the arguments of an address that make up a view: no page, nothing empty, in order."""
    pairs = parse_qsl(query[: LONGEST_QUERY * 2])
    return urlencode(sorted(pair for pair in pairs if pair[0] not in LEFT_OUT))


def list_views(user_id: int, page: str) -> list[SavedView]:
    """Return a person's views of a list by name."""
    return list(
        db.session.scalars(
            select(SavedView)
            .where(SavedView.user_id == user_id, SavedView.page == page)
            .order_by(SavedView.name, SavedView.id)
        )
    )


def get_view(user: User, view_id: int) -> SavedView:
    """Return one of the person's own views. Raises NotFound."""
    view = db.session.get(SavedView, view_id)
    if view is None or view.user_id != user.id:
        raise NotFound
    return view


def save_view(user: User, page: str, name: str, query: str) -> SavedView:
    """Keep what a list is asked for under a name; the same name is written over.

    Raises NotFound for what is no list, RuleBroken with everything that is wrong.
    """
    if not is_list(page):
        raise NotFound
    name, query = without_controls(name), clean_query(query)
    known = list_views(user.id, page)
    view = next((one for one in known if one.name == name), None)
    problems = []
    if not name:
        problems.append(say("Give the view a name."))
    if len(name) > LONGEST_NAME:
        problems.append(say("A name has at most %(most)s characters.", most=LONGEST_NAME))
    if not query or len(query) > LONGEST_QUERY:
        problems.append(
            say("Filter or sort the list, or hide columns, before you save a view of it.")
        )
    if view is None and len(known) >= MOST_PER_LIST:
        problems.append(say("A list has at most %(most)s views of yours.", most=MOST_PER_LIST))
    if problems:
        raise RuleBroken(problems)
    if view is None:
        view = SavedView(user_id=user.id, page=page, name=name)
        db.session.add(view)
    view.query = query
    db.session.flush()
    return view


def delete_view(view: SavedView) -> None:
    """Let the view go."""
    db.session.delete(view)
    db.session.flush()


def address_of(view: SavedView) -> str:
    """Return where the view leads."""
    return f"{url_for(view.page)}?{view.query}"


def is_list(page: str) -> bool:
    """Return whether a page of this name is a list: shown by GET, without anything in its path."""
    rules = current_app.url_map.iter_rules(page) if page in current_app.view_functions else ()
    return any("GET" in (rule.methods or ()) and not rule.arguments for rule in rules)
