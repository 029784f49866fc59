"""Reading accounts, organisations and sessions."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from app.accounts.models import Organisation, RoleGrant, SignInAttempt, SignInSession, User
from app.accounts.rules import FAILURES_PER_ADDRESS, LOCK_TIME, OrganisationKind, Role
from app.extensions import db
from app.shared.errors import NotFound


def digest(text: str) -> str:
    """Return the SHA-256 of a token or name as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_session(token: str) -> SignInSession | None:
    """Return the session of this token with its user and roles, in one query; ended ones are None."""
    return (
        db.session.execute(
            select(SignInSession).where(
                SignInSession.token_hash == digest(token), SignInSession.ended_at.is_(None)
            )
        )
        .unique()
        .scalar_one_or_none()
    )


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
