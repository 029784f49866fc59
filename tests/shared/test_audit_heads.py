"""The heads that were written down: read from every list that is at hand, and refused in words where they are none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.shared.audit import Program, record
from app.shared.errors import Unreadable
from app.shared.trail import HEADS, TrailFault, check_trail, current_head, read_heads, write_head
from tests.makers.accounts import a_user, an_organisation

NOT_HEADS = ["x", "2020 12", f"2020 x {'0' * 64}", "2020 1 abc", f"2020 1 {'g' * 64}", "名 1 2"]


@pytest.fixture
def heads_file(app: Flask, given: Callable[[], Any]) -> Any:
    """The list of the data folder, with today's head in it; gone afterwards."""
    with given():
        record(Program(), "test.done", an_organisation())
        write_head(app.config["DATA_FOLDER"])
    path = app.config["DATA_FOLDER"] / HEADS
    yield path
    path.unlink()


def verify(app: Flask, *words: str) -> Any:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["audit", "verify", *words])


def later(path: Path, by: int = 1) -> str:
    """Return a head of an event that the trail does not reach."""
    last = read_heads(path)[-1]
    return f"{last.at} {last.count + by} {'a' * 64}\n"


def test_the_command_compares_the_nightly_heads_also_beside_a_given_list(
    app: Flask, heads_file: Path, tmp_path: Path
) -> None:
    given_list = tmp_path / "kept elsewhere"
    given_list.write_text(heads_file.read_text())
    assert verify(app).exit_code == 0
    heads_file.write_text(heads_file.read_text() + later(heads_file))
    for words in ((), ("--against", str(given_list))):
        told = verify(app, *words)
        assert told.exit_code == 1
        assert "were cut off" in told.output


@pytest.mark.usefixtures("context")
def test_a_list_that_somebody_wrote_anew_hides_no_other_list() -> None:
    record(Program(), "test.done", an_organisation())
    true = current_head()
    other = type(true)(true.at, true.count, "a" * 64)
    for heads in ([true, other], [other, true]):
        assert check_trail(heads).fault is TrailFault.REWRITTEN
    assert check_trail([true, true]).fault is None


@pytest.mark.parametrize("line", NOT_HEADS)
def test_a_line_that_is_no_head_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "heads").write_text(f"2020 1 {'0' * 64}\n\n{line}\n", "utf-8")
    with pytest.raises(Unreadable, match="Line 3"):
        read_heads(tmp_path / "heads")


def test_a_damaged_list_is_a_sentence_for_the_command_and_the_page(
    app: Flask, heads_file: Path, given: Callable[[], Any], browser_of: Callable[..., Any]
) -> None:
    heads_file.write_text(heads_file.read_text() + "2026-11-24T00:05 12")
    told = verify(app)
    assert told.exit_code == 1
    assert "Line 2" in told.output
    with given():
        auditor = a_user(Role.AUDIT_ADMIN)
    page = browser_of(auditor).get("/audit/check")
    assert page.status_code == 200
    assert "Line 2" in page.text
