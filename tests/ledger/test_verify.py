"""Whoever changes the books past the program is found and named, by two verifiers that agree."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.ledger.actions import post
from app.ledger.queries.checks import check_ledger
from app.ledger.rules.builders import funding_entries
from app.ledger.rules.entries import TransactionKind
from app.shared.audit import Program, record
from app.shared.trail import check_trail, read_heads, write_export, write_head
from app.shared.transaction import transaction
from tests.contention import an_own_app
from tests.makers.accounts import an_organisation

STRANGER = Path(__file__).resolve().parents[2] / "scripts" / "verify_audit.py"
#: How the books are changed past the triggers, and what is found: (statements, fault).
MUTANTS = {
    "one changed byte": (
        ["UPDATE audit_event SET actor_name = actor_name || 'x' WHERE id = 4"], 4, "changed",
    ),
    "a changed hash": (
        ["UPDATE audit_event SET previous_hash = hash WHERE id = 4"], 4, "changed",
    ),
    "a byte that is no text": (
        ["UPDATE audit_event SET reason = CAST(x'ff' || substr(CAST(reason AS BLOB), 2) AS TEXT) WHERE id = 4"],
        4, "changed",
    ),
    "a byte that is no text in the place of a question mark": (
        [
            "UPDATE audit_event SET subject_name ="
            " CAST(replace(CAST(subject_name AS BLOB), x'3f', x'ff') AS TEXT) WHERE id = 4"
        ], 4, "changed",
    ),
    "bytes where a text was": (
        ["UPDATE audit_event SET actor_name = CAST(actor_name AS BLOB) WHERE id = 4"], 4, "changed",
    ),
    "something after the end of a text": (
        ["UPDATE audit_event SET reason = reason || char(0) || 'x' WHERE id = 4"], 4, "changed",
    ),
    "something after the end of a moment": (
        ["UPDATE audit_event SET at = at || char(0) || 'x' WHERE id = 4"], 4, "changed",
    ),
    "another sign between day and hour": (
        ["UPDATE audit_event SET at = replace(at, ' ', 'T') WHERE id = 4"], 4, "changed",
    ),
    "a deleted row": (["DELETE FROM audit_event WHERE id = 3"], 4, "missing"),
    "a deleted beginning": (["DELETE FROM audit_event WHERE id = 1"], 2, "missing"),
    "a swapped pair": (
        [
            "UPDATE audit_event SET id = 1000 WHERE id = 3",
            "UPDATE audit_event SET id = 3 WHERE id = 4",
            "UPDATE audit_event SET id = 4 WHERE id = 1000",
        ], 3, "swapped",
    ),
    "a cut end": (["DELETE FROM audit_event WHERE id > 5"], 5, "truncated"),
}  # fmt: skip


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app on a database of its own with some events and three transactions, and its triggers removed."""
    folder = tmp_path_factory.mktemp("books")
    making = an_own_app(folder)
    app = making.__enter__()
    with app.app_context(), transaction():
        bureau = an_organisation("谁？who?")
        for number in range(4):
            record(Program(), "test.done", bureau, {"n": number, "名": "路"}, reason='"\\\n')
        for number in range(3):
            entries = funding_entries({"central": 100 + number})
            day = date(2020, 6, 1)
            post(TransactionKind.FUNDING, None, day, entries, bureau, f"k{number}", Program())
    with app.app_context():
        write_head(folder)
        for table in ("audit_event", "ledger_entry", "ledger_transaction", "ledger_seal"):
            for verb in ("update", "delete"):
                on = "" if db.engine.dialect.name == "sqlite" else f" ON {table}"
                db.session.execute(text(f"DROP TRIGGER {table}_no_{verb}{on}"))
        db.session.commit()
    return app


