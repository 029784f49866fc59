"""From a figure to the records it was read from."""

from typing import Any

from flask import current_app, url_for

from app.ranking.models import Ranking
from app.ranking.rules.figures import RecordKind, Reference
from app.shared.calendar import ONE_DAY

#: Kind of record -> endpoint, and how it is told section and period.
ENDPOINTS = {
    RecordKind.WEEKLY_REPORTS: "progress.section",
    RecordKind.BASELINE: "progress.section",
    RecordKind.INSPECTIONS: "inspections.list_inspections",
    RecordKind.FINDING: "inspections.finding_page",
    RecordKind.OBSTACLES: "obstacles.list_obstacles",
    RecordKind.VETO: "ranking.list_vetoes",
}


def record_url(reference: Reference | None, section_id: int, ranking: Ranking) -> str | None:
    """Return the page of the record, or the list of records of the section in the period."""
    if reference is None:
        return None
    endpoint = ENDPOINTS.get(reference.kind, "works.section_page")
    if endpoint not in current_app.view_functions:
        endpoint = "works.section_page"
    return url_for(endpoint, **_arguments(endpoint, reference, section_id, ranking))


def _arguments(
    endpoint: str, reference: Reference, section_id: int, ranking: Ranking
) -> dict[str, Any]:
    if endpoint == "inspections.finding_page":
        return {"finding_id": reference.record_id}
    if endpoint == "inspections.list_inspections":
        last = ranking.end_on - ONE_DAY
        return {"section": section_id, "since": ranking.start_on, "until": last}
    if endpoint == "obstacles.list_obstacles":
        return {"section": section_id}
    if endpoint == "ranking.list_vetoes":
        return {}
    return {"section_id": section_id}
