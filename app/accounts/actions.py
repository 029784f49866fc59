"""Changing accounts: signing in and out, passwords, people, roles, organisations."""

import secrets
from collections.abc import Collection, Sequence
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update

from app.accounts import queries, rules
from app.accounts.models import (
    BackupCode,
    OldPassword,
    Organisation,
    RoleGrant,
    SignInAttempt,
    SignInSession,
    User,
)
from app.accounts.rules import OrganisationKind, Role
from app.extensions import db
from app.shared.audit import Actor, Program, record
from app.shared.calendar import now
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sealing import UNREADABLE
from app.shared.sentences import say

OLD_PASSWORDS_KEPT = 5
BACKUP_CODES = 10
#: 19 MiB, two rounds, one lane: OWASP's figures for Argon2id.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def check_password(username: str, password: str, *, address: str) -> User | None:
    """Return the user whose password this is, or None for a wrong pair; the try is kept either way.

    Raises RuleBroken while the account or the address has to wait.
    """
    _refuse_while_locked(username, address)
    user = queries.find_user_by_username(username)
    matches = is_password(user, password)
    succeeded = matches and user is not None and user.is_active
    _keep_try(username, address, succeeded, user)
    return user if succeeded else None


def check_code(user: User, code: str, *, address: str) -> bool:
    """Return whether the second factor's code, or an unused backup code, is right; it is then used up.

    Raises RuleBroken while the account or the address has to wait.
    """
    _refuse_while_locked(user.username, address)
    succeeded = _takes_totp(user, code) or _takes_backup_code(user, code)
    _keep_try(user.username, address, succeeded, user)
    return succeeded


def open_session(user: User, *, address: str, browser: str) -> tuple[SignInSession, str]:
    """Open a session for the user and return it with the token for the cookie."""
    token = secrets.token_urlsafe(32)
    session = SignInSession(
        token_hash=queries.digest(token), user=user, address=address, browser=browser[:200]
    )
    db.session.add(session)
    record(user, "sign_in.succeeded", user)
    return session, token


def sign_out(session: SignInSession) -> None:
    """End the session."""
    session.ended_at = now()
    record(session.user, "sign_out", session.user)


def end_sessions_of(user: User, *, but: SignInSession | None = None) -> None:
    """End every open session of the user, except one."""
    statement = update(SignInSession).where(
        SignInSession.user_id == user.id, SignInSession.ended_at.is_(None)
    )
    if but is not None:
        statement = statement.where(SignInSession.id != but.id)
    db.session.execute(statement.values(ended_at=now()))


