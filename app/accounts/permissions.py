"""The one table of who may do what. A route names its permission with @requires or is @public; a test checks all."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app
from flask_login import current_user

from app.accounts.rules import ADMINISTRATORS, Role
from app.shared.errors import Forbidden
from app.shared.sentences import LabelledEnum, say

P = ParamSpec("P")
R = TypeVar("R")


class Permission(LabelledEnum):
    """One thing that a role may or may not do. Which objects it may do it to is decided by the queries."""

    SIGNED_IN = "signed_in", say("Open the own pages")

    SEE_WORKS = "see_works", say("See works")
    PLAN_WORKS = "plan_works", say("Register programmes, projects and sections")
    EDIT_WORKS = "edit_works", say("Edit works")
    EDIT_CONTRACTS = "edit_contracts", say("Edit contracts")
    DRAFT_BILL_CHANGES = "draft_bill_changes", say("Draft changes of the bill")
    DECIDE_BILL_CHANGES = "decide_bill_changes", say("Decide on changes of the bill")
    SEE_PHOTOS = "see_photos", say("See photos")
    CHECK_PHOTOS = "check_photos", say("Look at doubtful photos")
    RECHECK_PHOTOS = "recheck_photos", say("Re-check photos on the site")
    SEE_OBSTACLES = "see_obstacles", say("See obstacles")
    EDIT_OBSTACLES = "edit_obstacles", say("Edit obstacles")

    SEE_LOGISTICS = "see_logistics", say("See logistics")
    EDIT_LOGISTICS = (
        "edit_logistics",
        say("Register villages and outlets, and confirm their service"),
    )

    SEE_START_UP = "see_start_up", say("See the start of works")
    FOLLOW_START_UP = "follow_start_up", say("Follow and confirm the start of works")
    REPORT_START_UP = "report_start_up", say("Report steps of the start of works")

    SEE_INSPECTIONS = "see_inspections", say("See inspections")
    LOG_INSPECTION = "log_inspection", say("Log inspections")
    WRITE_SITE_LOG = "write_site_log", say("Write site logs")
    PROVE_RECTIFICATION = "prove_rectification", say("Prove a rectification")
    CLOSE_FINDING = "close_finding", say("Close findings")

    SEE_QUALITY = "see_quality", say("See acceptance and tests")
    EDIT_PROCESSES = "edit_processes", say("Edit the lists of processes")
    REQUEST_ACCEPTANCE = "request_acceptance", say("Ask for acceptance")
    SIGN_ACCEPTANCE = "sign_acceptance", say("Sign as supervisor or bureau engineer")
    SIGN_FOR_VILLAGE = "sign_for_village", say("Let a village representative sign")
    SIGN_AS_STATION = "sign_as_station", say("Sign for the quality station")
    OVERRIDE_ACCEPTANCE = (
        "override_acceptance",
        say("Let the next process go on without acceptance"),
    )
    WRITE_SIDE_STATION = "write_side_station", say("Write side-station records")
    SEE_TELEPHONES = "see_telephones", say("See whole telephone numbers")
    SEE_VILLAGE_SIGNATURES = (
        "see_village_signatures",
        say("See signatures and photos of village representatives"),
    )
    ENTER_TESTS = "enter_tests", say("Enter test results")
    EDIT_TOLERANCES = "edit_tolerances", say("Edit tolerances")
    DECIDE_NONCONFORMITY = "decide_nonconformity", say("Decide on nonconformities")

    USE_FIELD = "use_field", say("Use the field app")
    SEE_ATTENDANCE = "see_attendance", say("See key posts and absences")
    ASK_LEAVE = "ask_leave", say("Ask for leave and replacements at key posts")
    DECIDE_LEAVE = "decide_leave", say("Decide on leave and replacements")
    PROVE_ABSENCE = "prove_absence", say("Hand in evidence of an absence")
    JUDGE_ABSENCE = "judge_absence", say("Judge evidence of an absence")
    ISSUE_CRITICISM = "issue_criticism", say("Issue notices of criticism")
    ISSUE_NOTICE = "issue_notice", say("Issue rectification notices")
    REPORT_PROBLEM = "report_problem", say("Report problems")
    JUDGE_PROBLEM = "judge_problem", say("Judge reported problems")
    ANSWER_NOTE = "answer_note", say("Answer notes from phones")
    ISSUE_STOP_ORDER = "issue_stop_order", say("Stop works")
    CHECK_RESUMPTION = "check_resumption", say("Check whether works may resume")
    LIFT_STOP_ORDER = "lift_stop_order", say("Order the resumption of works")

    SEE_PROGRESS = "see_progress", say("See progress")
    REPORT_PROGRESS = "report_progress", say("Report weekly progress")
    CHECK_PROGRESS = "check_progress", say("Check weekly reports")
    CONFIRM_PROGRESS = "confirm_progress", say("Confirm weekly reports")
    RETURN_PROGRESS = "return_progress", say("Send weekly reports back")
    FREEZE_WEEK = "freeze_week", say("Freeze the weekly roll-up")
    PLAN_PROGRESS = "plan_progress", say("Set plans and weights")

    SEE_RANKING = "see_ranking", say("See the ranking")
    DRAFT_RANKING = "draft_ranking", say("Draft the ranking")
    PUBLISH_RANKING = "publish_ranking", say("Publish the ranking")
    FREEZE_RANKING = "freeze_ranking", say("Freeze the ranking")
    OBJECT_TO_RANKING = "object_to_ranking", say("Object to the ranking")
    ANSWER_OBJECTION = "answer_objection", say("Answer objections")
    EDIT_RANKING_POLICY = "edit_ranking_policy", say("Edit the ranking policy")
    RECORD_VETO = "record_veto", say("Record vetoes")

    SEE_MEASUREMENT = "see_measurement", say("See measurement")
    MEASURE = "measure", say("Draft and submit measurement")
    CONFIRM_MEASUREMENT = "confirm_measurement", say("Check, confirm or send back measurement")

    SEE_CERTIFICATES = "see_certificates", say("See certificates")
    DRAFT_CERTIFICATES = "draft_certificates", say("Draft certificates and their entries")
    SIGN_CERTIFICATES = "sign_certificates", say("Sign certificates or send them back")
    SET_APPROVAL_CHAIN = "set_approval_chain", say("Set the steps that certificates pass")

    SEE_BANK_ACCOUNTS = "see_bank_accounts", say("See accounts, wage rosters and securities")
    EDIT_BANK_ACCOUNTS = "edit_bank_accounts", say("Enter accounts and securities")
    NOTE_WAGE_ROSTERS = "note_wage_rosters", say("Note that wage rosters are uploaded")

    SEE_PAYMENTS = "see_payments", say("See payments")
    PROPOSE_PAYMENTS = "propose_payments", say("Propose payments")
    APPROVE_PAYMENTS = "approve_payments", say("Approve payments")
    RECORD_PAYMENTS = "record_payments", say("Record payments")
    EDIT_RELEASE_POLICY = "edit_release_policy", say("Edit the release policy")

    SEE_TASKS = "see_tasks", say("See tasks and report them done")
    GIVE_TASKS = "give_tasks", say("Give tasks")
    SEE_DUTIES = "see_duties", say("See duties")
    EXPLAIN_DUTIES = "explain_duties", say("Explain late duties")
    EDIT_DUTIES = "edit_duties", say("Edit duties and cover for leave")
    SEE_MEETINGS = "see_meetings", say("See meetings")
    PLAN_MEETINGS = "plan_meetings", say("Plan meetings and their series")
    HOLD_MEETINGS = "hold_meetings", say("Hold meetings and take minutes")

    SEE_MAP = "see_map", say("See the map")
    EDIT_ALIGNMENTS = "edit_alignments", say("Edit alignments")
    IMPORT = "import", say("Import workbooks")
    EXPORT = "export", say("Export workbooks")

    SEND_NOTICE = "send_notice", say("Send notices")
    SEE_ALL_NOTICES = "see_all_notices", say("See all notices and who has read them")
    SEE_CHANNELS = "see_channels", say("See channels and what waits to leave")
    MANAGE_CHANNELS = "manage_channels", say("Set up channels")

    SEE_PEOPLE = "see_people", say("See people and roles")
    MANAGE_ACCOUNTS = "manage_accounts", say("Open and close accounts")
    GRANT_ROLES = "grant_roles", say("Give roles")
    SEE_SETTINGS = "see_settings", say("See settings")
    EDIT_SETTINGS = "edit_settings", say("Edit settings")
    SEE_AUDIT = "see_audit", say("Read the audit trail")
    SEE_TIMETABLE = "see_timetable", say("See what runs by itself")
    RUN_JOBS = "run_jobs", say("Run a job of the timetable now")


_EVERYBODY = frozenset(Role)
_WORKERS = _EVERYBODY - ADMINISTRATORS
_BUREAU = _WORKERS - {Role.CONTRACTOR, Role.SUPERVISOR}
_OFFICE = frozenset({Role.PROJECT_OFFICE})
_ENGINEERS = frozenset({Role.PROJECT_OFFICE, Role.AREA_ENGINEER})
_SITE = _ENGINEERS | {Role.SUPERVISION_TEAM, Role.SUPERVISOR, Role.QUALITY_STATION}

GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.SIGNED_IN: _EVERYBODY,
    Permission.SEE_WORKS: _WORKERS,
    Permission.PLAN_WORKS: _OFFICE,
    Permission.EDIT_WORKS: _ENGINEERS,
    Permission.EDIT_CONTRACTS: _OFFICE,
    Permission.DRAFT_BILL_CHANGES: frozenset({Role.CONTRACTOR, Role.PROJECT_OFFICE}),
    Permission.DECIDE_BILL_CHANGES: frozenset({Role.PROJECT_OFFICE, Role.LEADER}),
    Permission.SEE_PHOTOS: _WORKERS,
    Permission.RECHECK_PHOTOS: _SITE,
    Permission.CHECK_PHOTOS: _SITE | {Role.DISCIPLINE},
    Permission.SEE_OBSTACLES: _WORKERS,
    Permission.EDIT_OBSTACLES: _ENGINEERS,
    Permission.SEE_LOGISTICS: _WORKERS,
    Permission.EDIT_LOGISTICS: _ENGINEERS,
    Permission.SEE_START_UP: _WORKERS,
    Permission.FOLLOW_START_UP: _OFFICE,
    Permission.REPORT_START_UP: _ENGINEERS | {Role.CONTRACTOR},
    Permission.SEE_INSPECTIONS: _WORKERS,
    Permission.LOG_INSPECTION: _SITE,
    Permission.WRITE_SITE_LOG: _ENGINEERS,
    Permission.PROVE_RECTIFICATION: frozenset({Role.CONTRACTOR}),
    Permission.CLOSE_FINDING: _SITE,
    Permission.SEE_QUALITY: _WORKERS,
    Permission.EDIT_PROCESSES: frozenset({Role.PROJECT_OFFICE, Role.QUALITY_STATION}),
    Permission.REQUEST_ACCEPTANCE: frozenset({Role.CONTRACTOR}),
    Permission.SIGN_ACCEPTANCE: _ENGINEERS | {Role.SUPERVISOR},
    Permission.SIGN_FOR_VILLAGE: _SITE,
    Permission.SIGN_AS_STATION: frozenset({Role.QUALITY_STATION}),
    Permission.OVERRIDE_ACCEPTANCE: frozenset({Role.LEADER}),
    Permission.WRITE_SIDE_STATION: frozenset({Role.SUPERVISOR}),
    Permission.SEE_TELEPHONES: frozenset({Role.PROJECT_OFFICE, Role.DISCIPLINE}),
    Permission.SEE_VILLAGE_SIGNATURES: _SITE | {Role.LEADER, Role.DISCIPLINE},
    Permission.ENTER_TESTS: _ENGINEERS | {Role.CONTRACTOR, Role.SUPERVISOR, Role.QUALITY_STATION},
    Permission.EDIT_TOLERANCES: frozenset({Role.PROJECT_OFFICE, Role.QUALITY_STATION}),
    Permission.DECIDE_NONCONFORMITY: frozenset({Role.PROJECT_OFFICE, Role.QUALITY_STATION}),
    Permission.USE_FIELD: _SITE | {Role.CONTRACTOR},
    Permission.SEE_ATTENDANCE: _WORKERS,
    Permission.ASK_LEAVE: frozenset({Role.CONTRACTOR}),
    Permission.DECIDE_LEAVE: _OFFICE,
    Permission.PROVE_ABSENCE: frozenset({Role.CONTRACTOR}),
    Permission.JUDGE_ABSENCE: _OFFICE,
    Permission.ISSUE_CRITICISM: frozenset({Role.LEADER}),
    Permission.ISSUE_NOTICE: _SITE,
    Permission.REPORT_PROBLEM: _WORKERS,
    Permission.JUDGE_PROBLEM: _SITE,
    Permission.ANSWER_NOTE: _OFFICE,
    Permission.ISSUE_STOP_ORDER: frozenset(
        {Role.LEADER, Role.PROJECT_OFFICE, Role.SUPERVISOR, Role.QUALITY_STATION}
    ),
    Permission.CHECK_RESUMPTION: _SITE,
    Permission.LIFT_STOP_ORDER: frozenset({Role.LEADER, Role.PROJECT_OFFICE}),
    Permission.SEE_PROGRESS: _WORKERS,
    Permission.REPORT_PROGRESS: frozenset({Role.CONTRACTOR, Role.PROJECT_OFFICE}),
    Permission.CHECK_PROGRESS: frozenset({Role.SUPERVISOR}),
    Permission.CONFIRM_PROGRESS: _ENGINEERS,
    Permission.RETURN_PROGRESS: _ENGINEERS | {Role.SUPERVISOR},
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
    Permission.SEE_MEASUREMENT: _WORKERS,
    Permission.MEASURE: frozenset({Role.CONTRACTOR, Role.PROJECT_OFFICE}),
    Permission.CONFIRM_MEASUREMENT: _ENGINEERS | {Role.SUPERVISOR},
    Permission.SEE_CERTIFICATES: frozenset(
        {
            Role.LEADER,
            Role.PROJECT_OFFICE,
            Role.AREA_ENGINEER,
            Role.FINANCE,
            Role.DISCIPLINE,
            Role.CONTRACTOR,
            Role.SUPERVISOR,
        }
    ),
    Permission.DRAFT_CERTIFICATES: frozenset({Role.CONTRACTOR, Role.PROJECT_OFFICE}),
    Permission.SIGN_CERTIFICATES: frozenset(
        {Role.CONTRACTOR, Role.SUPERVISOR, Role.PROJECT_OFFICE, Role.LEADER}
    ),
    Permission.SET_APPROVAL_CHAIN: frozenset({Role.PROJECT_OFFICE}),
    Permission.SEE_BANK_ACCOUNTS: frozenset(
        {Role.LEADER, Role.PROJECT_OFFICE, Role.FINANCE, Role.DISCIPLINE, Role.CONTRACTOR}
    ),
    Permission.EDIT_BANK_ACCOUNTS: frozenset({Role.FINANCE, Role.PROJECT_OFFICE}),
    Permission.NOTE_WAGE_ROSTERS: frozenset({Role.CONTRACTOR, Role.FINANCE, Role.PROJECT_OFFICE}),
    Permission.SEE_PAYMENTS: frozenset(
        {Role.LEADER, Role.PROJECT_OFFICE, Role.FINANCE, Role.DISCIPLINE, Role.CONTRACTOR}
    ),
    Permission.PROPOSE_PAYMENTS: frozenset({Role.FINANCE}),
    Permission.APPROVE_PAYMENTS: frozenset({Role.LEADER}),
    Permission.RECORD_PAYMENTS: frozenset({Role.FINANCE}),
    Permission.EDIT_RELEASE_POLICY: frozenset({Role.LEADER}),
    Permission.SEE_TASKS: _WORKERS,
    Permission.GIVE_TASKS: _BUREAU,
    Permission.SEE_DUTIES: _WORKERS,
    Permission.EXPLAIN_DUTIES: _WORKERS,
    Permission.EDIT_DUTIES: frozenset({Role.LEADER, Role.PROJECT_OFFICE}),
    Permission.SEE_MEETINGS: _WORKERS,
    Permission.PLAN_MEETINGS: _OFFICE,
    Permission.HOLD_MEETINGS: frozenset({Role.LEADER, Role.PROJECT_OFFICE, Role.SUPERVISOR}),
    Permission.SEE_MAP: _WORKERS,
    Permission.EDIT_ALIGNMENTS: _ENGINEERS,
    Permission.IMPORT: _ENGINEERS,
    Permission.EXPORT: _WORKERS,
    Permission.SEND_NOTICE: _BUREAU,
    Permission.SEE_CHANNELS: _OFFICE | {Role.LEADER, Role.SYSTEM_ADMIN},
    Permission.MANAGE_CHANNELS: _OFFICE | {Role.SYSTEM_ADMIN},
    Permission.SEE_ALL_NOTICES: frozenset({Role.LEADER, Role.PROJECT_OFFICE, Role.DISCIPLINE}),
    Permission.SEE_PEOPLE: ADMINISTRATORS | {Role.DISCIPLINE},
    Permission.SEE_SETTINGS: ADMINISTRATORS | _BUREAU,
    Permission.MANAGE_ACCOUNTS: frozenset({Role.SYSTEM_ADMIN}),
    Permission.GRANT_ROLES: frozenset({Role.SECURITY_ADMIN}),
    Permission.EDIT_SETTINGS: frozenset({Role.SYSTEM_ADMIN}),
    Permission.SEE_AUDIT: frozenset({Role.AUDIT_ADMIN, Role.DISCIPLINE}),
    Permission.SEE_TIMETABLE: ADMINISTRATORS | {Role.LEADER, Role.PROJECT_OFFICE},
    Permission.RUN_JOBS: frozenset({Role.SYSTEM_ADMIN}),
}


def may(user: object, permission: Permission) -> bool:
    """Return whether the user has a role that holds the permission; strangers have none.

    SIGNED_IN is everybody's who is signed in, also before the security administrator gave a role.
    """
    if permission is Permission.SIGNED_IN:
        return bool(getattr(user, "is_authenticated", False))
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
