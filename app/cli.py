"""Commands, thin: read the words, call an action inside transaction(), say what it did."""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import click
from flask import Flask, current_app

from app.ledger.queries.checks import check_ledger
from app.shared import scheduler
from app.shared.calendar import today
from app.shared.errors import Unreadable
from app.shared.trail import HEADS, check_trail, read_heads, write_export, write_head

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
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(against: Path | None) -> None:
    """Check every event and the ledger; exit 1 naming the first bad event and what is wrong with it.

    The heads of the data folder are compared too, and those of --against FILE, a list that was kept elsewhere,
    so that a cut or rewritten end is found.
    """
    lists = [current_app.config["DATA_FOLDER"] / HEADS, *([against] if against else [])]
    try:
        heads = [head for path in lists for head in read_heads(path)]
    except Unreadable as trouble:
        raise click.ClickException(str(trouble.sentence)) from None
    started = monotonic()
    trail = check_trail(heads)
    transactions, problems = check_ledger()
    seconds = monotonic() - started
    click.echo(f"{trail.count} events, {transactions} transactions, {seconds:.1f} s")
    click.echo(f"head {trail.head}")
    if trail.fault is not None:
        problems = [trail.sentence, *problems]
    if problems:
        raise click.ClickException("\n".join(str(problem) for problem in problems))
    click.echo(str(trail.sentence))


@audit.command("head")
def head() -> None:
    """Add the end of the trail to the list in the data folder, and print it for another place."""
    click.echo(str(write_head(current_app.config["DATA_FOLDER"])))


@audit.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the trail for scripts/verify_audit.py, which needs nothing of this program."""
    click.echo(f"{write_export(file)} events")
