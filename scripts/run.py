"""Start Zhulu on this machine: python3 scripts/run.py [--empty] [--host HOST] [--port PORT]

The first start makes .venv/, installs the locked packages and browser assets, makes the database
and loads the demonstration (not with --empty). Later starts take seconds. Ctrl-C stops everything.

DATABASE_URL chooses another database than SQLite, ZHULU_DATA another folder than instance/.
"""

from __future__ import annotations

import argparse
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType

from assets import prepare_assets
from machine import (
    ON_WINDOWS,
    ROOT,
    Stop,
    digest,
    environment,
    flask,
    prepare_python,
    python,
    require_python,
    run_main,
)

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
SECONDS_BEFORE_RESTART = 10
WORKERS, THREADS = 2, 4
FLASK = [str(python()), "-m", "flask", "--app", "app"]


def main(arguments: Sequence[str]) -> int:
    """Prepare whatever is missing, then serve until stopped."""
    asked = read_arguments(arguments)
    require_python()
    require_free_port(asked.host, asked.port)
    prepare_python(ROOT / "requirements.txt")
    prepare_assets()
    data = data_folder()
    env = environment(ZHULU_DATA=str(data))
    prepare_database(data, env, empty=asked.empty)
    signal.signal(signal.SIGTERM, _as_interrupt)
    serve(asked.host, asked.port, env, has_demonstration=has_demonstration(data))
    return 0


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return host, port and whether to start without the demonstration."""
    parser = argparse.ArgumentParser(description="Start Zhulu on this machine.")
    parser.add_argument("--empty", action="store_true", help="start without the demonstration")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    return parser.parse_args(arguments)


def require_free_port(host: str, port: int) -> None:
    """Refuse a port that another program holds, before anything slow begins."""
    if not 0 < port < 65536:
        raise Stop(f"{port} is not a port; choose one between 1024 and 65535.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            if not ON_WINDOWS:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except socket.gaierror:
        raise Stop(f"“{host}” is not an address of this machine; leave --host away.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is taken by another program; choose one with --port."
        elif isinstance(error, PermissionError):
            reason = f"Port {port} is not open to you; choose one above 1023 with --port."
        else:
            reason = f"{host}:{port} cannot be listened on: {error.strerror}."
        raise Stop(reason) from None


def data_folder() -> Path:
    """Return the folder of database, photos and secrets, made when missing."""
    folder = Path(os.environ.get("ZHULU_DATA") or ROOT / "instance").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"The data folder {folder} cannot be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK):
        raise Stop(f"The data folder {folder} cannot be written to.")
    return folder


def first_run_mark(data: Path) -> Path:
    """Return the file that says how this database was begun."""
    return data / f".begun-{digest(os.environ.get('DATABASE_URL', ''))[:8]}"


def has_demonstration(data: Path) -> bool:
    """Tell whether this database was begun with the demonstration."""
    mark = first_run_mark(data)
    return mark.exists() and mark.read_text() == "demonstration"


def prepare_database(data: Path, env: dict[str, str], *, empty: bool) -> None:
    """Bring the tables up to date; on the first run load the demonstration, unless empty."""
    print("Bringing the database up to date ...", flush=True)
    flask("db", "upgrade", env=env)
    mark = first_run_mark(data)
    if mark.exists():
        return
    if not empty:
        print("Loading the demonstration ...", flush=True)
        flask("demo", "load", env=env)
    mark.write_text("empty" if empty else "demonstration")


def serve(host: str, port: int, env: dict[str, str], *, has_demonstration: bool) -> None:
    """Run the web server and the scheduler until Ctrl-C; raises Stop when the server ends."""
    children = {"web": start(web_command(host, port), env)}
    try:
        wait_until_it_answers(children["web"], host, port)
        children["scheduler"] = start([*FLASK, "scheduler"], env)
        announce(host, port, env, has_demonstration=has_demonstration)
        # Its first reader need not wait; nobody waits for this either.
        children["map"] = start([*FLASK, "map", "draw"], env, is_quiet=True)
        watch(children, env)
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
    finally:
        stop(children.values())


def web_command(host: str, port: int) -> list[str]:
    """Return the command of the web server that suits this platform."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [str(python()), "-m"]
    if ON_WINDOWS:
        threads = f"--threads={WORKERS * THREADS}"
        return [*command, "waitress", f"--listen={address}", threads, "--call", "app:create_app"]
    command += ["gunicorn", f"--workers={WORKERS}", f"--threads={THREADS}", f"--bind={address}"]
    return [*command, "--no-control-socket", "--log-level=warning", "app:create_app()"]


def start(
    command: list[str], env: dict[str, str], *, is_quiet: bool = False
) -> subprocess.Popen[bytes]:
    """Start a child that does not see Ctrl-C itself: this process stops it in order."""
    output = subprocess.DEVNULL if is_quiet else None
    if ON_WINDOWS:
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, creationflags=flags)
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, start_new_session=True)


def wait_until_it_answers(web: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return once the server answers a request, whatever it says."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise Stop("The web server ended while starting; the lines above say why.")
        connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise Stop(f"The web server did not answer within {SECONDS_TO_START} seconds.")


def reachable(host: str) -> str:
    """Return a host that this machine can call: 0.0.0.0 means every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def announce(host: str, port: int, env: dict[str, str], *, has_demonstration: bool) -> None:
    """Print the address and, with the demonstration, one sign-in per role."""
    shown = reachable(host)
    print(f"\nZhulu is at http://{f'[{shown}]' if ':' in shown else shown}:{port}/")
    if has_demonstration:
        flask("demo", "sign-ins", env=env)
    else:
        print("Open it to set up the first administrator.")
    print("Ctrl-C stops it.", flush=True)


def watch(children: dict[str, subprocess.Popen[bytes]], env: dict[str, str]) -> None:
    """Stay until the web server ends; start the scheduler again when it ends."""
    while True:
        if children["web"].poll() is not None:
            raise Stop(f"The web server ended (exit code {children['web'].returncode}).")
        if children["scheduler"].poll() is not None:
            print("The scheduler ended and is started again.", file=sys.stderr)
            time.sleep(SECONDS_BEFORE_RESTART)
            children["scheduler"] = start([*FLASK, "scheduler"], env)
        time.sleep(0.5)


def stop(children: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask the children to end, and end those that do not."""
    asked = [child for child in children if child.poll() is None]
    for child in asked:
        child.terminate()
    for child in asked:
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(run_main(main, sys.argv[1:]))
