"""Running the timetable: one scheduler process holds the lease, and each job runs once per period."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask
from sqlalchemy import delete, select

from app.extensions import db
from app.shared.audit import Actor, record
from app.shared.calendar import SHANGHAI, now, today
from app.shared.models import JobFailure, JobRequest, JobRun, SchedulerLease
from app.shared.sentences import Sentence
from app.shared.transaction import transaction

LEASE_TIME = timedelta(seconds=60)
RENEW_EVERY_SECONDS = 20
#: Stands for the period of an errand, of which only the last run is kept.
LAST = "last"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One line of the timetable. `work(day)` does the job of that day's period and may be run again."""

    name: str
    #: Cron fields in Shanghai time, for people to read: {"hour": 6}.
    when: dict[str, Any]
    period_of: Callable[[date], str]
    work: Callable[[date], str]
    #: What it does, for the page.
    label: Sentence


@dataclass(frozen=True)
class Errand:
    """What is looked after again and again without a period: `work()` commits by itself, step by step.

    It may wait for other machines, which nothing that holds a transaction may do.
    """

    name: str
    when: dict[str, Any]
    work: Callable[[], str]
    #: What it does, for the page.
    label: Sentence


def run_errand(errand: Errand) -> str:
    """Do the errand, and keep what it said last as its run."""
    summary = errand.work()
    with transaction():
        last = db.session.get(JobRun, (errand.name, LAST))
        if last is None:
            last = JobRun(job=errand.name, period=LAST)
            db.session.add(last)
        if last.summary != summary:
            last.summary, last.finished_at = summary, now()
    return summary


def run_job(job: Job, day: date, *, again: bool = False) -> str | None:
    """Do the job for the period of `day` and return what it did; None when that period is done already.

    The claim and the work are one transaction: when the work fails, the period stays open.
    """
    period = job.period_of(day)
    with transaction():
        done = db.session.get(JobRun, (job.name, period))
        if done and not again:
            return None
        if done:
            db.session.delete(done)
            db.session.flush()
        run = JobRun(job=job.name, period=period)
        db.session.add(run)
        db.session.flush()
        run.summary = job.work(day)
        return run.summary


def hold_lease(holder: str) -> bool:
    """Take or renew the right to run the timetable; False while another process holds it."""
    moment = now()
    with transaction():
        lease = db.session.scalars(
            select(SchedulerLease).where(SchedulerLease.id == 1).with_for_update()
        ).one_or_none()
        if lease and lease.holder != holder and lease.expires_at > moment:
            return False
        if lease is None:
            lease = SchedulerLease(id=1)
            db.session.add(lease)
        lease.holder, lease.expires_at = holder, moment + LEASE_TIME
    return True


def give_up_lease(holder: str) -> None:
    """Let the next process take over at once."""
    with transaction():
        lease = db.session.get(SchedulerLease, 1)
        if lease and lease.holder == holder:
            db.session.delete(lease)


def jobs_of(app: Flask) -> Sequence[Job | Errand]:
    """Return the timetable; its actions are imported only when somebody asks."""
    jobs: Sequence[Job | Errand] = import_module(app.config.get("TIMETABLE", "app.timetable")).JOBS
    return jobs


def next_run(job: Job | Errand, after: datetime) -> datetime | None:
    """Return when the job runs next, in Shanghai time."""
    found: datetime | None = CronTrigger(timezone=SHANGHAI, **job.when).get_next_fire_time(
        None, after.astimezone(SHANGHAI)
    )
    return found


def ask_for_run(job: Job | Errand, *, by: Actor) -> None:
    """Let the scheduler run the job within half a minute; asking twice is asking once."""
    asked = db.session.get(JobRequest, job.name)
    if asked is None:
        db.session.add(
            JobRequest(job=job.name, asked_at=now(), asked_by_id=by.id, asked_by_name=by.name)
        )
        record(by, "job.asked_for", job, {"job": job.name})


