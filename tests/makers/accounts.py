"""People and organisations for tests: only what the test is about is said."""

from itertools import count

from app.accounts import actions
from app.accounts.models import Organisation, User
from app.accounts.rules import OrganisationKind, Role
from app.extensions import db
from app.shared.audit import Program

_numbers = count(1)
KINDS = {
    Role.CONTRACTOR: OrganisationKind.CONTRACTOR,
    Role.SUPERVISOR: OrganisationKind.SUPERVISION_FIRM,
}


def an_organisation(
    name: str = "", kind: OrganisationKind = OrganisationKind.BUREAU
) -> Organisation:
    """Return a stored organisation, with a name of its own unless one is given."""
    return actions.create_organisation(name or f"单位{next(_numbers)}", kind, by=Program())


def a_contractor(name: str = "") -> Organisation:
    return an_organisation(name, OrganisationKind.CONTRACTOR)


def a_supervision_firm(name: str = "") -> Organisation:
    return an_organisation(name, OrganisationKind.SUPERVISION_FIRM)


def a_user(*roles: Role, organisation: Organisation | None = None, name: str = "") -> User:
    """Return a stored person with these roles (project office when none), ready to sign in by `browser_of`."""
    roles = roles or (Role.PROJECT_OFFICE,)
    number = next(_numbers)
    user = actions.create_user(
        f"user{number}",
        name or f"张{number}",
        organisation or an_organisation(kind=KINDS.get(roles[0], OrganisationKind.BUREAU)),
        roles,
        by=Program(),
    )
    user.must_change_password = False
    db.session.flush()
    return user
