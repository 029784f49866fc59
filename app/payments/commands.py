"""`flask payments ...`: propose a month's payments and recompute what was proposed."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn

import click
from flask import Flask
from flask.cli import AppGroup

from app.accounts.queries import find_user_by_username
from app.payments import actions, queries
from app.payments.models import ReleaseProposal
from app.payments.queries import LineRow
from app.payments.rules.money import in_yuan
from app.ranking.rules.canonical import sentence_from
from app.shared.audit import Actor, Program
from app.shared.calendar import Month
from app.shared.errors import Refused, Unreadable
from app.shared.quantities import parse_money
from app.shared.transaction import transaction
from app.works.rules import BOUND, FundKind

payments = AppGroup("payments", help="The month's payments.")


def register(app: Flask) -> None:
    """Attach the commands to the program."""
    app.cli.add_command(payments)


@payments.command("propose")
@click.argument("month")
@click.option("--funds", default="0", help="Unrestricted funds in yuan: 3000000, or 300万元.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    help="Funds bound to a source: central=2000000; also provincial, district, self_raised, other.",
)
@click.option("--by", "username", help="User name of who proposes; the program when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def propose(
    month: str, funds: str, sources: tuple[str, ...], username: str | None, as_json: bool
) -> None:
    """Share the funds of MONTH (2020-06) among the sections and keep it as a draft."""
    try:
        with transaction():
            funds_fen, bound = parse_money(funds, "yuan", least_fen=0).value, _bound(sources)
            by = _proposer(username)
            proposal = actions.propose_releases(Month.parse(month), funds_fen, by=by, bound=bound)
    except Unreadable as error:
        _refuse([str(error.sentence)], as_json)
    except Refused as error:
        _refuse([str(sentence) for sentence in error.sentences], as_json)
    rows = queries.list_rows(proposal)
    if as_json:
        click.echo(json.dumps(as_record(proposal, rows), ensure_ascii=False, indent=2))
    else:
        _print_table(proposal, rows)
    click.echo(_count(proposal, rows), err=as_json)


@payments.command("verify")
@click.argument("month")
def verify(month: str) -> None:
    """Recompute the proposals of MONTH from what they keep; exit 1 when a figure does not agree."""
    try:
        proposals = queries.list_proposals(Month.parse(month))
    except Unreadable as error:
        _refuse([str(error.sentence)], as_json=False)
    problems = [
        f"{proposal.name}: {problem}"
        for proposal in proposals
        for problem in actions.verify_proposal(proposal)
    ]
    if problems:
        _refuse(problems, as_json=False)
    click.echo(f"{len(proposals)} proposals recomputed, all figures agree.")


@payments.command("post-opening")
def post_opening() -> None:
    """Book in the ledger what was approved and paid before there was one; again posts nothing."""
    try:
        with transaction():
            approvals, paid = actions.post_opening(by=Program())
    except Refused as error:
        _refuse([str(sentence) for sentence in error.sentences], as_json=False)
    click.echo(f"{approvals} approvals and {paid} payments posted.")


def as_record(proposal: ReleaseProposal, rows: list[LineRow]) -> dict[str, Any]:
    """Return a proposal as JSON values: money in whole fen, shares as text, days as ISO text."""
    return {
        "month": str(proposal.month),
        "number": proposal.number,
        "state": proposal.state.value,
        "funds_fen": proposal.funds_fen,
        "funds_yuan": _yuan(proposal.funds_fen),
        "sources": proposal.sources,
        "reckoned_on": proposal.reckoned_on.isoformat(),
        "coverage": proposal.coverage.value,
        "policy": proposal.policy,
        "rankings": proposal.rankings,
        "sha256": proposal.sha256,
        "totals": {name: sum(getattr(row.line, name) for row in rows) for name in TOTALS},
        "lines": [_line_record(row) for row in rows],
    }


TOTALS = (
    "completed_fen", "paid_fen", "due_fen", "wage_fen", "floor_fen", "proposed_fen",
    "decided_fen", "deferred_fen",
)  # fmt: skip


def _line_record(row: LineRow) -> dict[str, Any]:
    figures = {name: _plain(value) for name, value in asdict(row.line.figures).items()}
    names = {"section": row.section, "project": row.project, "contractor": row.contractor}
    return (
        names
        | figures
        | {
            "deferred_fen": row.line.deferred_fen,
            "decided_fen": row.line.decided_fen,
            "drawn": row.line.drawn,
            "reasons": [str(sentence_from(reason)) for reason in row.line.reasons],
        }
    )


def _bound(sources: tuple[str, ...]) -> dict[FundKind, int]:
    """Return the amounts of `central=2000000` by source."""
    bound: dict[FundKind, int] = {}
    for source in sources:
        name, _sign, amount = source.partition("=")
        kind = next((kind for kind in BOUND if kind.value == name.strip()), None)
        if kind is None or kind in bound:
            raise click.ClickException(
                f"There is no source {name}, or it is named twice: {', '.join(k.value for k in BOUND)}."
            )
        bound[kind] = parse_money(amount, "yuan", least_fen=0).value
    return bound


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _proposer(username: str | None) -> Actor:
    if username is None:
        return Program()
    user = find_user_by_username(username)
    if user is None:
        raise click.ClickException(f"There is no user {username}.")
    return user


def _print_table(proposal: ReleaseProposal, rows: list[LineRow]) -> None:
    click.echo(f"{proposal.month}  {in_yuan(proposal.funds_fen)}  {proposal.reckoned_on}")
    for row in rows:
        line = row.line
        amounts = (line.due_fen, line.wage_fen, line.floor_fen, line.proposed_fen)
        cells = "".join(f"{in_yuan(fen):>18}" for fen in (*amounts, line.deferred_fen))
        band = str(line.band.label) if line.band else "-"
        click.echo(
            f"{line.position:>3} {cells}  {line.latest_on or '-':<10}  {band}  {row.section}"
        )
        click.echo(f"      {sentence_from(line.reasons[0])}")


def _count(proposal: ReleaseProposal, rows: list[LineRow]) -> str:
    proposed = sum(row.line.proposed_fen for row in rows)
    deferred = sum(row.line.deferred_fen for row in rows)
    return (
        f"{len(rows)} lines proposed for {proposal.month}: {in_yuan(proposed)} of"
        f" {in_yuan(proposal.funds_fen)} yuan, {in_yuan(deferred)} yuan deferred."
    )


def _refuse(problems: list[str], as_json: bool) -> NoReturn:
    """Print the problems and end with exit code 1."""
    if as_json:
        click.echo(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
    for problem in problems:
        click.echo(problem, err=True)
    click.echo(f"Nothing was done: {len(problems)} problems.", err=True)
    raise click.exceptions.Exit(1)
