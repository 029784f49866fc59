"""Who people are and what makes a password, an account and a set of roles acceptable. Sources: domain.md 0.1, 4.5."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from app.shared.sentences import LabelledEnum, Sentence, say

LEAST_PASSWORD_LENGTH = 12
LONGEST_PASSWORD_LENGTH = 200
FAILURES_BEFORE_LOCK = 5
LOCK_TIME = timedelta(minutes=15)
FAILURES_PER_DAY = 10
IDLE_TIME = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)
#: Failures from one address in fifteen minutes before it has to wait, whoever it tries to be.
FAILURES_PER_ADDRESS = 30


class Role(LabelledEnum):
    """What a person does for the works; the permission table says what each role may do."""

    LEADER = "leader", say("Leader")
    PROJECT_OFFICE = "project_office", say("Project office")
    AREA_ENGINEER = "area_engineer", say("Area engineer")
    SUPERVISION_TEAM = "supervision_team", say("Supervision team")
    SUPERVISOR = "supervisor", say("Supervisor")
    CONTRACTOR = "contractor", say("Contractor")
    QUALITY_STATION = "quality_station", say("Quality station")
    FINANCE = "finance", say("Finance")
    DISCIPLINE = "discipline", say("Discipline and audit")
    SYSTEM_ADMIN = "system_admin", say("System administrator")
    SECURITY_ADMIN = "security_admin", say("Security administrator")
    AUDIT_ADMIN = "audit_admin", say("Audit administrator")


class OrganisationKind(LabelledEnum):
    """What an organisation is to the works."""

    BUREAU = "bureau", say("District transport bureau")
    RURAL_ROAD_OFFICE = "rural_road_office", say("County and township road administration")
    QUALITY_STATION = "quality_station", say("Quality supervision station")
    PROJECT_OFFICE = "project_office", say("Project office")
    CONTRACTOR = "contractor", say("Contractor")
    SUPERVISION_FIRM = "supervision_firm", say("Supervision firm")
    GOVERNMENT = "government", say("Government body")
    OTHER = "other", say("Other organisation")


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
#: Roles of people outside the bureau: they see their own contracts only.
OUTSIDERS = frozenset({Role.CONTRACTOR, Role.SUPERVISOR})
ROLES_OF_ORGANISATIONS = {
    Role.CONTRACTOR: OrganisationKind.CONTRACTOR,
    Role.SUPERVISOR: OrganisationKind.SUPERVISION_FIRM,
}

#: Words that no password may be made of; the rest of the usual lists is shorter than twelve characters.
COMMON_PASSWORDS = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "password1234", "password12345",
        "qwertyuiop12", "qwertyuiop123", "administrator", "administrator1", "iloveyou1234",
        "abcdefghijkl", "abc123456789", "a12345678910", "woaini1314520", "zhulu1234567",
        "aaaaaaaaaaaa", "111111111111", "000000000000", "qazwsxedcrfv", "1qaz2wsx3edc",
    }
)  # fmt: skip


def password_problems(password: str, *, username: str, name: str) -> list[Sentence]:
    """Return what is wrong with a new password; empty when it may be used."""
    problems = []
    if len(password) < LEAST_PASSWORD_LENGTH:
        problems.append(
            say("The password needs at least %(least)s characters.", least=LEAST_PASSWORD_LENGTH)
        )
    if len(password) > LONGEST_PASSWORD_LENGTH:
        problems.append(
            say("The password may have at most %(most)s characters.", most=LONGEST_PASSWORD_LENGTH)
        )
    lowered = password.casefold()
    if (username and username.casefold() in lowered) or (name and name.casefold() in lowered):
        problems.append(say("The password must not contain your name or user name."))
    if lowered in COMMON_PASSWORDS or len(set(lowered)) < 5:
        problems.append(say("This password is easy to guess; choose another one."))
    return problems


def role_problems(roles: Collection[Role], organisation_kind: OrganisationKind) -> list[Sentence]:
    """Return why these roles cannot be given to one person of such an organisation."""
    problems = []
    if not roles:
        problems.append(say("Choose at least one role."))
    if len(ADMINISTRATORS & set(roles)) > 1:
        problems.append(
            say("The system, security and audit administrators must be three different people.")
        )
    if ADMINISTRATORS & set(roles) and set(roles) - ADMINISTRATORS:
        problems.append(say("An administrator must not have a role in the works as well."))
    for role, kind in ROLES_OF_ORGANISATIONS.items():
        if role in roles and organisation_kind != kind:
            problems.append(
                say(
                    "The role “%(role)s” belongs to people of a %(kind)s.",
                    role=role.label,
                    kind=kind.label,
                )
            )
        if organisation_kind == kind and set(roles) - {role}:
            problems.append(
                say(
                    "People of a %(kind)s can only have the role “%(role)s”.",
                    role=role.label,
                    kind=kind.label,
                )
            )
    return problems


def locked_until(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """Return until when sign-in is refused after these failures of one account, or None.

    Five failures within fifteen minutes lock for fifteen minutes; ten within a day lock until the
    oldest of them is a day old. `failures` are those since the last success, in any order.
    """
    recent = sorted(moment for moment in failures if now - moment < timedelta(days=1))
    if len(recent) >= FAILURES_PER_DAY:
        return recent[-FAILURES_PER_DAY] + timedelta(days=1)
    if len(recent) < FAILURES_BEFORE_LOCK:
        return None
    first, last = recent[-FAILURES_BEFORE_LOCK], recent[-1]
    until = last + LOCK_TIME
    return until if last - first <= LOCK_TIME and now < until else None


def is_session_over(started: datetime, last_seen: datetime, now: datetime) -> bool:
    """A session is over after thirty idle minutes, and after twelve hours whatever happens."""
    return now - last_seen > IDLE_TIME or now - started > LONGEST_SESSION
