"""From a figure to the records it was read from."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from app.ranking.models import Ranking
from app.ranking.rules.figures import RecordKind, Reference, Topic
from app.shared.calendar import ONE_DAY


def record_url(
    reference: Reference | None, section_id: int, ranking: Ranking, topic: Topic | None = None
) -> str | None:
    """Return the page of the record, or the list of records of the section in the period."""
    if reference is None:
        return None
    if reference.kind == RecordKind.FINDING and reference.record_id:
        return url_for("inspections.finding_page", finding_id=reference.record_id)
    address = ADDRESSES.get(reference.kind, _section)
    return address(section_id, ranking, topic.value if topic else None)


def _inspections(section_id: int, ranking: Ranking, _topic: str | None) -> str:
    return url_for("inspections.list_inspections", section=section_id, **_period(ranking))


def _findings(section_id: int, ranking: Ranking, topic: str | None) -> str:
    return url_for("inspections.list_findings", section=section_id, topic=topic, **_period(ranking))


def _overdue(section_id: int, ranking: Ranking, topic: str | None) -> str:
    last = ranking.end_on - ONE_DAY
    return url_for("inspections.list_findings", section=section_id, topic=topic, late_on=last)


def _period(ranking: Ranking) -> dict[str, Any]:
    return {"from": ranking.start_on, "to": ranking.end_on - ONE_DAY}


def _progress(section_id: int, _ranking: Ranking, _topic: str | None) -> str:
    return url_for("progress.section", section_id=section_id)


def _obstacles(section_id: int, _ranking: Ranking, _topic: str | None) -> str:
    return url_for("obstacles.list_obstacles", section=section_id)


def _vetoes(_section_id: int, _ranking: Ranking, _topic: str | None) -> str:
    return url_for("ranking.list_vetoes")


def _section(section_id: int, _ranking: Ranking, _topic: str | None) -> str:
    return url_for("works.section_page", section_id=section_id)


ADDRESSES: dict[RecordKind, Callable[[int, Ranking, str | None], str]] = {
    RecordKind.WEEKLY_REPORTS: _progress,
    RecordKind.BASELINE: _progress,
    RecordKind.INSPECTIONS: _inspections,
    RecordKind.FINDING: _findings,
    RecordKind.OVERDUE: _overdue,
    RecordKind.OBSTACLES: _obstacles,
    RecordKind.VETO: _vetoes,
}
