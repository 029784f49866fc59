"""Reading inspections, findings and site logs; everything is fetched for a user."""

from app.inspections.queries.days import (
    SectionDay,
    count_photos,
    section_day,
    start_of_section,
)
from app.inspections.queries.findings import (
    DueFinding,
    FindingFilters,
    FindingRow,
    all_finding_rows,
    count_findings_by_state,
    count_findings_due,
    find_proof_by_uuid,
    get_finding_for,
    list_due_findings_for,
    list_findings,
    list_section_findings,
)
from app.inspections.queries.inspections import (
    InspectionFilters,
    InspectionRow,
    all_inspection_rows,
    find_by_uuid,
    find_last_of_section,
    get_inspection_for,
    list_inspections,
)
from app.inspections.queries.latest import (
    LatestInspection,
    days_with_records,
    latest_for_work,
    latest_inspections,
)
from app.inspections.queries.months import month_conduct
from app.inspections.queries.photos import finding_of_proof, photos_of_visible_logs
from app.inspections.queries.roads import is_open_roads_section, road_states, roads_seen
from app.inspections.queries.site_logs import (
    SiteLogFilters,
    SiteLogRow,
    all_site_log_rows,
    find_site_log_by_uuid,
    get_site_log_for,
    list_projects_for_log,
    list_site_logs,
)

__all__ = [
    "DueFinding",
    "FindingFilters",
    "FindingRow",
    "InspectionFilters",
    "InspectionRow",
    "LatestInspection",
    "SectionDay",
    "SiteLogFilters",
    "SiteLogRow",
    "all_finding_rows",
    "all_inspection_rows",
    "all_site_log_rows",
    "count_findings_by_state",
    "count_findings_due",
    "count_photos",
    "days_with_records",
    "find_by_uuid",
    "find_last_of_section",
    "find_proof_by_uuid",
    "find_site_log_by_uuid",
    "finding_of_proof",
    "get_finding_for",
    "get_inspection_for",
    "get_site_log_for",
    "is_open_roads_section",
    "latest_for_work",
    "latest_inspections",
    "list_due_findings_for",
    "list_findings",
    "list_inspections",
    "list_projects_for_log",
    "list_section_findings",
    "list_site_logs",
    "month_conduct",
    "photos_of_visible_logs",
    "road_states",
    "roads_seen",
    "section_day",
    "start_of_section",
]
