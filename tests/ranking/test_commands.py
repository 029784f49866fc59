"""flask ranking ...: what is said, what is counted, and exit 1 when something was refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.ranking import queries
from app.ranking.rules.lifecycle import RankingState
from app.shared.calendar import Month, Week, clock_at
from tests.makers.progress import a_rollup
from tests.makers.ranking import a_draft, a_frozen_ranking, a_published_ranking
from tests.makers.works import a_contract

JUNE = Month(2020, 6)
IN_JULY = datetime(2020, 7, 10, 4, tzinfo=UTC)


@pytest.fixture
def flask(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`flask("draft", "2020-06")` runs a ranking command in July 2020 in English."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*words: str) -> Result:
        with clock_at(IN_JULY):
            return app.test_cli_runner().invoke(args=["ranking", *words])

    return run


def states(app: Flask) -> list[RankingState]:
    with app.app_context():
        return [version.state for version in queries.list_versions(JUNE)]


def test_draft_publish_freeze_and_verify_take_a_month_from_records_to_its_fingerprint(
    app: Flask, flask: Any, given: Any
):
    with given():
        section = a_contract().section
        for number in (23, 24, 25):
            a_rollup(section, Week(2020, number), is_on_time=True)
    assert "1 drafted" in flask("draft", "2020-06").output
    assert "objections until 2020-07-14" in flask("publish", "2020-06").output
    refused = flask("freeze", "2020-06")
    assert (refused.exit_code, "0 frozen" in refused.output) == (1, True)
    assert "Objections may be made until the end of 2020-07-14." in refused.output
    forced = flask("freeze", "2020-06", "--force-before-deadline", "县里要求")
    assert (forced.exit_code, "1 frozen" in forced.output) == (0, True)
    verified = flask("verify", "2020-06")
    assert (verified.exit_code, "agrees, SHA-256 " in verified.output) == (0, True)
    assert states(app) == [RankingState.FROZEN]


def test_a_month_without_sections_is_refused_with_exit_1(flask: Any):
    refused = flask("draft", "1999-06")
    assert refused.exit_code == 1
    assert "There is no section to rank in the month." in refused.output


@pytest.mark.parametrize("command", ["publish", "freeze", "verify"])
def test_a_month_without_ranking_is_refused_with_exit_1(flask: Any, command: str):
    assert flask(command, "2020-06").exit_code == 1


def test_a_word_that_is_no_month_is_refused_in_a_sentence(flask: Any):
    refused = flask("draft", "2020-13")
    assert refused.exit_code == 2
    assert "is not a month" in refused.output


def test_verify_names_what_was_changed_behind_the_program_s_back(flask: Any, given: Any):
    with given():
        ranking = a_published_ranking()
        db.session.execute(
            text("UPDATE ranking_line SET score = 9999 WHERE ranking_id = :id AND place = 2"),
            {"id": ranking.id},
        )
    refused = flask("verify", "2020-06")
    assert refused.exit_code == 1
    assert "column score: 99.99, in the kept line 99.5" in refused.output


def test_freeze_takes_the_newest_version_of_each_group_only(app: Flask, flask: Any, given: Any):
    with given():
        a_frozen_ranking()
        a_draft(month="2020-05")
    assert flask("freeze", "2020-06").exit_code == 1
    assert states(app) == [RankingState.FROZEN]


def test_a_month_long_past_is_published_and_frozen_in_one_go_and_says_why(
    app: Flask, given: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with given():
        section = a_contract().section
        for number in (23, 24, 25):
            a_rollup(section, Week(2020, number), is_on_time=True)
    with clock_at(datetime(2020, 8, 1, 4, tzinfo=UTC)):
        runner = app.test_cli_runner()
        assert runner.invoke(args=["ranking", "draft", "2020-06"]).exit_code == 0
        frozen = runner.invoke(args=["ranking", "freeze", "2020-06"])
    assert (frozen.exit_code, "1 frozen" in frozen.output) == (0, True)
    with app.app_context():
        [version] = queries.list_versions(JUNE)
        assert version.force_reason == "entered after the fact from the command line"
