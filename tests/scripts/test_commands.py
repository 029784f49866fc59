"""The two commands: what they refuse, what they start, how they sum up."""

import os
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import machine
import pytest
import run
import test as checks


def completed(code: int, err: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, "", err)


def test_an_old_python_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    with pytest.raises(machine.Stop, match="needs Python 3.11 or newer; this is Python 3.9"):
        machine.require_python()


def test_a_taken_port_is_refused_in_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(machine.Stop, match=f"Port {port} is taken"):
            run.require_free_port("127.0.0.1", port)


def test_a_free_port_is_accepted() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    run.require_free_port("127.0.0.1", port)


@pytest.mark.parametrize(
    "host, port, words",
    [
        ("127.0.0.1", 70000, "not a port"),
        ("no.such.host.invalid", 8000, "not an address"),
        ("192.0.2.1", 8000, "cannot be listened on"),  # an address of nobody
    ],
)
def test_a_wrong_address_is_refused_in_one_sentence(host: str, port: int, words: str) -> None:
    with pytest.raises(machine.Stop, match=words):
        run.require_free_port(host, port)


def test_a_python_without_venv_is_refused_with_the_command_to_type(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(machine, "find_spec", lambda _: None)
    with pytest.raises(machine.Stop, match="apt-get install python3-venv"):
        machine.prepare_python(machine.ROOT / "requirements.txt")


@pytest.mark.parametrize(
    "output, words",
    [
        ("WARNING: Retrying ... NewConnectionError(...)\nERROR: No matching", "cannot be reached"),
        ("some line\nERROR: hashes do not match\n", "hashes do not match"),
        ("", "no reason given"),
    ],
)
def test_a_failed_installation_is_explained_in_one_sentence(output: str, words: str) -> None:
    assert words in machine.why_it_failed("Not installed", output)


def test_what_a_child_says_in_chinese_is_read_on_a_console_of_another_code_page(
    tmp_path: Path,
) -> None:
    """As on Windows, where this process reads cp936 or cp1252 and the child writes UTF-8."""
    (tmp_path / "flask.py").write_text(
        "import sys; sys.stderr.write('\\u6570\\u636e\\u5e93\\u5df2\\u6ee1'); sys.exit(1)"
    )
    asking = f"""
import locale, machine, pathlib, sys
assert locale.getpreferredencoding().lower() not in ("utf-8", "utf8")
machine.python = lambda: pathlib.Path(sys.executable)
machine.ROOT = pathlib.Path({str(tmp_path)!r})
try:
    machine.flask("demo", "load")
except machine.Stop as stop:
    print(ascii(str(stop)))
"""
    old_console = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    env = os.environ | old_console | {"PYTHONPATH": str(machine.ROOT / "scripts")}
    said = subprocess.run([sys.executable, "-c", asking], env=env, capture_output=True)
    assert ascii("数据库已满").strip("'") in said.stdout.decode("ascii"), said.stderr


def test_on_windows_programs_lie_in_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ON_WINDOWS", True)
    assert machine.program("lint-imports").parts[-2:] == ("Scripts", "lint-imports.exe")


def test_a_child_on_windows_gets_a_group_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that Ctrl-C reaches the starter alone, which then ends its children in order."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(run, "ON_WINDOWS", True)
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 512, raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda _command, **how: asked.append(how))
    run.start(["anything"], {})
    assert asked[0]["creationflags"] == 512
    assert "start_new_session" not in asked[0]


