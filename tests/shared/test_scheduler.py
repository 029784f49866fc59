"""The timetable: one scheduler works, and each job runs once per period."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.extensions import db
from app.shared import job_runs
from app.shared.audit import Program
from app.shared.calendar import clock_at, now
from app.shared.models import JobRun
from app.shared.scheduler import (
    LEASE_TIME,
    Errand,
    Job,
    ask_for_run,
    give_up_lease,
    hold_lease,
    next_run,
    run_and_tell,
    run_errand,
    run_job,
    take_up_requests,
)
from app.shared.sentences import say
from app.timetable import JOBS

DAY = date(2026, 6, 1)


def _job(work) -> Job:
    return Job("count", {"hour": 1}, lambda day: day.isoformat(), work, say("Count"))


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
    errand = Errand("look", {"minute": "*"}, lambda: next(said), say("Look"))
    assert [run_errand(errand), run_errand(errand)] == ["first", "second"]
    assert db.session.get_one(JobRun, ("look", "last")).summary == "second"


@pytest.mark.usefixtures("context")
def test_a_failure_is_kept_until_the_job_goes_well() -> None:
    def fail(_day: date) -> str:
        raise OSError("no disk")

    assert run_and_tell(_job(fail), DAY) is None
    assert job_runs.job_failures()["count"].words == "OSError: no disk"
    assert run_and_tell(_job(lambda _day: "done"), DAY) == "done"
    db.session.expire_all()
    assert job_runs.job_failures() == {}


@pytest.mark.usefixtures("context")
def test_what_is_asked_for_is_taken_up_once() -> None:
    job, other = _job(lambda _day: "done"), JOBS[0]
    ask_for_run(job, by=Program())
    ask_for_run(job, by=Program())
    assert take_up_requests([job, other]) == [job]
    assert take_up_requests([job, other]) == []


@pytest.mark.usefixtures("context")
def test_the_last_run_of_a_job_is_the_one_that_ended_last() -> None:
    job = _job(lambda day: f"done {day}")
    moment = now()
    for hours, day in ((0, date(2026, 6, 2)), (1, DAY)):
        with clock_at(moment + timedelta(hours=hours)):
            run_job(job, day)
    assert job_runs.last_runs()["count"].summary == "done 2026-06-01"


def test_the_next_run_is_in_shanghai_time() -> None:
    after = datetime(2026, 6, 1, 16, 59, tzinfo=UTC)  # 00:59 on the 2nd in Shanghai
    assert next_run(_job(lambda _day: ""), after) == datetime(2026, 6, 1, 17, tzinfo=UTC)