def take_up_requests(jobs: Sequence[Job | Errand]) -> list[Job | Errand]:
    """Return the jobs that somebody asked for, and forget the requests."""
    with transaction():
        asked = db.session.scalars(select(JobRequest)).all()
        for request in asked:
            db.session.delete(request)
        names = {request.job for request in asked}
    return [job for job in jobs if job.name in names]


def keep_time(
    app: Flask, jobs: Sequence[Job | Errand], stop: threading.Event | None = None
) -> None:
    """Wait for the lease, run the timetable while it is held, and leave when told to stop."""
    stop = stop or _stop_on_signals()
    holder = f"{socket.gethostname()}-{os.getpid()}-{now():%H%M%S%f}"
    scheduler: BackgroundScheduler | None = None
    try:
        while not stop.is_set():
            held = _try_lease(app, holder)
            if held and scheduler is None:
                scheduler = _start(app, jobs)
            if held and scheduler is not None:
                _run_requested(app, scheduler, jobs)
            if not held and scheduler is not None:
                scheduler.shutdown(wait=True)
                scheduler = None
            stop.wait(RENEW_EVERY_SECONDS if held else 5)
    finally:
        if scheduler is not None:
            scheduler.shutdown(wait=True)
            with app.app_context():
                give_up_lease(holder)


def _try_lease(app: Flask, holder: str) -> bool:
    with app.app_context():
        try:
            return hold_lease(holder)
        except (
            Exception
        ):  # the database may be away for a moment: try again, never stop keeping time
            log.exception("the scheduler could not reach the database")
            db.session.rollback()
            return False


def _start(app: Flask, jobs: Sequence[Job | Errand]) -> BackgroundScheduler:
    scheduler = BackgroundScheduler(timezone=SHANGHAI)
    for job in jobs:
        scheduler.add_job(
            _run_in, CronTrigger(timezone=SHANGHAI, **job.when), args=[app, job],
            coalesce=True, max_instances=1, misfire_grace_time=3600, id=job.name,
        )  # fmt: skip
        # What was missed while nothing ran: the claim makes a second run harmless.
        scheduler.add_job(_run_in, "date", run_date=_soon(), args=[app, job])
    scheduler.start()
    return scheduler


def _run_requested(
    app: Flask, scheduler: BackgroundScheduler, jobs: Sequence[Job | Errand]
) -> None:
    with app.app_context():
        try:
            asked = take_up_requests(jobs)
        except Exception:  # asked for again at the next turn
            log.exception("the scheduler could not read what was asked for")
            db.session.rollback()
            return
    for job in asked:
        scheduler.add_job(_run_in, "date", run_date=_soon(), args=[app, job, True])


def _soon() -> datetime:
    return datetime.now(SHANGHAI) + timedelta(seconds=5)


def run_and_tell(job: Job | Errand, day: date, *, again: bool = False) -> str | None:
    """Do the job as run_job() does; a failure is kept for the page, and goes when the job goes well."""
    try:
        summary = run_errand(job) if isinstance(job, Errand) else run_job(job, day, again=again)
    except Exception as error:  # one failing job must not stop the others
        log.exception("job %s failed", job.name)
        db.session.rollback()
        with transaction():
            db.session.merge(
                JobFailure(
                    job=job.name, failed_at=now(), words=f"{type(error).__name__}: {error}"[:2000]
                )
            )
        return None
    if summary is not None:
        with transaction():
            db.session.execute(delete(JobFailure).where(JobFailure.job == job.name))
    return summary


def _run_in(app: Flask, job: Job | Errand, again: bool = False) -> None:
    with app.app_context():
        try:
            summary = run_and_tell(job, today(), again=again)
        except Exception:  # the database is away: the job's period stays open
            log.exception("the failure of job %s could not be kept", job.name)
            db.session.rollback()
            return
        if summary is not None:
            log.info("job %s: %s", job.name, summary)


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), lambda *_: stop.set())
    return stop
