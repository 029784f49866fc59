"""Photos of forms that were never saved do not stay for ever."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from app.evidence.actions import sweep_photos
from app.evidence.store import path_of, take_in_all
from app.shared.calendar import today
from app.timetable import JOBS
from tests.evidence.test_store import Sent
from tests.makers.evidence import a_photo_file
from tests.makers.inspections import an_inspection

pytestmark = pytest.mark.usefixtures("context")
NOON = datetime(2020, 6, 7, 4, 0, tzinfo=UTC)


def a_file_of(moment: datetime, folder, colour: str):
    (photo,), _ = take_in_all([Sent(a_photo_file(colour=colour))], folder)
    for size in ("picture", "thumbnail"):
        os.utime(path_of(photo.sha256, folder, size=size), (moment.timestamp(),) * 2)
    return photo


def test_old_photos_that_no_record_shows_are_removed(tmp_path):
    shown = a_file_of(NOON - timedelta(days=9), tmp_path, "red")
    unsaved = a_file_of(NOON - timedelta(seconds=1), tmp_path, "blue")
    young = a_file_of(NOON, tmp_path, "green")
    an_inspection(photos=[shown])
    (tmp_path / "ab").mkdir(exist_ok=True)
    stranger = tmp_path / "ab" / "notes.jpg"
    stranger.write_bytes(b"not ours")
    os.utime(stranger, (0, 0))
    assert sweep_photos(tmp_path, NOON) == 2  # the picture and its thumbnail
    there = [path_of(photo.sha256, tmp_path).exists() for photo in (shown, unsaved, young)]
    assert there == [True, False, True]
    assert stranger.exists()


def test_an_empty_store_is_swept_without_fuss(tmp_path):
    assert sweep_photos(tmp_path / "nowhere", NOON) == 0


def test_the_timetable_sweeps_every_night():
    (job,) = [job for job in JOBS if job.name == "sweep_photos"]
    assert job.work(today()) == "0 files"
