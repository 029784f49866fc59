"""Organisations, the people who use the program, their roles, and their sign-ins."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.rules import OUTSIDERS, OrganisationKind, Role
from app.shared.calendar import now
from app.shared.models import Model, Moment, Versioned, one_of
from app.shared.sealing import Sealed


class Organisation(Versioned, Model):
    """A bureau office, contractor, supervision firm or other body that people belong to."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[OrganisationKind] = mapped_column(one_of(OrganisationKind), index=True)
    #: 统一社会信用代码, where known.
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")


class User(Versioned, Model):
    """One person's account. Accounts are closed, never deleted or shared."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("length(username) > 0", name="username_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(40), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Equal for two accounts of one natural person, so that four eyes are two people's.
    person_key: Mapped[str | None] = mapped_column(String(64), index=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    must_change_password: Mapped[bool] = mapped_column(default=True)
    #: Base32 key of the second factor, stored sealed; None while the person has none.
    totp_key: Mapped[str | None] = mapped_column("totp_sealed", Sealed)
    #: The thirty-second step of the last code that was taken, so that no code works twice.
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    #: The language the person chose; empty follows the browser.
    locale: Mapped[str] = mapped_column(String(20), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    grants: Mapped[list["RoleGrant"]] = relationship(lazy="joined", cascade="all, delete-orphan")

    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the number that Flask-Login keeps; the session token is what is checked."""
        return str(self.id)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_outsider(self) -> bool:
        """A person who sees only the contracts of the own organisation."""
        return bool(self.roles & OUTSIDERS)

    @property
    def natural_person(self) -> str:
        """What identifies the human: the person key, else the account itself."""
        return self.person_key or f"user-{self.id}"


class RoleGrant(Model):
    """One role of one person."""

    __tablename__ = "role_grant"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(one_of(Role), primary_key=True)


class SignInSession(Model):
    """A signed-in browser. The cookie holds a token; here is only its hash."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(Moment, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class SignInAttempt(Model):
    """One try to sign in, kept to slow down guessing. Unknown user names are kept as their hash only."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    username_hash: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(60), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    succeeded: Mapped[bool]


class OldPassword(Model):
    """A password that was used before and may not come back soon."""

    __tablename__ = "old_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    replaced_at: Mapped[datetime] = mapped_column(Moment, default=now)


class BackupCode(Model):
    """A code for one sign-in without the telephone; only its hash is kept."""

    __tablename__ = "backup_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class SavedView(Model):
    """What one person wants to see of a list, under a name of one's own."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("user_id", "page", "name"),
        CheckConstraint("length(name) > 0", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: The list's name in the program: works.list_sections.
    page: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    #: As in the address, without the question mark: filters, order, hidden columns.
    query: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)
