"""The disk is full while something is kept: a sentence, and nothing half-written."""

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from app.evidence.models import Photo
from app.evidence.store import folder_in
from app.extensions import db
from app.inspections.models import Inspection
from app.progress.models import WeeklyReport
from app.reports.models import ImportBatch
from tests.durability.grounds import WEEK, Grounds
from tests.makers.evidence import a_photo_file
from tests.makers.workbooks import LEDGER_HEAD, a_road, a_workbook

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def app(grounds: Grounds) -> Iterator[Flask]:
    with grounds.started() as app:
        yield app


def browser(app: Flask, grounds: Grounds, role: str) -> FlaskClient:
    client = app.test_client()
    name, _, value = grounds.cookies[role].partition("=")
    client.set_cookie(name, value)
    return client


def send_visit(app: Flask, grounds: Grounds) -> Any:
    form = {
        "client_uuid": "6f1c5d0e-0000-4000-8000-000000000002",
        "day": "2020-06-08",
        "time": "08:30",
        "kind": "scheduled",
        "topics": ["quality"],
        "handling": "nothing_needed",
        "photos": (io.BytesIO(a_photo_file()), "一.jpg"),
    }
    path = f"/sections/{grounds.section_id}/inspections/new"
    return browser(app, grounds, "office").post(path, data=form)


def send_ledger(app: Flask, grounds: Grounds, roads: int = 3) -> Any:
    rows = [a_road(number) for number in range(1, roads + 1)]
    content = a_workbook([("2020年农村道路改造工程台账",), LEDGER_HEAD, *rows])
    form = {"file": (io.BytesIO(content), "2020年台账.xlsx")}
    return browser(app, grounds, "office").post("/imports/new", data=form)


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def check(app: Flask, grounds: Grounds) -> None:
    with app.app_context():
        grounds.check()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def told(answer: Any) -> bool:
    return answer.status_code == 507 and "The disk of the server is full." in answer.text


def fail(*_: Any, **__: Any) -> None:
    raise FULL


@pytest.mark.parametrize("call", ["os.replace", "os.fsync", "app.evidence.store.Path.write_bytes"])
def test_a_visit_whose_photo_finds_no_room_is_not_kept(
    call: str, app: Flask, grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(call, fail)
        answer = send_visit(app, grounds)
    assert told(answer)
    assert (count(app, Inspection), count(app, Photo)) == (0, 0)
    assert [path.name for path in files_in(folder_in(grounds.folder))] == []
    assert send_visit(app, grounds).status_code == 303
    check(app, grounds)


def test_a_photo_that_cannot_be_written_anew_for_want_of_room_is_not_called_damaged(
    app: Flask, grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.evidence.store.reencode", lambda *_: {"refused": "full"})
    assert told(send_visit(app, grounds))
    assert files_in(folder_in(grounds.folder)) == []


@pytest.mark.parametrize("call", ["os.fsync", "app.reports.actions.uploading.Path.replace"])
def test_a_workbook_that_finds_no_room_leaves_nothing_behind(
    call: str, app: Flask, grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(call, fail)
        answer = send_ledger(app, grounds)
    assert told(answer)
    assert count(app, ImportBatch) == 0
    assert files_in(grounds.folder / "imports") == []
    assert send_ledger(app, grounds).status_code == 303


def test_a_database_without_room_takes_nothing_of_a_week(app: Flask, grounds: Grounds) -> None:
    cells = dict.fromkeys(grounds.cells, "50%") | {"submit": "1", "problems": "缺料" * 900}
    path = f"/sections/{grounds.section_id}/weeks/{WEEK}/grid"
    with app.app_context(), db.engine.connect() as connection:  # the pool gives this one out again
        driver: Any = connection.connection.dbapi_connection
        driver.execute("VACUUM")  # migrations leave pages that would be room
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        free = connection.execute(text("PRAGMA freelist_count")).scalar()
        assert free == 0
    answer = browser(app, grounds, "contractor").post(path, data=cells)
    assert told(answer)
    assert count(app, WeeklyReport) == 0
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert browser(app, grounds, "contractor").post(path, data=cells).status_code == 303
    check(app, grounds)


def test_other_failures_of_the_system_stay_failures(
    app: Flask, grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr("os.fsync", denied)
    with pytest.raises(PermissionError):
        send_ledger(app, grounds)
