"""`flask import …`: the importer from the command line, each ending with a count of what it did."""

from pathlib import Path

import click
from flask import Flask

from app.reports import actions
from app.reports.models import ImportBatch
from app.reports.queries.batches import get_batch
from app.reports.rules.batches import RowState, restored_problem
from app.reports.rules.fields import Kind
from app.reports.rules.problems import Problem
from app.shared.audit import Program
from app.shared.calendar import Week
from app.shared.errors import NotFound, RuleBroken, Unreadable
from app.shared.transaction import transaction

#: Who the audit trail says it was.
COMMAND_LINE = Program("flask import")
#: More problems than this are counted, not printed.
MOST_PRINTED = 2_000


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(import_group)


@click.group("import")
def import_group() -> None:
    """Take in ledgers and weekly sheets."""


@import_group.command("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", default="", help="The programme, when the title does not say it.")
@click.option("--year", type=click.IntRange(1990, 2199), help="The year of the programme.")
@click.option("--sender", default="", help="Who keeps the ledger; mappings are remembered by it.")
@click.option("--all-or-nothing", is_flag=True, help="Take nothing in when a row is refused.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_register(
    file: Path, programme: str, year: int | None, sender: str, all_or_nothing: bool, dry_run: bool
) -> None:
    """Take in a project ledger."""
    given = actions.Upload(
        file.read_bytes(), file.name, Kind.REGISTER, sender, programme=programme, year=year
    )
    _run(given, all_or_nothing=all_or_nothing, dry_run=dry_run)


@import_group.command("weekly")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--week", default="", help="The week like 2020-W22, when the title does not say it.")
@click.option("--sender", default="", help="Who keeps the sheet; mappings are remembered by it.")
@click.option("--all-or-nothing", is_flag=True, help="Take nothing in when a row is refused.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_weekly(file: Path, week: str, sender: str, all_or_nothing: bool, dry_run: bool) -> None:
    """Take in a weekly sheet."""
    try:
        chosen = Week.parse(week) if week else None
    except Unreadable as error:
        raise click.BadParameter(str(error.sentence), param_hint="--week") from error
    given = actions.Upload(file.read_bytes(), file.name, Kind.WEEKLY, sender, week=chosen)
    _run(given, all_or_nothing=all_or_nothing, dry_run=dry_run)


@import_group.command("undo")
@click.argument("batch_number", type=int)
def undo(batch_number: int) -> None:
    """Undo a batch that was taken in."""
    try:
        with transaction():
            count = actions.undo_batch(get_batch(batch_number), by=COMMAND_LINE)
    except NotFound:
        raise click.ClickException(f"There is no import {batch_number}.") from None
    except RuleBroken as refusal:
        raise click.ClickException("\n".join(map(str, refusal.sentences))) from refusal
    click.echo(f"Import {batch_number} was undone: {count} rows were put back.")


def _run(given: actions.Upload, *, all_or_nothing: bool, dry_run: bool) -> None:
    """Upload, preview and confirm in one go; exit 1 when something was refused."""
    try:
        with transaction() as outcome:
            batch = actions.upload(given, by=COMMAND_LINE)
            plan = actions.plan_ahead(batch, by=COMMAND_LINE)
            refused = plan.count(RowState.REFUSED)
            takes_in = bool(batch.new_count + batch.changed_count) and not dry_run
            if takes_in and not (refused and all_or_nothing):
                actions.apply_batch(batch, by=COMMAND_LINE, plan=plan)
            else:
                actions.keep_rows(batch, plan)
            _print_outcome(batch, plan)
            is_sound = not refused and not any(each.refuses for each in plan.problems)
            outcome.keep = not dry_run
    except RuleBroken as refusal:
        raise click.ClickException("\n".join(map(str, refusal.sentences))) from refusal
    if not is_sound:
        raise SystemExit(1)


def _print_outcome(batch: ImportBatch, plan: actions.Plan) -> None:
    remarks = [restored_problem(kept) for kept in batch.remarks if not kept["sheet"]]
    problems = [*remarks, *plan.all_problems]
    for problem in problems[:MOST_PRINTED]:
        click.echo(_line(problem))
    if len(problems) > MOST_PRINTED:
        click.echo(f"… and {len(problems) - MOST_PRINTED} more.")
    counts = plan.counts
    was = "was taken in" if batch.applied_at else "was not taken in"
    click.echo(
        f"Import {batch.id} ({batch.file_name}) {was}: "
        f"{counts[RowState.NEW]} new, {counts[RowState.CHANGED]} changed, "
        f"{counts[RowState.UNCHANGED]} unchanged, {counts[RowState.REFUSED]} refused."
    )


def _line(problem: Problem) -> str:
    where = f"{problem.place}: " if problem.place else ""
    return f"{'refused' if problem.refuses else 'note'}: {where}{problem.sentence}"
