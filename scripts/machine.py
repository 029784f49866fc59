"""What the two commands share: the machine's Python, its virtual environment, and plain refusals.

Standard library only, because this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
ON_WINDOWS = sys.platform == "win32"
#: How the output of a child is read: it writes UTF-8 (see `environment`), whatever this console writes.
AS_TEXT: Any = {"encoding": "utf-8", "errors": "replace"}
#: What pip prints when the package index does not answer.
SIGNS_OF_NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ConnectTimeout",
    "Max retries exceeded",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
)


class Stop(Exception):
    """The command cannot go on; the message is the one sentence that the person reads."""


def require_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < OLDEST_PYTHON:
        have, need = ".".join(map(str, sys.version_info[:2])), ".".join(map(str, OLDEST_PYTHON))
        raise Stop(f"Zhulu needs Python {need} or newer; this is Python {have}.")


def program(name: str) -> Path:
    """Return the path of a program inside the virtual environment."""
    return VENV / "Scripts" / f"{name}.exe" if ON_WINDOWS else VENV / "bin" / name


def python() -> Path:
    """Return the Python of the virtual environment."""
    return program("python")


def digest(*parts: str | Path) -> str:
    """Return one hash over texts and the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return total.hexdigest()


def is_stamped(stamp: Path, expected: str) -> bool:
    """Tell whether an earlier run finished the same work."""
    return stamp.exists() and stamp.read_text() == expected


def prepare_python(lock: Path) -> None:
    """Make the virtual environment and install the lock into it, unless that is already done."""
    if not python().exists():
        _make_environment()
    stamp = VENV / f".installed-{lock.stem}"
    expected = digest(lock, sys.version)
    if not is_stamped(stamp, expected):
        install(lock)
        stamp.write_text(expected)


def _make_environment() -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise Stop(
            "This Python cannot make a virtual environment; on Debian or Ubuntu type: "
            "apt-get install python3-venv"
        )
    print(f"Making a virtual environment in {VENV.name} ...", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True, env=environment(), **AS_TEXT,
    )  # fmt: skip
    if made.returncode:
        last = (made.stderr or made.stdout).strip().splitlines()[-1:]
        raise Stop(f"The virtual environment could not be made: {' '.join(last)}")


def install(lock: Path) -> None:
    """Install a lock with its hashes, showing how far it is."""
    total = lock.read_text(encoding="utf-8").count("==")
    progress = Progress(f"Installing {lock.name}", total)
    command = [str(python()), "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock)]
    output: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(), **AS_TEXT
    ) as pip:
        assert pip.stdout is not None  # noqa: S101 - asked for with PIPE
        for line in pip.stdout:
            output.append(line)
            if line.startswith(("Collecting", "Requirement already satisfied")):
                progress.step()
            elif line.startswith("Installing collected packages"):
                progress.say("unpacking")
    progress.end()
    if pip.returncode:
        raise Stop(why_it_failed("The packages could not be installed", "".join(output)))


def why_it_failed(what: str, output: str) -> str:
    """Return one sentence from the output of a failed download or installation."""
    if any(sign in output for sign in SIGNS_OF_NO_NETWORK):
        return f"{what}: the package registry cannot be reached. Is this machine on a network?"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()] or lines or ["no reason given"]
    return f"{what}: {telling[-1]}"


class Progress:
    """One line that counts up on a screen; a few lines in a log."""

    def __init__(self, title: str, total: int) -> None:
        self.title, self.total, self.done = title, total, 0
        self.on_screen = sys.stdout.isatty()
        self.say("")

    def step(self) -> None:
        """Count one more."""
        self.done = min(self.done + 1, self.total)
        if self.on_screen or self.done % 25 == 0:
            self.say(f"{self.done} of {self.total}")

    def say(self, words: str) -> None:
        """Show the words after the title."""
        line = f"{self.title} ... {words}".rstrip()
        print(f"\r{line:<70}" if self.on_screen else line, end="" if self.on_screen else "\n")
        sys.stdout.flush()

    def end(self) -> None:
        """Leave the line."""
        if self.on_screen:
            print()


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of child processes: Python's output comes at once and in UTF-8."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", **changes}


def flask(*arguments: str, env: dict[str, str] | None = None) -> None:
    """Run one of the program's own commands; raises Stop with its last line when it fails."""
    command = [str(python()), "-m", "flask", "--app", "app", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=env or environment(), stderr=subprocess.PIPE, **AS_TEXT
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise Stop(f"“flask {' '.join(arguments)}” failed: {reason}")


def run_main(main: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Run a command's main function: a refusal becomes one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old console may lack a sign
    try:
        return main(arguments)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
