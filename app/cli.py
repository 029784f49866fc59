"""Commands, thin: read the words, call an action inside transaction(), say what it did."""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

import click
from flask import Flask, current_app

from app.shared import scheduler
from app.shared.audit import first_broken_event
from app.shared.calendar import today

ROOMS_WITH_COMMANDS = (
    "accounts", "evidence", "notices", "progress", "ranking", "payments", "reports", "works_map", "home",
)  # fmt: skip


def register(app: Flask) -> None:
    """Attach the program's commands and those of the rooms."""
    app.cli.add_command(keep_time)
    app.cli.add_command(run_job)
    app.cli.add_command(audit)
    for room in ROOMS_WITH_COMMANDS:
        if find_spec(f"app.{room}.commands"):
            import_module(f"app.{room}.commands").register(app)
    if find_spec("app.demonstration"):
        import_module("app.demonstration.commands").register(app)


@click.command("scheduler")
def keep_time() -> None:
    """Run the timetable until stopped; of several such processes one works and the others wait."""
    from app.timetable import JOBS

    scheduler.keep_time(current_app._get_current_object(), JOBS)  # type: ignore[attr-defined]


@click.command("job")
@click.argument("name")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="A day of the period; today when left out."
)
@click.option("--again", is_flag=True, help="Run it although the period is done.")
def run_job(name: str, on: datetime | None, again: bool) -> None:
    """Run one job of the timetable now."""
    from app.timetable import JOBS

    jobs = {job.name: job for job in JOBS}
    if name not in jobs:
        raise click.ClickException(f"There is no job {name}. There are: {', '.join(sorted(jobs))}.")
    job = jobs[name]
    if isinstance(job, scheduler.Errand):
        click.echo(scheduler.run_errand(job))
        return
    summary = scheduler.run_job(job, on.date() if on else today(), again=again)
    click.echo(
        summary if summary is not None else "That period is done already; add --again to repeat it."
    )


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command("verify")
def verify() -> None:
    """Check every event's hash and link; exit 1 naming the first that was changed."""
    broken = first_broken_event()
    if broken is not None:
        raise click.ClickException(
            f"Event {broken.id} ({broken.action}, {broken.at:%Y-%m-%d %H:%M}) was changed."
        )
    click.echo("The audit trail is whole.")
