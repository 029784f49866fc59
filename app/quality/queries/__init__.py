"""Reading the acceptance of steps and their tests."""

from app.quality.queries.chain import (
    overridden_of,
    parts_of,
    passed_of,
    passed_parts,
    passed_stretches,
    unsettled_places,
)
from app.quality.queries.processes import (
    WorkProcesses,
    list_in_force,
    list_versions,
    processes_of,
    processes_of_work,
    processes_of_works,
)
from app.quality.queries.requests import (
    Waiting,
    count_first_rounds,
    count_waiting,
    get_request_for,
    list_overrides,
    list_waiting,
    list_waiting_for,
)
from app.quality.queries.side_stations import get_watch_for, watches_at

__all__ = [
    "Waiting",
    "WorkProcesses",
    "count_first_rounds",
    "count_waiting",
    "get_request_for",
    "get_watch_for",
    "list_in_force",
    "list_overrides",
    "list_versions",
    "list_waiting",
    "list_waiting_for",
    "overridden_of",
    "parts_of",
    "passed_of",
    "passed_parts",
    "passed_stretches",
    "processes_of",
    "processes_of_work",
    "processes_of_works",
    "unsettled_places",
    "watches_at",
]
