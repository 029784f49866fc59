"""`flask audit verify` in words, with exit codes."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.shared.audit import Program, record
from app.shared.triggers import drop_insert_only
from tests.makers.accounts import an_organisation
from tests.shared.test_audit import WithoutTriggers


def run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["audit", *words])


@pytest.fixture
def trail(app: Flask, given: Any) -> int:
    with given():
        record(Program(), "test.done", an_organisation())
        return int(db.session.execute(text("SELECT max(id) FROM audit_event")).scalar_one())


def test_it_tells_count_time_and_head(app: Flask, trail: int) -> None:
    told = run(app, "verify")
    assert (told.exit_code, f"{trail} events" in told.output) == (0, True)
    assert run(app, "head").output.strip() in told.output


def test_a_changed_byte_is_named_and_ends_with_1(app: Flask, trail: int, given: Any) -> None:
    with given():
        drop_insert_only(WithoutTriggers(), "audit_event")
        db.session.execute(
            text("UPDATE audit_event SET action = 'test.donf' WHERE id = :i"), {"i": trail}
        )
    told = run(app, "verify")
    assert told.exit_code == 1
    assert f"Event {trail} (test.donf" in told.output
    assert "its content was changed" in told.output


def test_a_head_kept_elsewhere_shows_a_cut_trail(app: Flask, trail: int, tmp_path: Path) -> None:
    (tmp_path / "heads").write_text(f"{trail + 1} {'a' * 64}\n")
    told = run(app, "verify", "--against", str(tmp_path / "heads"))
    assert told.exit_code == 1
    assert f"Event {trail + 1}: the trail was cut off before it." in told.output


def test_a_file_without_heads_is_refused_in_words(app: Flask, trail: int, tmp_path: Path) -> None:
    (tmp_path / "heads").write_text("hello\n")
    told = run(app, "verify", "--against", str(tmp_path / "heads"))
    assert told.exit_code == 1
    assert "Line 1 does not end with" in told.output
