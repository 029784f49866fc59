"""What runs by itself: each job's last run and result, its next run, and running it now."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.accounts.views.blueprint import blueprint
from app.shared import job_runs, scheduler
from app.shared.calendar import now
from app.shared.models import JobFailure, JobRequest, JobRun
from app.shared.scheduler import Errand, Job
from app.shared.transaction import commits


@dataclass(frozen=True)
class JobShown:
    """One line of the page."""

    job: Job | Errand
    last: JobRun | None
    failure: JobFailure | None
    request: JobRequest | None
    next_at: datetime | None


@blueprint.get("/timetable")
@requires(Permission.SEE_TIMETABLE)
def timetable() -> ResponseReturnValue:
    runs, failures = job_runs.last_runs(), job_runs.job_failures()
    requests, moment = job_runs.job_requests(), now()
    shown = [
        JobShown(
            job,
            runs.get(job.name),
            failures.get(job.name),
            requests.get(job.name),
            scheduler.next_run(job, moment),
        )
        for job in scheduler.jobs_of(current_app)
    ]
    lease = job_runs.find_lease()
    is_kept = lease is not None and lease.expires_at > moment
    return render_template("accounts/timetable.html", jobs=shown, lease=lease, is_kept=is_kept)


@blueprint.post("/timetable/<name>/run")
@requires(Permission.RUN_JOBS)
@commits
def timetable_run(name: str) -> ResponseReturnValue:
    job = next((one for one in scheduler.jobs_of(current_app) if one.name == name), None)
    if job is None:
        abort(404)
    scheduler.ask_for_run(job, by=current_user)
    flash(_("The job will run within half a minute."))
    return redirect(url_for("accounts.timetable"), 303)
