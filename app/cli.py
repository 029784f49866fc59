"""Commands, thin: read the words, call an action inside transaction(), say what it did."""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.shared import scheduler
from app.shared.calendar import today
from app.shared.errors import Unreadable
from app.shared.trail import HEADS_FILE, check_trail, head_of_trail, read_heads

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
@with_appcontext
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of heads that was kept elsewhere: a line each of time, event number and hash.",
)  # fmt: skip
def verify(against: Path | None) -> None:
    """Check every event's hash and link, and the heads kept day by day; exit 1 naming the first bad event."""
    own = Path(current_app.config["DATA_FOLDER"]) / HEADS_FILE
    try:
        heads = [
            head for path in (own, against) if path and path.exists() for head in read_heads(path)
        ]
    except Unreadable as trouble:
        raise click.ClickException(str(trouble.sentence)) from None
    began = perf_counter()
    found = check_trail(heads)
    if found.broken is not None:
        broken = found.broken
        where = f" ({broken.action}, {broken.at})" if broken.action else ""
        raise click.ClickException(f"Event {broken.event_id}{where}: {broken.fault.label}.")
    click.echo(f"The audit trail is whole: {found.count} events, {perf_counter() - began:.1f} s.")
    click.echo(f"Head: {found.head or 'none'}")
    click.echo(f"Heads compared: {len(heads)}")


@audit.command("head")
@with_appcontext
def head() -> None:
    """Print number and hash of the last event, to be kept where nobody of this program can reach."""
    click.echo(str(head_of_trail() or "none"))