def stranger_says(folder: Path, heads: Path) -> str:
    write_export(folder / "trail.jsonl")
    command = [sys.executable, "-I", str(STRANGER), str(folder / "trail.jsonl"), str(heads)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def test_whole_books_are_called_whole(books: Flask, tmp_path: Path) -> None:
    heads = books.config["DATA_FOLDER"] / "audit-heads.txt"
    with books.app_context():
        report = check_trail(read_heads(heads))
        assert report.fault is None
        assert check_ledger() == (3, [])
        assert stranger_says(tmp_path, heads) == f"whole: {report.count} events, head {report.head}"


def test_both_verifiers_see_a_list_of_heads_that_contradicts_itself(
    books: Flask, tmp_path: Path
) -> None:
    true = (books.config["DATA_FOLDER"] / "audit-heads.txt").read_text()
    at, count, _hash = true.split()
    (tmp_path / "heads").write_text(f"{at} {count} {'a' * 64}\n{true}")
    with books.app_context():
        report = check_trail(read_heads(tmp_path / "heads"))
        assert report.fault == "rewritten"
        told = stranger_says(tmp_path, tmp_path / "heads")
    assert told == f"event {report.event_id}: rewritten"


@pytest.mark.parametrize("name", MUTANTS)
def test_a_change_of_the_trail_is_found_and_named(books: Flask, tmp_path: Path, name: str) -> None:
    heads = books.config["DATA_FOLDER"] / "audit-heads.txt"
    statements, event_id, fault = MUTANTS[name]
    with books.app_context():
        for statement in statements:
            db.session.execute(text(statement))
        report = check_trail(read_heads(heads))
        assert (report.event_id, report.fault) == (event_id, fault)
        assert stranger_says(tmp_path, heads) == f"event {event_id}: {fault}"
        db.session.rollback()


@pytest.mark.parametrize(
    "statements, words",
    [
        (["UPDATE ledger_entry SET amount_fen = amount_fen + 1 WHERE id = 1"], "sum to zero"),
        (
            ["UPDATE ledger_entry SET amount_fen = amount_fen * 2 WHERE transaction_id = 2"],
            "posted",
        ),
        (["UPDATE ledger_entry SET source = 'own' WHERE transaction_id = 2"], "posted"),
        (["DELETE FROM ledger_entry WHERE id = 1"], "sealed"),
        (["UPDATE ledger_transaction SET day = '2020-07-01' WHERE id = 2"], "posted"),
        (
            [
                "PRAGMA ignore_check_constraints = on",
                "UPDATE ledger_entry SET account = 'bonk' WHERE transaction_id = 2",
                "PRAGMA ignore_check_constraints = off",
            ],
            "Transaction 2 cannot be read",
        ),
        (["UPDATE ledger_transaction SET day = '2020-07-' WHERE id = 2"], "cannot be read"),
        (
            ["UPDATE ledger_transaction SET subject_kind = CAST(x'ff' AS TEXT) WHERE id = 2"],
            "posted",
        ),
    ],
)
def test_a_changed_posting_contradicts_the_audit_trail(
    books: Flask, statements: list[str], words: str
) -> None:
    with books.app_context():
        for statement in statements:
            db.session.execute(text(statement))
        _count, problems = check_ledger()
        assert [words in problem.english for problem in problems] == [True]
        db.session.rollback()


def test_the_command_prints_head_and_count(books: Flask) -> None:
    runner = books.test_cli_runner()
    with books.app_context():
        whole = runner.invoke(args=["audit", "verify"])
    assert whole.exit_code == 0
    assert "3 transactions" in whole.output
    assert "head " in whole.output


def test_the_export_is_one_event_a_line(books: Flask, tmp_path: Path) -> None:
    with books.app_context():
        count = write_export(tmp_path / "t.jsonl")
    lines = (tmp_path / "t.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == count
    assert json.loads(lines[0])["previous_hash"] == "0" * 64


@pytest.mark.parametrize("column", ["changes", "action"])
def test_the_command_names_an_event_whose_bytes_are_no_text(books: Flask, column: str) -> None:
    damaged = (
        f"UPDATE audit_event SET {column} = CAST(x'ff' AS TEXT) WHERE action = 'ledger.posted'"  # noqa: S608
    )
    with books.app_context():
        db.session.execute(text(damaged))
        answer = books.test_cli_runner().invoke(args=["audit", "verify"])
        db.session.rollback()
    assert answer.exit_code == 1
    assert "its content was changed" in answer.output
