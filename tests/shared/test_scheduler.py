"""The timetable: one scheduler works, and each job runs once per period."""

from datetime import date

import pytest

from app.extensions import db
from app.shared.calendar import clock_at, now
from app.shared.models import JobRun
from app.shared.scheduler import (
    LEASE_TIME,
    Errand,
    Job,
    give_up_lease,
    hold_lease,
    run_errand,
    run_job,
)
from app.timetable import JOBS

DAY = date(2026, 6, 1)


def _job(work) -> Job:
    return Job("count", {"hour": 1}, lambda day: day.isoformat(), work)


@pytest.mark.usefixtures("context")
def test_a_period_is_done_once_unless_asked_again() -> None:
    runs: list[date] = []
    job = _job(lambda day: runs.append(day) or "done")
    assert run_job(job, DAY) == "done"
    assert run_job(job, DAY) is None
    assert run_job(job, DAY, again=True) == "done"
    assert runs == [DAY, DAY]


@pytest.mark.usefixtures("context")
def test_a_failed_job_leaves_its_period_open() -> None:
    def fail(_day: date) -> str:
        raise RuntimeError("no disk")

    with pytest.raises(RuntimeError):
        run_job(_job(fail), DAY)
    assert db.session.get(JobRun, ("count", "2026-06-01")) is None


@pytest.mark.usefixtures("context")
def test_the_second_scheduler_waits_until_the_lease_ends() -> None:
    moment = now()
    with clock_at(moment):
        assert hold_lease("first")
        assert hold_lease("first")
        assert not hold_lease("second")
    with clock_at(moment + LEASE_TIME):
        assert hold_lease("second")
        assert not hold_lease("first")
    give_up_lease("second")
    assert hold_lease("first")


def test_every_job_has_its_own_name() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.usefixtures("context")
def test_an_errand_runs_each_time_and_its_last_run_is_kept() -> None:
    said = iter(["first", "second"])
    errand = Errand("look", {"minute": "*"}, lambda: next(said))
    assert [run_errand(errand), run_errand(errand)] == ["first", "second"]
    assert db.session.get_one(JobRun, ("look", "last")).summary == "second"