def test_an_installed_lock_is_not_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("flask==3\n")
    installed: list[Path] = []
    monkeypatch.setattr(machine, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(machine, "install", installed.append)
    machine.python().parent.mkdir(parents=True)
    machine.python().touch()
    machine.prepare_python(lock)
    machine.prepare_python(lock)
    assert installed == [lock]
    lock.write_text("flask==4\n")
    machine.prepare_python(lock)
    assert installed == [lock, lock]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The program's own commands that were called."""
    called: list[tuple[str, ...]] = []
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(run, "flask", lambda *words, env: called.append(words))
    return called


def test_the_first_run_loads_the_demonstration_and_the_second_does_not(
    tmp_path: Path, commands: list[tuple[str, ...]]
) -> None:
    run.prepare_database(tmp_path, {}, empty=False)
    run.prepare_database(tmp_path, {}, empty=False)
    assert commands == [("db", "upgrade"), ("demo", "load"), ("db", "upgrade")]
    assert run.has_demonstration(tmp_path)


def test_an_empty_start_never_gets_the_demonstration(
    tmp_path: Path, commands: list[tuple[str, ...]]
) -> None:
    run.prepare_database(tmp_path, {}, empty=True)
    run.prepare_database(tmp_path, {}, empty=False)
    assert commands == [("db", "upgrade"), ("db", "upgrade")]
    assert not run.has_demonstration(tmp_path)


def test_another_database_has_its_own_first_run(
    tmp_path: Path, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run.prepare_database(tmp_path, {}, empty=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/zhulu")
    run.prepare_database(tmp_path, {}, empty=False)
    assert commands.count(("demo", "load")) == 2


def test_a_server_that_ends_while_starting_is_one_sentence() -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    with pytest.raises(machine.Stop, match="ended while starting"):
        run.wait_until_it_answers(ended, "127.0.0.1", 9)


def test_stopping_ends_every_child() -> None:
    children = [run.start([sys.executable, "-c", "import time; time.sleep(60)"], {})]
    run.stop(children)
    assert children[0].poll() is not None


@pytest.mark.parametrize("on_windows, server", [(False, "gunicorn"), (True, "waitress")])
def test_each_platform_has_its_server(
    on_windows: bool, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ON_WINDOWS", on_windows)
    assert server in run.web_command("127.0.0.1", 8000)


def test_a_refusal_becomes_one_sentence_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(_: object) -> int:
        raise machine.Stop("Port 8000 is taken.")

    assert machine.run_main(refuse, []) == 1
    assert capsys.readouterr().err == "Port 8000 is taken.\n"


def test_a_failed_step_does_not_stop_the_others_and_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("prepare_python", "prepare_system", "prepare_assets"):
        monkeypatch.setattr(checks, name, lambda *_, **__: None)
    monkeypatch.setattr(
        checks, "steps", lambda **_: [checks.Step("format", ["no"]), checks.Step("lint", ["yes"])]
    )
    monkeypatch.setattr(checks, "call", lambda command, _: int(command == ["no"]))
    assert checks.main([]) == 1
    shown = capsys.readouterr().out
    assert "FAILED  format" in shown
    assert "passed  lint" in shown
    assert "Failed: format." in shown


def test_only_one_step_runs_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    for name in ("prepare_python", "prepare_assets"):
        monkeypatch.setattr(checks, name, lambda *_, **__: None)
    monkeypatch.setattr(checks, "call", lambda command, _: bool(ran.append(command)))
    assert checks.main(["--only", "lint"]) == 0
    assert [command[-2:] for command in ran] == [["check", "."]]


def test_the_postgres_step_runs_on_a_server_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(checks, "call", lambda _, env: bool(seen.append(env)))
    monkeypatch.setattr(checks, "running_server", lambda: nullcontext("postgresql+psycopg://it"))
    step = next(step for step in checks.steps(full=False) if step.name == "postgres")
    assert checks.run(step).passed
    assert seen[0]["ZHULU_TEST_DATABASE_URL"] == "postgresql+psycopg://it"


def missing(monkeypatch: pytest.MonkeyPatch, *, root: bool, apt: bool = True) -> list[list[str]]:
    """Pretend that the machine lacks a browser; return the commands that are then run."""
    ran: list[list[str]] = []

    def remember(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return completed(0)

    monkeypatch.setattr(checks, "missing_from_system", lambda: ["browser"])
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get" if apt else None)
    monkeypatch.setattr(subprocess, "run", remember)
    return ran


def test_root_gets_missing_system_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = missing(monkeypatch, root=True)
    checks.prepare_system({"browser"})
    assert ran[-1][-1] == "chromium"


def test_others_are_told_the_one_command_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, root=False)
    with pytest.raises(machine.Stop, match="type: sudo apt-get install .* chromium"):
        checks.prepare_system({"browser"})


def test_a_step_that_needs_no_browser_asks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = missing(monkeypatch, root=True)
    checks.prepare_system(set())
    assert ran == []
