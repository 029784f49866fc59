"""A PostgreSQL server of its own for the tests, gone when they are done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import ON_WINDOWS, Stop

#: The system user that may run the server when we are root, which PostgreSQL refuses.
SERVER_USER = "postgres"
#: Nothing here outlives the run, so nothing needs to survive a power cut.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def find_server_programs() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest release first; None when missing."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_release, reverse=True)
    found = [folder for folder in folders if (folder / "initdb").exists()]
    return found[0] if found else Path(on_path).parent if on_path else None


def _release(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server in a temporary folder and yield the address of its empty database."""
    programs = find_server_programs()
    if programs is None:
        raise Stop("PostgreSQL's server programs (initdb, pg_ctl) are missing.")
    # A short path: a socket's address must not pass 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="zhulu-pg-"))
    try:
        if _is_root():
            shutil.chown(folder, SERVER_USER, SERVER_USER)
        cluster, log = folder / "cluster", folder / "log"
        _run(programs / "initdb", "-D", cluster, "-U", "zhulu", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync")  # fmt: skip
        options = f"{_where_to_listen(folder)} {SPEED}"
        _run(programs / "pg_ctl", "-D", cluster, "-l", log, "-w", "-o", options, "start")
        try:
            yield _address(folder)
        finally:
            _run(programs / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _where_to_listen(folder: Path) -> str:
    if ON_WINDOWS:
        return "-c listen_addresses=127.0.0.1 -c port=54329"
    return f"-c listen_addresses= -c unix_socket_directories={folder}"


def _address(folder: Path) -> str:
    if ON_WINDOWS:
        return "postgresql+psycopg://zhulu@127.0.0.1:54329/postgres"
    return f"postgresql+psycopg://zhulu@/postgres?host={folder}"


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _run(*command: str | Path) -> None:
    """Run one of the server's programs, as its own user when we are root."""
    user = {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []} if _is_root() else {}
    # Not a pipe: the server inherits it and would hold it open for ever.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        code = subprocess.run(
            [str(part) for part in command],
            cwd=tempfile.gettempdir(), stdout=output, stderr=subprocess.STDOUT, **user,  # type: ignore[call-overload]
        ).returncode  # fmt: skip
        if code:
            output.seek(0)
            lines = output.read().strip().splitlines() or ["no reason given"]
            raise Stop(f"PostgreSQL's {Path(command[0]).name} failed: {lines[-1]}")
