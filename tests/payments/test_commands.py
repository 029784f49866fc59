"""`flask payments ...`: what is printed, what is stored, how it ends."""

import json
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.payments.models import ReleaseLine, ReleaseProposal
from app.ranking.rules.policy import Band
from tests.makers.accounts import a_user
from tests.makers.payments import WAN, a_frozen_ranking, a_paid_section


def run(app: Flask, *words: str) -> tuple[int, str, str]:
    """Return (exit code, output, errors) of a command."""
    result = app.test_cli_runner().invoke(args=["payments", *words])
    return result.exit_code, result.stdout, result.stderr


def test_a_month_is_proposed_as_json_with_every_figure(app: Flask, given: Callable) -> None:
    with given():
        front, rear = a_paid_section("一标段", paid_wan=350), a_paid_section("二标段", paid_wan=350)
        a_frozen_ranking({front: Band.FRONT, rear: Band.REAR})
    code, out, errors = run(app, "propose", "2020-06", "--funds", "3000000", "--json")
    assert code == 0
    record = json.loads(out)
    assert record["month"] == "2020-06"
    assert (record["funds_fen"], record["funds_yuan"]) == (300 * WAN, "3000000.00")
    assert record["reckoned_on"] == "2020-07-01"
    assert [line["section"] for line in record["lines"]] == ["一标段", "二标段"]
    first = record["lines"][0]
    assert first["proposed_fen"] == 100 * WAN
    assert (first["share"], first["band"], first["place"]) == ("0.900000", "front", 1)
    assert record["lines"][1]["deferred_fen"] == 50 * WAN
    assert record["totals"]["due_fen"] == 200 * WAN
    assert record["totals"]["proposed_fen"] + record["totals"]["deferred_fen"] == 200 * WAN
    assert "2 lines proposed for 2020-06" in errors


def test_the_names_of_the_json_are_a_promise(app: Flask, given: Callable) -> None:
    with given():
        a_paid_section()
    record = json.loads(run(app, "propose", "2020-06", "--funds", "300万元", "--json")[1])
    assert sorted(record) == [
        *("coverage", "funds_fen", "funds_yuan", "lines", "month", "number", "policy"),
        *("rankings", "reckoned_on", "sha256", "sources", "state", "totals"),
    ]
    assert sorted(record["lines"][0]) == [
        *("accrued_interest_fen", "band", "band_share", "ceiling_fen", "completed_fen"),
        *("contract_no", "contract_share", "contractor", "decided_fen", "deferred_by_rank_fen"),
        *(
            "deferred_fen",
            "deferred_for_funds_fen",
            "deferred_until",
            "done_share",
            "drawn",
            "due_fen",
        ),
        *("floor_fen", "floor_share", "held_fen", "interest_per_day_fen", "latest_on"),
        *("legal_floor_fen", "matured_fen", "paid_fen", "place", "position", "price_fen"),
        *("project", "proposed_fen", "reasons", "section", "section_id", "share", "target_fen"),
        *("wage_fen", "wage_share", "wages_paid_fen"),
    ]


def test_people_get_a_table_that_ends_with_a_count(app: Flask, given: Callable) -> None:
    with given():
        user = a_user(Role.FINANCE)
        username = user.username
        a_paid_section("三标段", paid_wan=350)
    code, out, _errors = run(app, "propose", "2020-06", "--funds", "300", "--by", username)
    assert code == 0
    assert "三标段" in out
    assert out.strip().endswith(
        "1 lines proposed for 2020-06: 300.00 of 300.00 yuan, 999,700.00 yuan deferred."
    )
    with given():
        proposal = db.session.scalars(select(ReleaseProposal)).one()
        assert proposal.proposed_by_id == user.id


def test_a_refusal_ends_with_one_and_lists_the_problems(app: Flask, given: Callable) -> None:
    for words in (
        ("2020-06", "--funds", "300"),  # no contracts
        ("2020-13", "--funds", "300"),
        ("2020-06", "--funds", "viel"),
        ("2020-06", "--funds", "0"),
        ("2199-01", "--funds", "3"),
    ):
        code, _out, errors = run(app, "propose", *words)
        assert (code, "Nothing was done: 1 problems" in errors) == (
            1,
            True,
        ) or "2 problems" in errors
    code, out, _errors = run(app, "propose", "2020-06", "--funds", "300", "--json")
    assert code == 1
    assert len(json.loads(out)["problems"]) == 1


def test_an_unknown_proposer_is_refused(app: Flask) -> None:
    code, _out, errors = run(app, "propose", "2020-06", "--funds", "1", "--by", "nobody")
    assert (code, "There is no user nobody." in errors) == (1, True)


def test_a_month_is_recomputed(app: Flask, given: Callable) -> None:
    with given():
        a_paid_section(paid_wan=350)
    run(app, "propose", "2020-06", "--funds", "300")
    code, out, _errors = run(app, "verify", "2020-06")
    assert (code, out.strip()) == (0, "1 proposals recomputed, all figures agree.")
    with given():
        line = db.session.scalars(select(ReleaseLine)).one()
        line.inputs = line.inputs | {"wages_paid_fen": 1}
    code, _out, errors = run(app, "verify", "2020-06")
    assert code == 1
    assert "2020-06 (1)" in errors
    assert run(app, "verify", "never")[0] == 1
