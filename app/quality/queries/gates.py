"""What stands in the way of the station's signature: tests and side stations of the place."""

from collections.abc import Mapping

from app.quality.models import AcceptanceRequest
from app.quality.queries.lots import verdicts_of
from app.quality.queries.processes import processes_of_work
from app.quality.queries.side_stations import watches_at
from app.quality.rules.gates import Clearance, TestVerdict, clearance
from app.quality.rules.processes import Process, TestKind
from app.quality.rules.side_stations import watch_gaps
from app.shared.calendar import day_of
from app.shared.sentences import Sentence
from app.shared.settings import value_of


def process_of(request: AcceptanceRequest) -> Process:
    """Return the process of the request; one that left the list meanwhile needs nothing."""
    found = processes_of_work(request.work).find(request.process)
    return found or Process(request.process, request.process_name)


def clearance_of(request: AcceptanceRequest) -> Clearance:
    """Return whether the station may let the request pass, and on what condition."""
    return clearance(
        process_of(request),
        test_verdicts(request),
        side_station_gaps(request),
        day_of(request.ended_at or request.round_at),
        value_of("strength_days"),
    )


def test_verdicts(request: AcceptanceRequest) -> Mapping[TestKind, TestVerdict] | None:
    """Return what the tests of the place say; None where the bureau demands no tests."""
    if not value_of("tests_needed"):
        return None
    return verdicts_of(request.work_id, request.process, request.place)


def side_station_gaps(request: AcceptanceRequest) -> list[Sentence]:
    """Return in words what nobody stood by, where the process is flagged and the bureau demands it."""
    if not value_of("side_station_needed") or not process_of(request).is_side_station:
        return []
    watches = [
        record.as_watch() for record in watches_at(request.work_id, request.process, request.place)
    ]
    return watch_gaps(watches, request.place, request.started_at, request.ended_at)
