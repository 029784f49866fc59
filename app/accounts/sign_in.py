"""The signed-in user of a request: found by the token in the cookie, checked against the table of sessions."""

from datetime import timedelta

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.models import SignInSession, User
from app.accounts.permissions import may_open
from app.accounts.rules import is_session_over
from app.extensions import db, login_manager
from app.shared.calendar import now
from app.shared.error_pages import asks_for_json, error_page
from app.shared.settings import value_of
from app.shared.transaction import transaction

TOKEN = "token"  # noqa: S105 - the name of a cookie field
#: How exact the idle time is; each request writing it would cost a commit.
SEEN_AGAIN_AFTER = timedelta(minutes=2)
TIME_FOR_THE_CODE = timedelta(minutes=5)
OPEN_WHILE_PASSWORD_IS_OLD = frozenset(
    {"accounts.password", "accounts.save_password", "accounts.sign_out", "static"}
)
OPEN_WITHOUT_SECOND_FACTOR = OPEN_WHILE_PASSWORD_IS_OLD | {
    "accounts.second_factor",
    "accounts.turn_on_second_factor",
    "accounts.choose_language",
}


def register(app: Flask) -> None:
    """Let Flask-Login find the user of a request, and guard every route that is not public."""
    login_manager.init_app(app)
    login_manager.request_loader(lambda _request: user_of_request())
    login_manager.user_loader(lambda _user_id: None)
    app.before_request(guard)
    app.jinja_env.globals["may_open"] = may_open


def user_of_request() -> User | None:
    """Return the user whose open session the cookie names, or None."""
    token = session.get(TOKEN)
    found = queries.find_session(token) if isinstance(token, str) else None
    moment = now()
    if found is None or is_session_over(found.started_at, found.last_seen_at, moment):
        return None
    user = queries.find_reader(found.user_id)
    if user is None or not user.is_active:
        return None
    g.sign_in_session_id = found.id
    if moment - found.last_seen_at > SEEN_AGAIN_AFTER:
        with transaction():
            current_session().last_seen_at = moment
    return user


def current_session() -> SignInSession:
    """Return the session of this request's user."""
    return db.session.get_one(SignInSession, g.sign_in_session_id)


def guard() -> ResponseReturnValue | None:
    """Send strangers to sign-in and people with a first password to choose their own."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
        return None
    from flask_login import current_user

    if not current_user.is_authenticated:
        seen = request.full_path.rstrip("?") if request.method == "GET" else None
        return _go_to(url_for("accounts.enter", next=seen))
    if current_user.must_change_password and request.endpoint not in OPEN_WHILE_PASSWORD_IS_OLD:
        return _go_to(url_for("accounts.password"))
    if needs_second_factor(current_user) and request.endpoint not in OPEN_WITHOUT_SECOND_FACTOR:
        return _go_to(url_for("accounts.second_factor"))
    return None


def _go_to(address: str) -> ResponseReturnValue:
    """Send a browser there; tell a program that it must sign in first."""
    return error_page(401) if asks_for_json() else redirect(address)


def needs_second_factor(user: User) -> bool:
    """Return whether the bureau wants a second factor for one of the user's roles and there is none yet."""
    wanted = value_of("second_factor_roles")
    return bool(wanted) and not user.totp_key and any(role.value in wanted for role in user.roles)


def start(user: User) -> None:
    """Sign the user in on this browser, with a new session."""
    _, token = actions.open_session(
        user, address=request.remote_addr or "", browser=request.user_agent.string
    )
    remember(token)


def remember(token: str) -> None:
    """Put a fresh session token into the cookie; what the cookie held before is dropped."""
    locale = session.get("locale")
    session.clear()
    session[TOKEN] = token
    if locale:
        session["locale"] = locale


def remember_half(user: User, next_address: str | None) -> None:
    """Keep in the cookie that the password was right, for the few minutes in which the code is typed."""
    locale = session.get("locale")
    session.clear()
    session["half"], session["half_at"], session["next"] = user.id, now().timestamp(), next_address
    if locale:
        session["locale"] = locale


def half_signed_in() -> int | None:
    """Return the number of the user whose password was right a moment ago."""
    user_id, at = session.get("half"), session.get("half_at", 0)
    return (
        user_id if user_id and now().timestamp() - at < TIME_FOR_THE_CODE.total_seconds() else None
    )


def safe_next(address: str | None) -> str:
    """Return the address to go on to: ours, or the first page."""
    if (
        address
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and "\\" not in address
    ):
        return address
    return url_for("home.today") if "home.today" in current_app.view_functions else "/"


def is_set_up() -> bool:
    """Return whether there is any account yet."""
    return queries.has_users()
