"""The server is killed in the middle of a change: after the restart the record is whole, or not there."""

import io
import signal
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from app.evidence.models import PhotoUse
from app.extensions import db
from app.inspections.models import Finding, Inspection
from app.progress.models import WeeklyFigure, WeeklyReport
from app.progress.rules.chain import ReportState
from app.shared.models import AuditEvent
from tests.durability.grounds import WEEK, Answer, Deed, Grounds, Server, serving
from tests.makers.evidence import a_photo_file

#: The same bytes for every try, so that a second one meets what the first left behind.
PHOTOS = [a_photo_file(colour=colour) for colour in ("red", "blue")]


def send_week(server: Server) -> Answer:
    cells = dict.fromkeys(server.grounds.cells, "50%")
    path = f"/sections/{server.grounds.section_id}/weeks/{WEEK}/grid"
    return server.post(path, cells | {"submit": "1"}, "contractor")


def send_visit(server: Server) -> Answer:
    form = {
        "client_uuid": "6f1c5d0e-0000-4000-8000-000000000001",
        "day": "2020-06-08",
        "time": "08:30",
        "kind": "scheduled",
        "topics": ["quality", "safety"],
        "handling": "rectification",
        "findings-0-topic": "safety",
        "findings-0-severity": "general",
        "findings-0-description": "未设置围挡",
        "findings-0-due_on": "2020-06-15",
        "photos": [FileStorage(io.BytesIO(photo), f"{n}.jpg") for n, photo in enumerate(PHOTOS)],
    }
    return server.post(f"/sections/{server.grounds.section_id}/inspections/new", form, "office")


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def is_week_whole(grounds: Grounds) -> bool:
    """Return whether the report is there; it must then be there with all its parts."""
    report = db.session.scalars(select(WeeklyReport)).one_or_none()
    events = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject_kind == "weekly_report")
    ).all()
    if report is None:
        assert (count(WeeklyFigure), list(events)) == (0, [])
        return False
    assert report.state is ReportState.SUBMITTED
    assert count(WeeklyFigure) == len(grounds.cells)
    assert events
    return True


def is_visit_whole(_grounds: Grounds) -> bool:
    events = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject_kind == "inspection")
    ).all()
    parts = (count(Finding), count(PhotoUse), len(events) > 0)
    if not count(Inspection):
        assert parts == (0, 0, False)
        return False
    assert parts == (1, len(PHOTOS), True)
    return True


DEEDS: dict[str, tuple[Deed, Callable[[Grounds], bool]]] = {
    "week": (send_week, is_week_whole),
    "visit": (send_visit, is_visit_whole),
}


def killed(grounds: Grounds, deed: Deed, where: str) -> None:
    with serving(grounds, where) as server:
        assert deed(server).status is None
        assert server.process.wait(30) == -signal.SIGKILL


def whole(grounds: Grounds, look: Callable[[Grounds], bool]) -> bool:
    with grounds.opened():
        grounds.check()
        return look(grounds)


@pytest.mark.parametrize(
    "name, where",
    [
        ("week", "COMMIT"),
        ("visit", "FILE"),
        pytest.param("week", "INSERT INTO weekly_figure", marks=pytest.mark.slow),
        pytest.param("visit", "INSERT INTO photo_use", marks=pytest.mark.slow),
    ],
)
def test_what_was_cut_off_is_not_there_and_goes_in_when_sent_again(
    name: str, where: str, grounds: Grounds
) -> None:
    deed, look = DEEDS[name]
    killed(grounds, deed, where)
    assert not whole(grounds, look)
    with serving(grounds) as server:
        assert deed(server).status == 303
    assert whole(grounds, look)


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEDS)
def test_at_whatever_step_the_server_is_killed_nothing_is_left_half_done(
    name: str, another: Callable[[], Grounds]
) -> None:
    deed, look = DEEDS[name]
    with serving(another()) as server:
        steps = deed(server).steps
    assert steps > 10
    for step in range(1, steps + 1):
        grounds = another()
        killed(grounds, deed, str(step))
        whole(grounds, look)
