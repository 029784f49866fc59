"""Makers of notices, stop orders and reports: only what the test is about is said."""

from datetime import date
from typing import Any
from uuid import uuid4

from app.accounts.models import User
from app.accounts.rules import Role
from app.inspections.models import Finding
from app.inspections.rules import Verdict
from app.orders import actions
from app.orders.models import ProblemReport, RectificationNotice, StopOrder
from app.orders.rules import NoticeEntry, ReportEntry, StopEntry
from app.shared.calendar import clock_at, today
from app.works.models import Section
from app.works.rules import Cause
from tests.makers.accounts import a_user
from tests.makers.inspections import a_finding, at_noon
from tests.makers.works import a_section


def a_notice_entry(**changes: Any) -> NoticeEntry:
    """Return a notice of today that rests on the contract."""
    entry: dict[str, Any] = {
        "client_uuid": str(uuid4()),
        "inspected_on": today(),
        "basis": "合同专用条款第9条",
    }
    return NoticeEntry(**(entry | changes))


def a_notice(
    section: Section | None = None,
    *findings: Finding,
    by: User | None = None,
    on: date | None = None,
    **changes: Any,
) -> RectificationNotice:
    """Return a stored notice on these findings, or on a new one."""
    section = section or a_section()
    gathered = findings or (a_finding(section, on=on),)
    changes.setdefault("finding_ids", tuple(finding.id for finding in gathered))
    with clock_at(at_noon(on or today())):
        entry = a_notice_entry(**changes)
        return actions.issue_notice(section, entry, by=by or a_user(Role.AREA_ENGINEER))


def a_stop_entry(**changes: Any) -> StopEntry:
    """Return an order of today that the contractor answers for."""
    entry: dict[str, Any] = {
        "client_uuid": str(uuid4()),
        "reason": "基层厚度不足，继续摊铺面层",
        "fault": Cause.CONTRACTOR,
        "stopped_from": today(),
    }
    return StopEntry(**(entry | changes))


def a_stop_order(
    section: Section | None = None,
    *,
    by: User | None = None,
    on: date | None = None,
    **changes: Any,
) -> StopOrder:
    """Return a stored stop order."""
    with clock_at(at_noon(on or today())):
        return actions.issue_stop_order(
            section or a_section(), a_stop_entry(**changes), by=by or a_user(Role.PROJECT_OFFICE)
        )


def a_checked_stop_order(
    section: Section | None = None, *, checker: User | None = None, **changes: Any
) -> StopOrder:
    """Return a stop order whose resumption passed its check."""
    order = a_stop_order(section, **changes)
    checker = checker or a_user(Role.SUPERVISOR)
    actions.check_resumption(order, Verdict.ACCEPTED, "现场复查合格", by=checker)
    return order


def a_report(
    section: Section | None = None, *, by: User | None = None, **changes: Any
) -> ProblemReport:
    """Return a stored report of a problem."""
    entry: dict[str, Any] = {"client_uuid": str(uuid4()), "description": "路面开裂"}
    return actions.report_problem(
        section or a_section(), ReportEntry(**(entry | changes)), by=by or a_user(Role.CONTRACTOR)
    )
