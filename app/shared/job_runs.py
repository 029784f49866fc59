"""What is stored of the timetable: runs, failures, requests, and who keeps it."""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.extensions import db
from app.shared.models import JobFailure, JobRequest, JobRun, SchedulerLease


def last_runs() -> Mapping[str, JobRun]:
    """Return the last finished run of each job by the job's name."""
    newest = select(JobRun.job, func.max(JobRun.finished_at).label("at")).group_by(JobRun.job)
    last = newest.subquery()
    rows = db.session.scalars(
        select(JobRun)
        .join(last, (last.c.job == JobRun.job) & (last.c.at == JobRun.finished_at))
        .order_by(JobRun.period)
    )
    return {run.job: run for run in rows}


def job_failures() -> Mapping[str, JobFailure]:
    """Return the failures that no good run has followed, by the job's name."""
    return {one.job: one for one in db.session.scalars(select(JobFailure))}


def job_requests() -> Mapping[str, JobRequest]:
    """Return what was asked for and not yet taken up, by the job's name."""
    return {one.job: one for one in db.session.scalars(select(JobRequest))}


def find_lease() -> SchedulerLease | None:
    """Return who keeps the timetable, or did last."""
    return db.session.get(SchedulerLease, 1)
