"""Check everything on this machine: python3 scripts/test.py [--full] [--only STEP]

Makes .venv/ with the development tools, gets the browser, a Chinese font and PostgreSQL from the
system's packages where they are missing and it may, then runs every step and sums up. The exit
code is 0 only when every step passed.

Without --full the slow forms are left out (every further role, language and step of a crash, and
the walk over all pages); the summary names them. On two cores: some eight minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

from assets import prepare_assets
from machine import (
    AS_TEXT,
    ON_WINDOWS,
    ROOT,
    Stop,
    environment,
    prepare_python,
    program,
    python,
    require_python,
    run_main,
)
from postgres import find_server_programs, running_server

#: Debian's package for each thing that pip cannot bring.
SYSTEM_PACKAGES = {"browser": "chromium", "font": "fonts-noto-cjk", "database": "postgresql"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Step:
    """One check: what it is called and the command that does it."""

    name: str
    command: list[str]
    needs: tuple[str, ...] = ()
    #: Runs beside the others of the same kind, its output shown when it has ended.
    is_aside: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step ended."""

    step: Step
    passed: bool
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Prepare the machine, run the steps, sum up."""
    asked = read_arguments(arguments)
    require_python()
    chosen = [step for step in steps(full=asked.full) if asked.only in (None, step.name)]
    prepare_system({need for step in chosen for need in step.needs})
    prepare_python(ROOT / "requirements-dev.txt")
    prepare_assets(with_tests=True)
    outcomes = run_all(chosen)
    print(summary(outcomes))
    if not asked.full:
        print("Tests that only --full runs are named above after “Left for --full”.")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return whether the slow tests run too, and which step alone."""
    parser = argparse.ArgumentParser(description="Check everything on this machine.")
    parser.add_argument("--full", action="store_true", help="also the slow tests")
    names = [step.name for step in steps(full=False)]
    parser.add_argument("--only", choices=names, metavar="STEP", help=f"one of {', '.join(names)}")
    return parser.parse_args(arguments)


def steps(*, full: bool) -> list[Step]:
    """Return every check, the quick ones first."""
    ruff, pytest = [str(python()), "-m", "ruff"], [str(python()), "-m", "pytest"]
    not_slow = "" if full else " and not slow"
    quick, journeys = f"not journey{not_slow}", f"journey{not_slow}"
    two, by_file = ["-n", "2", "--dist", "worksteal"], ["-n", "2", "--dist", "loadfile"]
    return [
        Step("format", [*ruff, "format", "--check", "."]),
        Step("lint", [*ruff, "check", "."]),
        Step("translations", [str(python()), "scripts/translations.py", "check"]),
        # It waits more than it computes, and is the longest of those that run aside.
        Step("browser", [*pytest, *by_file, "-m", journeys], ("browser", "font"), is_aside=True),
        Step("types", [str(python()), "-m", "mypy"], is_aside=True),
        Step("imports", [str(program("lint-imports"))], is_aside=True),
        Step("documents", [str(python()), "scripts/data_model.py", "--check"], is_aside=True),
        Step("tests", [*pytest, *two, "-m", quick]),
        Step("postgres", [*pytest, *two, "-m", quick], ("database",)),
    ]


def run_all(chosen: Sequence[Step]) -> list[Outcome]:
    """Run the steps in their order; those that may run aside run together, two at a time."""
    outcomes: list[Outcome] = []
    for is_aside, group in groupby(chosen, key=lambda step: step.is_aside):
        with ThreadPoolExecutor(2 if is_aside else 1) as lanes:
            outcomes += lanes.map(run, group)
    return outcomes


def run(step: Step) -> Outcome:
    """Run one step to its end, with its output on the screen: at once, or whole when it is aside."""
    if not step.is_aside:
        print(f"\n=== {step.name}", flush=True)
    started = time.monotonic()
    if "database" in step.needs:
        with running_server() as url:
            code = call(step.command, environment(ZHULU_TEST_DATABASE_URL=url))
    elif step.is_aside:
        code = call_aside(step, environment())
    else:
        code = call(step.command, environment())
    return Outcome(step, code == 0, time.monotonic() - started)


def call(command: list[str], env: dict[str, str]) -> int:
    """Run the command in the project's folder; return its exit code."""
    return subprocess.run(command, cwd=ROOT, env=env).returncode


def call_aside(step: Step, env: dict[str, str]) -> int:
    """Run the step's command like `call`, and show what it said when it has ended."""
    done = subprocess.run(
        step.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        **AS_TEXT,
    )  # fmt: skip
    print(f"\n=== {step.name}\n{done.stdout}", flush=True)
    return done.returncode


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return one line per step and the verdict."""
    lines = [
        f"{'passed' if outcome.passed else 'FAILED'}  {outcome.step.name:<13}"
        f"{outcome.seconds:6.1f} s"
        for outcome in outcomes
    ]
    failed = [outcome.step.name for outcome in outcomes if not outcome.passed]
    verdict = f"Failed: {', '.join(failed)}." if failed else "All steps passed."
    return "\n".join(["", *lines, verdict])


def prepare_system(needs: set[str]) -> None:
    """Get what pip cannot bring from the system's packages, or say the one command to type."""
    missing = [thing for thing in missing_from_system() if thing in needs]
    if not missing:
        return
    packages = [SYSTEM_PACKAGES[thing] for thing in missing]
    if shutil.which("apt-get") is None:
        raise Stop(f"The tests need, and this machine lacks: {', '.join(packages)}.")
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if sys.platform == "win32" or os.geteuid() != 0:
        raise Stop(f"Some system packages are missing; type: sudo {' '.join(install)}")
    print(f"Installing system packages: {', '.join(packages)} ...", flush=True)
    env = environment(DEBIAN_FRONTEND="noninteractive")
    for command in (["apt-get", "update", "-q"], install):
        done = subprocess.run(command, env=env, capture_output=True, **AS_TEXT)
        if done.returncode:
            sys.stderr.write(done.stderr)
            raise Stop(f"“{' '.join(command)}” failed; the lines above say why.")


def missing_from_system() -> list[str]:
    """Return which of browser, font and database this machine lacks."""
    has = {
        "browser": any(shutil.which(name) for name in BROWSERS),
        "font": ON_WINDOWS or sys.platform == "darwin" or has_chinese_font(),
        "database": find_server_programs() is not None,
    }
    return [thing for thing, present in has.items() if not present]


def has_chinese_font() -> bool:
    """Tell whether pages in Chinese can be drawn."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, **AS_TEXT)
    return bool(listed.stdout.strip())


if __name__ == "__main__":
    sys.exit(run_main(main, sys.argv[1:]))
