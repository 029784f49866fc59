"""flask ranking draft | publish | freeze | verify 2020-06: each ends with a count, exit 1 when refused."""

from collections.abc import Callable, Iterable
from typing import NoReturn

import click
from flask import Flask
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.ranking import actions, queries
from app.ranking.models import Ranking
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import WorkGroup
from app.shared.audit import Program
from app.shared.calendar import Month, today
from app.shared.errors import RuleBroken, Unreadable
from app.shared.sentences import Sentence
from app.shared.transaction import transaction

SHELL = Program("flask ranking")
#: Why a month of the past is not left open to objections.
AFTER_THE_FACT = "entered after the fact from the command line"


class MonthWord(click.ParamType[Month]):
    """A month as 2020-06."""

    name = "month"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Month:
        """Read the month or fail with the parser's sentence."""
        try:
            return Month.parse(value)
        except Unreadable as unreadable:
            self.fail(str(unreadable.sentence), param, ctx)


ranking = AppGroup("ranking", help="The monthly ranking of sections.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(ranking)


@ranking.command("draft")
@click.argument("month", type=MonthWord())
def draft(month: Month) -> None:
    """Draft the month for every group of works, again where there is a draft."""
    with transaction():
        try:
            drafts = actions.draft_month(month, by=SHELL, on=today())
        except RuleBroken as broken:
            _count(0, _("drafted"))
            _tell_and_fail(broken.sentences)
    for one in drafts:
        _tell(one, _("drafted with %(count)s lines", count=len(queries.list_lines(one.id))))
    _count(len(drafts), _("drafted"))


@ranking.command("publish")
@click.argument("month", type=MonthWord())
def publish(month: Month) -> None:
    """Publish every draft of the month for objections."""
    drafts = [r for r in queries.list_versions(month) if r.state == RankingState.DRAFT]

    def publish_one(one: Ranking) -> str:
        actions.publish(one, by=SHELL, on=today())
        return str(_("published, objections until %(day)s", day=one.objections_until))

    _do_each(drafts, publish_one, _("published"), _("The month has no draft."))


@ranking.command("freeze")
@click.argument("month", type=MonthWord())
@click.option("--force-before-deadline", metavar="REASON", default="", help="Why not to wait.")
def freeze(month: Month, force_before_deadline: str) -> None:
    """Freeze the published ranking of every group.

    A month that ended more than a month ago is entered after the fact: its drafts are published and
    frozen in one go, and the reason is kept with the ranking and in the audit trail.
    """
    is_past = month.next().end <= today()
    reason = force_before_deadline or (AFTER_THE_FACT if is_past else "")
    states = {RankingState.PUBLISHED} | ({RankingState.DRAFT} if is_past else set())
    waiting = [
        one
        for group in WorkGroup
        for one in queries.list_versions(month, group)[:1]
        if one.state in states
    ]

    def freeze_one(one: Ranking) -> str:
        if one.state == RankingState.DRAFT:
            actions.publish(one, by=SHELL, on=today())
        actions.freeze_month(one, by=SHELL, on=today(), force_reason=reason)
        return str(_("frozen, SHA-256 %(sha)s", sha=one.sha256))

    _do_each(waiting, freeze_one, _("frozen"), _("The month has no published ranking."))


@ranking.command("verify")
@click.argument("month", type=MonthWord())
def verify(month: Month) -> None:
    """Recompute what is published and frozen from what it keeps; name what differs."""
    kept = [r for r in queries.list_versions(month) if r.state != RankingState.DRAFT]
    if not kept:
        _tell_and_fail([_("The month has no published or frozen ranking.")])
    problems = []
    for one in kept:
        found = queries.verify(one)
        problems += [f"{_name(one)}: {sentence}" for sentence in found]
        _tell(one, _("differs") if found else _("agrees, SHA-256 %(sha)s", sha=one.sha256))
    _count(len(kept), _("verified"))
    if problems:
        _tell_and_fail(problems)


def _do_each(
    rankings: list[Ranking], act: Callable[[Ranking], str], done_word: str, none_found: str
) -> None:
    """Do what may be done, then fail with the problems of the others."""
    if not rankings:
        _count(0, done_word)
        _tell_and_fail([none_found])
    done, problems = 0, []
    with transaction():
        for one in rankings:
            try:
                _tell(one, act(one))
                done += 1
            except RuleBroken as broken:
                problems += [f"{_name(one)}: {sentence}" for sentence in broken.sentences]
    _count(done, done_word)
    if problems:
        _tell_and_fail(problems)


def _tell(one: Ranking, what: str) -> None:
    click.echo(f"{_name(one)}: {what}")


def _name(one: Ranking) -> str:
    return f"{one.month} {one.group.label} v{one.number}"


def _count(number: int, word: str) -> None:
    click.echo(f"{number} {word}")


def _tell_and_fail(problems: Iterable[Sentence | str]) -> NoReturn:
    for problem in problems:
        click.echo(str(problem), err=True)
    raise SystemExit(1)
