"""The one table of who may do what. A route names its permission with @requires or is @public; a test checks all."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app
from flask_login import current_user

from app.accounts.rules import ADMINISTRATORS, Role
from app.shared.errors import Forbidden

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """One thing that a role may or may not do. Which objects it may do it to is decided by the queries."""

    SIGNED_IN = "signed_in"

    SEE_WORKS = "see_works"
    EDIT_WORKS = "edit_works"
    EDIT_CONTRACTS = "edit_contracts"
    SEE_OBSTACLES = "see_obstacles"
    EDIT_OBSTACLES = "edit_obstacles"

    SEE_INSPECTIONS = "see_inspections"
    LOG_INSPECTION = "log_inspection"
    WRITE_SITE_LOG = "write_site_log"
    PROVE_RECTIFICATION = "prove_rectification"
    CLOSE_FINDING = "close_finding"

    SEE_PROGRESS = "see_progress"
    REPORT_PROGRESS = "report_progress"
    CHECK_PROGRESS = "check_progress"
    CONFIRM_PROGRESS = "confirm_progress"
    FREEZE_WEEK = "freeze_week"
    PLAN_PROGRESS = "plan_progress"

    SEE_RANKING = "see_ranking"
    DRAFT_RANKING = "draft_ranking"
    PUBLISH_RANKING = "publish_ranking"
    FREEZE_RANKING = "freeze_ranking"
    OBJECT_TO_RANKING = "object_to_ranking"
    ANSWER_OBJECTION = "answer_objection"
    EDIT_RANKING_POLICY = "edit_ranking_policy"
    RECORD_VETO = "record_veto"

    SEE_PAYMENTS = "see_payments"
    PROPOSE_PAYMENTS = "propose_payments"
    APPROVE_PAYMENTS = "approve_payments"
    RECORD_PAYMENTS = "record_payments"
    EDIT_RELEASE_POLICY = "edit_release_policy"

    SEE_MAP = "see_map"
    EDIT_ALIGNMENTS = "edit_alignments"
    IMPORT = "import"
    EXPORT = "export"

    MANAGE_ACCOUNTS = "manage_accounts"
    GRANT_ROLES = "grant_roles"
    EDIT_SETTINGS = "edit_settings"
    SEE_AUDIT = "see_audit"


_EVERYBODY = frozenset(Role)
_WORKERS = _EVERYBODY - ADMINISTRATORS
_BUREAU = _WORKERS - {Role.CONTRACTOR, Role.SUPERVISOR}
_OFFICE = frozenset({Role.PROJECT_OFFICE})
_ENGINEERS = frozenset({Role.PROJECT_OFFICE, Role.AREA_ENGINEER})
_SITE = _ENGINEERS | {Role.SUPERVISION_TEAM, Role.SUPERVISOR, Role.QUALITY_STATION}

GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.SIGNED_IN: _EVERYBODY,
    Permission.SEE_WORKS: _WORKERS,
    Permission.EDIT_WORKS: _ENGINEERS,
    Permission.EDIT_CONTRACTS: _OFFICE,
    Permission.SEE_OBSTACLES: _WORKERS,
    Permission.EDIT_OBSTACLES: _ENGINEERS,
    Permission.SEE_INSPECTIONS: _WORKERS,
    Permission.LOG_INSPECTION: _SITE,
    Permission.WRITE_SITE_LOG: _ENGINEERS,
    Permission.PROVE_RECTIFICATION: frozenset({Role.CONTRACTOR}),
    Permission.CLOSE_FINDING: _SITE,
    Permission.SEE_PROGRESS: _WORKERS,
    Permission.REPORT_PROGRESS: frozenset({Role.CONTRACTOR, Role.PROJECT_OFFICE}),
    Permission.CHECK_PROGRESS: frozenset({Role.SUPERVISOR}),
    Permission.CONFIRM_PROGRESS: _ENGINEERS,
    Permission.FREEZE_WEEK: _OFFICE,
    Permission.PLAN_PROGRESS: _ENGINEERS,
    Permission.SEE_RANKING: _WORKERS,
    Permission.DRAFT_RANKING: _OFFICE,
    Permission.PUBLISH_RANKING: _OFFICE,
    Permission.FREEZE_RANKING: frozenset({Role.LEADER}),
    Permission.OBJECT_TO_RANKING: frozenset({Role.CONTRACTOR}),
    Permission.ANSWER_OBJECTION: _OFFICE,
    Permission.EDIT_RANKING_POLICY: frozenset({Role.LEADER, Role.PROJECT_OFFICE}),
    Permission.RECORD_VETO: frozenset({Role.PROJECT_OFFICE, Role.QUALITY_STATION, Role.DISCIPLINE}),
    Permission.SEE_PAYMENTS: frozenset(
        {Role.LEADER, Role.PROJECT_OFFICE, Role.FINANCE, Role.DISCIPLINE, Role.CONTRACTOR}
    ),
    Permission.PROPOSE_PAYMENTS: frozenset({Role.FINANCE}),
    Permission.APPROVE_PAYMENTS: frozenset({Role.LEADER}),
    Permission.RECORD_PAYMENTS: frozenset({Role.FINANCE}),
    Permission.EDIT_RELEASE_POLICY: frozenset({Role.LEADER}),
    Permission.SEE_MAP: _WORKERS,
    Permission.EDIT_ALIGNMENTS: _ENGINEERS,
    Permission.IMPORT: _ENGINEERS,
    Permission.EXPORT: _WORKERS,
    Permission.MANAGE_ACCOUNTS: frozenset({Role.SYSTEM_ADMIN}),
    Permission.GRANT_ROLES: frozenset({Role.SECURITY_ADMIN}),
    Permission.EDIT_SETTINGS: frozenset({Role.SYSTEM_ADMIN}),
    Permission.SEE_AUDIT: frozenset({Role.AUDIT_ADMIN, Role.DISCIPLINE}),
}


def may(user: object, permission: Permission) -> bool:
    """Return whether the user has a role that holds the permission; nobody signed in has none."""
    roles: frozenset[Role] = getattr(user, "roles", frozenset())
    return not GRANTS[permission].isdisjoint(roles)


def may_open(user: object, endpoint: str) -> bool:
    """Return whether the user has the permission that the endpoint's view names."""
    permission = getattr(current_app.view_functions[endpoint], "permission", None)
    return permission is not None and may(user, permission)


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only people with the permission into the view. Raises Forbidden for the others."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if not may(current_user, permission):
                raise Forbidden
            return view(*args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that needs no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
