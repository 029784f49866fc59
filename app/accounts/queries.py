"""Reading accounts, organisations and sessions."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Organisation, RoleGrant, SignInAttempt, SignInSession, User
from app.accounts.rules import FAILURES_PER_ADDRESS, LOCK_TIME, OrganisationKind, Role
from app.extensions import db
from app.shared.calendar import start_of_day
from app.shared.errors import NotFound
from app.shared.kept import kept, kept_apart
from app.shared.listing import ListRequest, Page, contains, paginate
from app.shared.models import AuditEvent
from app.shared.standing import Standing


def digest(text: str) -> str:
    """Return the SHA-256 of a token or name as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


#: Every request asks this, so it is built once, and of columns only.
_SESSIONS = SignInSession.__table__.c
_OPEN_SESSION = select(
    _SESSIONS.id, _SESSIONS.user_id, _SESSIONS.started_at, _SESSIONS.last_seen_at
).where(_SESSIONS.token_hash == bindparam("token_hash"), _SESSIONS.ended_at.is_(None))


_readers: Standing[User | None] = Standing("user", "role_grant", "organisation", most=500)


def find_session(token: str) -> Row[Any] | None:
    """Return number, user's number and moments of the open session of this token."""
    return db.session.execute(_OPEN_SESSION, {"token_hash": digest(token)}).one_or_none()


def find_reader(user_id: int) -> User | None:
    """Return the user of a request with organisation and roles: what is kept of it, joined to the session."""
    known = kept(("reader", user_id), lambda: _readers.of(user_id, lambda: _loaded_apart(user_id)))
    return None if known is None else db.session.merge(known, load=False)


def _loaded_apart(user_id: int) -> User | None:
    user = db.session.get(User, user_id)
    if user is not None:
        db.session.expunge(user.organisation)
        db.session.expunge(user)
    return user


def find_user_by_username(username: str) -> User | None:
    return db.session.scalars(select(User).where(User.username == username)).unique().one_or_none()


def get_user(user_id: int) -> User:
    """Return the account. Raises NotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def has_users() -> bool:
    return db.session.scalar(select(User.id).limit(1)) is not None


def list_users_with_role(*roles: Role) -> Sequence[User]:
    """Return the active people with any of the roles, by name."""
    statement = (
        select(User)
        .where(
            User.is_active, User.id.in_(select(RoleGrant.user_id).where(RoleGrant.role.in_(roles)))
        )
        .order_by(User.name, User.id)
    )
    return db.session.scalars(statement).unique().all()


def list_choices_of_people(*roles: Role) -> list[tuple[int, str]]:
    """Return number and name of the active people with any of the roles, for filters, by name."""

    def read() -> list[tuple[int, str]]:
        having = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles))
        people = select(User.id, User.name).where(User.is_active, User.id.in_(having))
        return [(number, name) for number, name in
                db.session.execute(people.order_by(User.name, User.id))]  # fmt: skip

    return kept_apart(("choices of people", roles), read)


def users_statement() -> Select[tuple[User]]:
    """Return the statement of all accounts, for lists."""
    return select(User).join(User.organisation)


def list_organisations(*kinds: OrganisationKind) -> Sequence[Organisation]:
    """Return the organisations of these kinds (all when none is named), by name."""
    statement = select(Organisation).order_by(Organisation.name, Organisation.id)
    if kinds:
        statement = statement.where(Organisation.kind.in_(kinds))
    return db.session.scalars(statement).all()


def find_organisation(name: str) -> Organisation | None:
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()


def get_organisation(organisation_id: int) -> Organisation:
    """Return the organisation. Raises NotFound."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    return organisation


def list_failures(username: str, since: datetime) -> Sequence[datetime]:
    """Return the failed sign-ins with this user name since a moment and after its last success."""
    name = digest(username)
    last_success = db.session.scalar(
        select(SignInAttempt.at)
        .where(SignInAttempt.username_hash == name, SignInAttempt.succeeded)
        .order_by(SignInAttempt.at.desc())
        .limit(1)
    )
    start = max(since, last_success) if last_success else since
    return db.session.scalars(
        select(SignInAttempt.at)
        .where(
            SignInAttempt.username_hash == name,
            SignInAttempt.at > start,
            SignInAttempt.succeeded.is_(False),
        )
        .order_by(SignInAttempt.at)
    ).all()


def is_address_slowed(address: str, now: datetime) -> bool:
    """Return whether too many sign-ins failed from this address lately."""
    failures = db.session.scalars(
        select(SignInAttempt.id)
        .where(
            SignInAttempt.address == address,
            SignInAttempt.at > now - LOCK_TIME,
            SignInAttempt.succeeded.is_(False),
        )
        .limit(FAILURES_PER_ADDRESS)
    ).all()
    return len(failures) >= FAILURES_PER_ADDRESS


def a_day_before(moment: datetime) -> datetime:
    return moment - timedelta(days=1)


def list_open_sessions(user_id: int) -> Sequence[SignInSession]:
    """Return the open sessions of a person, newest first."""
    return (
        db.session.scalars(
            select(SignInSession)
            .where(SignInSession.user_id == user_id, SignInSession.ended_at.is_(None))
            .order_by(SignInSession.last_seen_at.desc(), SignInSession.id)
            .limit(20)
        )
        .unique()
        .all()
    )


def list_events(
    request: ListRequest, *, action: str = "", actor: str = "", since: date | None = None
) -> Page[AuditEvent]:
    """Return a page of the audit trail, newest first unless sorted otherwise."""
    statement = select(AuditEvent)
    if request.search:
        statement = statement.where(
            or_(
                contains(AuditEvent.subject_name, request.search),
                contains(AuditEvent.changes, request.search),
                contains(AuditEvent.action, request.search),
            )
        )
    if action:
        statement = statement.where(AuditEvent.action.startswith(action, autoescape=True))
    if actor:
        statement = statement.where(contains(AuditEvent.actor_name, actor))
    if since:
        statement = statement.where(AuditEvent.at >= start_of_day(since))
    columns = {"at": AuditEvent.id, "action": AuditEvent.action, "actor": AuditEvent.actor_name}
    return paginate(statement, columns, request, tie_breaker=AuditEvent.id, scalars=True)


def list_people(request: ListRequest, *, role: Role | None, active: bool | None) -> Page[User]:
    """Return a page of the accounts."""
    statement = users_statement()
    if request.search:
        statement = statement.where(
            or_(
                contains(User.name, request.search),
                contains(User.username, request.search),
                contains(Organisation.name, request.search),
            )
        )
    if role:
        statement = statement.where(
            User.id.in_(select(RoleGrant.user_id).where(RoleGrant.role == role))
        )
    if active is not None:
        statement = statement.where(User.is_active.is_(active))
    wanted = statement.with_only_columns(User.id).order_by(None)
    people = select(User).join(User.organisation).where(User.id.in_(wanted))
    columns = {"name": User.name, "username": User.username, "organisation": Organisation.name}
    return paginate(
        people.options(selectinload(User.grants)),
        columns, request, tie_breaker=User.id, scalars=True,
    )  # fmt: skip
