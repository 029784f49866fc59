"""The room's part of the pages of sections, works and findings: what was ordered, and what is not measured."""

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.inspections.models import Finding
from app.inspections.rules import FindingState
from app.orders import queries
from app.shared.calendar import today
from app.works.models import Section, Work
from app.works.panels import Drawing, Panel, add_panel
from app.works.queries import is_writable


def draw_section(section: Section, user: User) -> Drawing:
    """Draw the standing orders and open notices of a section, and what they hold back."""
    if not may(user, Permission.SEE_INSPECTIONS):
        return None
    writes = is_writable(user, section.id)
    return "orders/panel_section.html", {
        "section": section,
        "stops": queries.list_standing_stops(section.id),
        "notices": queries.list_section_notices(section.id, today()),
        "blocked": queries.blocked_from_measurement(section, today()),
        "may_stop": writes and may(user, Permission.ISSUE_STOP_ORDER),
        "may_issue": writes and may(user, Permission.ISSUE_NOTICE),
        "may_report": may(user, Permission.REPORT_PROBLEM),
    }


def draw_work(work: Work, user: User) -> Drawing:
    """Draw what of a work is not measured."""
    if not may(user, Permission.SEE_INSPECTIONS):
        return None
    blocked = queries.blocked_from_measurement(work.section, today())
    of_work = [one for one in blocked if one.work.id == work.id]
    return ("orders/panel_work.html", {"work": work, "blocked": of_work}) if of_work else None


def draw_finding(finding: Finding, user: User) -> Drawing:
    """Draw the notice in which a finding stands, or the way to one."""
    notice = queries.find_notice_of(finding.id)
    may_gather = (
        notice is None
        and finding.state != FindingState.CLOSED
        and may(user, Permission.ISSUE_NOTICE)
        and is_writable(user, finding.section_id)
    )
    if notice is None and not may_gather:
        return None
    return "orders/panel_finding.html", {"finding": finding, "notice": notice}


add_panel(Panel("section", draw_section, order=10))
add_panel(Panel("work", draw_work, order=10))
add_panel(Panel("finding", draw_finding, order=10))
