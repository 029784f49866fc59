"""One page for everything that goes wrong: what happened, what to do, what was kept.

A program that asks for JSON is told the same in JSON.
"""

from typing import Any

from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.extensions import login_manager
from app.shared.errors import Forbidden, NotFound, Refused, RuleBroken, StaleEdit, Unreadable
from app.shared.sentences import Sentence, say

NOTHING_CHANGED = say("Nothing was changed.")
TITLES_AND_ADVICE: dict[int, tuple[Sentence, Sentence]] = {
    400: (
        say("This page could not be understood."),
        say("Go back, load the page again and send it once more: it may have been open too long."),
    ),
    401: (
        say("You are not signed in any more."),
        say("Sign in again; what you entered is kept."),
    ),
    403: (
        say("You may not open this page."),
        say("Your role does not include it. Ask the system administrator if it should."),
    ),
    404: (
        say("There is no such page."),
        say("It may have been moved, or it belongs to another section. Try the search."),
    ),
    405: (
        say("This cannot be done here."),
        say("Go back and use the buttons of the page."),
    ),
    409: (
        say("Somebody else changed this while you were working on it."),
        say("Go back, load the page again and make your change on what stands there now."),
    ),
    413: (
        say("What you sent is too large."),
        say("Send fewer or smaller files."),
    ),
    415: (
        say("This kind of file is not taken here."),
        say("Send one of the kinds named on the form."),
    ),
    422: (
        say("This cannot be done yet."),
        say("Go back, mend what is named here and try again."),
    ),
    429: (
        say("Too many tries."),
        say("Wait a few minutes and try again."),
    ),
    500: (
        say("Something went wrong on our side."),
        say("It has been written down. Try again; if it happens again, tell the administrator."),
    ),
    503: (
        say("The program is busy."),
        say("Wait a moment and try again."),
    ),
    507: (
        say("The disk of the server is full."),
        say("Tell the administrator, and send it again when there is room."),
    ),
}


def register_error_pages(app: Flask) -> None:
    """Answer every error with a page of sentences; called once by create_app()."""
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(Forbidden, lambda _error: error_page(403))
    app.register_error_handler(StaleEdit, lambda error: _refusal(409, error))
    app.register_error_handler(RuleBroken, lambda error: _refusal(422, error))
    app.register_error_handler(Unreadable, lambda error: error_page(422, (error.sentence,)))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, lambda _error: error_page(500))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    body, status = error_page(error.code)
    # Keep what the protocol asks for, such as Allow with 405 and Retry-After with 429.
    kept = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    return body, status, kept


def _refusal(status: int, error: Refused) -> tuple[Any, int]:
    return error_page(status, error.sentences)


def asks_for_json() -> bool:
    """Return whether the request comes from a program that wants its answer as JSON."""
    return request.accept_mimetypes.best == "application/json"


def error_page(status: int, sentences: tuple[Sentence, ...] = ()) -> tuple[Any, int]:
    """Return the page of an error: what happened, what to do, and the sentences that say why."""
    known = status if status in TITLES_AND_ADVICE else (500 if status >= 500 else 400)
    title, advice = TITLES_AND_ADVICE[known]
    if asks_for_json():
        told = [str(sentence) for sentence in sentences] or [str(title), str(advice)]
        return jsonify(sentences=told), status
    changes = request.method not in ("GET", "HEAD")
    if known >= 500:
        # The database may be gone: do not ask it who is reading.
        g._login_user = login_manager.anonymous_user()
    page = render_template(
        "errors/error.html",
        frame="base.html" if current_user.is_authenticated else "bare.html",
        status=status,
        title=title,
        what_to_do=advice,
        sentences=sentences,
        kept=NOTHING_CHANGED if changes else None,
    )
    return page, status