def is_password(user: User | None, password: str) -> bool:
    """Return whether this is the user's password; takes as long for nobody as for somebody."""
    stored = user.password_hash if user and user.password_hash else _decoy()
    try:
        matches = _hasher.verify(stored, password[: rules.LONGEST_PASSWORD_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored != _decoy()


def set_password(user: User, password: str, *, by: Actor, must_change: bool = False) -> None:
    """Give the user a new password and end the other sessions. Raises RuleBroken when it is refused."""
    problems = rules.password_problems(password, username=user.username, name=user.name)
    if not problems and _was_used_before(user, password):
        problems.append(say("This password was used before; choose a new one."))
    if problems:
        raise RuleBroken(problems)
    if user.password_hash:
        db.session.add(OldPassword(user_id=user.id, password_hash=user.password_hash))
    user.password_hash = _hasher.hash(password)
    user.must_change_password = must_change
    record(by, "password.changed", user)


def create_organisation(
    name: str, kind: OrganisationKind, *, by: Actor, **details: str
) -> Organisation:
    """Register an organisation. Raises RuleBroken when the name is taken or missing."""
    name = name.strip()
    if not name:
        raise RuleBroken([say("Enter the name of the organisation.")])
    if queries.find_organisation(name):
        raise RuleBroken([say("There is already an organisation called “%(name)s”.", name=name)])
    organisation = Organisation(name=name, kind=kind, **details)
    db.session.add(organisation)
    record(by, "organisation.created", organisation, {"name": name, "kind": kind})
    return organisation


def create_user(
    username: str,
    name: str,
    organisation: Organisation,
    roles: Collection[Role],
    *,
    by: Actor,
    phone: str = "",
    is_demonstration: bool = False,
) -> User:
    """Open an account without a password. Raises RuleBroken when name or roles are refused."""
    problems = rules.role_problems(roles, organisation.kind)
    if queries.find_user_by_username(username):
        problems.append(say("The user name “%(name)s” is taken.", name=username))
    if problems:
        raise RuleBroken(problems)
    user = User(
        username=username,
        name=name,
        phone=phone,
        organisation=organisation,
        grants=[RoleGrant(role=role) for role in sorted(roles)],
        is_demonstration=is_demonstration,
    )
    db.session.add(user)
    record(by, "user.created", user, {"username": username, "roles": sorted(roles)})
    return user


def open_account(
    username: str, name: str, organisation: Organisation, *, by: Actor, phone: str = ""
) -> tuple[User, str]:
    """Open an account without roles and return it with its first password, shown once.

    The security administrator gives the roles. Raises RuleBroken when the user name is taken.
    """
    if queries.find_user_by_username(username):
        raise RuleBroken([say("The user name “%(name)s” is taken.", name=username)])
    user = User(username=username, name=name, phone=phone, organisation=organisation)
    db.session.add(user)
    record(by, "user.created", user, {"username": username})
    return user, give_first_password(user, by=by)


def turn_on_second_factor(user: User, key: str, code: str) -> list[str]:
    """Let the user need a code from now on; return ten backup codes, shown once.

    Raises RuleBroken when the code does not belong to the key.
    """
    if not pyotp.TOTP(key).verify(code.strip(), for_time=now(), valid_window=1):
        raise RuleBroken(
            [say("This code does not fit. Check the clock of your telephone and try again.")]
        )
    user.totp_key, user.totp_last_step = key, None
    codes = [secrets.token_hex(4) for _ in range(BACKUP_CODES)]
    db.session.execute(delete(BackupCode).where(BackupCode.user_id == user.id))
    db.session.add_all(
        BackupCode(user_id=user.id, code_hash=queries.digest(code)) for code in codes
    )
    record(user, "second_factor.on", user)
    return codes


def turn_off_second_factor(user: User, *, by: User) -> None:
    """Let the user sign in without a code: by themselves, or by the security administrator."""
    user.totp_key = user.totp_last_step = None
    db.session.execute(delete(BackupCode).where(BackupCode.user_id == user.id))
    end_sessions_of(user)
    record(by, "second_factor.off", user)


def give_first_password(user: User, *, by: Actor) -> str:
    """Give the user a random password for one sign-in and return it; it is stored nowhere else."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    set_password(user, password, by=by, must_change=True)
    end_sessions_of(user)
    return password


def set_up(
    bureau: str,
    administrators: Sequence[tuple[str, str, Role]],
    *,
    password: str,
) -> tuple[list[User], dict[str, str]]:
    """Open the three administrators' accounts on an empty database.

    `administrators` are (username, name, role), the first of whom sets the own password; the others get
    one for the first sign-in, returned by user name. Raises RuleBroken when there are accounts already.
    """
    if queries.has_users():
        raise RuleBroken([say("This installation has been set up already. Sign in instead.")])
    if len({username for username, _, _ in administrators}) < len(administrators):
        raise RuleBroken([say("The three administrators need three different user names.")])
    by = Program()
    organisation = create_organisation(bureau, OrganisationKind.BUREAU, by=by)
    people = [create_user(u, n, organisation, [role], by=by) for u, n, role in administrators]
    set_password(people[0], password, by=people[0])
    return people, {user.username: give_first_password(user, by=by) for user in people[1:]}


def change_roles(
    user: User, roles: Collection[Role], *, by: User, seen: Collection[Role] | None = None
) -> None:
    """Give the user exactly these roles; nobody changes the own roles.

    Raises RuleBroken when refused, StaleEdit when the roles are no longer those that were `seen`.
    """
    if seen is not None and set(seen) != user.roles:
        raise StaleEdit([say("Somebody else changed these roles after you opened the page.")])
    problems = rules.role_problems(roles, user.organisation.kind)
    if by.natural_person == user.natural_person:
        problems.append(say("Nobody may change their own roles; ask another administrator."))
    if problems:
        raise RuleBroken(problems)
    before = sorted(user.roles)
    user.grants = [grant for grant in user.grants if grant.role in roles] + [
        RoleGrant(role=role) for role in sorted(set(roles) - user.roles)
    ]
    end_sessions_of(user)
    record(by, "user.roles_changed", user, {"roles": [before, sorted(roles)]})


def close_account(user: User, *, by: User) -> None:
    """Close the account at once. Raises RuleBroken when it is one's own."""
    if user.id == by.id:
        raise RuleBroken([say("You cannot close your own account.")])
    user.is_active = False
    end_sessions_of(user)
    record(by, "user.closed", user)


def reopen_account(user: User, *, by: User) -> None:
    """Open a closed account again; the person must set a new password."""
    user.is_active = True
    user.must_change_password = True
    record(by, "user.reopened", user)


def _refuse_while_locked(username: str, address: str) -> None:
    moment = now()
    if queries.is_address_slowed(address, moment):
        raise RuleBroken([say("Too many failed sign-ins from here. Try again in fifteen minutes.")])
    failures = queries.list_failures(username, queries.a_day_before(moment))
    if until := rules.locked_until(failures, moment):
        minutes = int((until - moment).total_seconds() // 60) + 1
        raise RuleBroken(
            [
                say(
                    "This account is locked after failed sign-ins. Try again in %(n)s minutes.",
                    n=minutes,
                )
            ]
        )


def _keep_try(username: str, address: str, succeeded: bool, user: User | None) -> None:
    db.session.add(
        SignInAttempt(
            username_hash=queries.digest(username), address=address, at=now(), succeeded=succeeded
        )
    )
    if not succeeded:
        record(Program("—"), "sign_in.failed", user or _Nobody())


def _takes_totp(user: User, code: str) -> bool:
    """Return whether the code is one of this step or its neighbours, later than the last one taken."""
    if not user.totp_key or user.totp_key == UNREADABLE:
        return False
    totp, moment = pyotp.TOTP(user.totp_key), now()
    for offset in (-1, 0, 1):
        step = totp.timecode(moment) + offset
        if secrets.compare_digest(totp.generate_otp(step), code) and step > (
            user.totp_last_step or 0
        ):
            user.totp_last_step = step
            return True
    return False


def _takes_backup_code(user: User, code: str) -> bool:
    found = db.session.scalars(
        select(BackupCode).where(
            BackupCode.user_id == user.id,
            BackupCode.code_hash == queries.digest(code.lower()),
            BackupCode.used_at.is_(None),
        )
    ).first()
    if found is None:
        return False
    found.used_at = now()
    return True


def _was_used_before(user: User, password: str) -> bool:
    recent = db.session.scalars(
        select(OldPassword.password_hash)
        .where(OldPassword.user_id == user.id)
        .order_by(OldPassword.id.desc())
        .limit(OLD_PASSWORDS_KEPT)
    ).all()
    return any(_matches(stored, password) for stored in [user.password_hash, *recent] if stored)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    """A hash that no password has, checked for unknown users so that they take as long as known ones."""
    return _hasher.hash(secrets.token_urlsafe(32))


class _Nobody:
    """The subject of a sign-in with an unknown user name, which is not written down."""

    id = None
    __tablename__ = "user"
