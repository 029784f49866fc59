"""Web servers under measurement, and clients that ask them over real connections."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4
SECONDS_TO_START = 40
#: Of each page, in turns of ten.
REQUESTS = 100


@contextmanager
def server(target: str, folder: Path, *, workers: int = WORKERS) -> Iterator[tuple[int, int]]:
    """Serve a WSGI target by gunicorn and yield (port, process number) once it answers."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", f"--workers={workers}", f"--threads={THREADS}"),
        *(
            f"--bind=127.0.0.1:{port}",
            "--no-control-socket",
            "--log-level=warning",
            "--keep-alive=75",
        ),
        *(f"--pythonpath={ROOT / 'scripts'}", target),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"ZHULU_DATA": str(folder)})
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_START)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Client:
    """One client that keeps its connection and its cookie."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers: Mapping[str, str] = {"Cookie": cookie} if cookie else {}

    def get(self, path: str) -> tuple[int, int]:
        """Ask for a page and return (status, bytes)."""
        status, body = self.ask("GET", path)
        return status, len(body)

    def ask(
        self, method: str, path: str, fields: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Ask as a browser does, which keeps the cookie that it is given, and return (status, body)."""
        headers, body = dict(self.headers), urlencode(fields or {})
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body or None, headers=headers)
        answer = self.connection.getresponse()
        if cookie := answer.getheader("Set-Cookie"):
            self.headers = {"Cookie": cookie.split(";")[0]}
        return answer.status, answer.read()

    def time(
        self, path: str, rounds: int, before_each: Callable[[], None] | None = None
    ) -> list[float]:
        """Return the milliseconds of so many requests; what happens before each is not counted."""
        taken = []
        for _ in range(rounds):
            if before_each:
                before_each()
            started = time.perf_counter()
            status, _size = self.get(path)
            if status != 200:
                raise SystemExit(f"{path} answered {status}")
            taken.append((time.perf_counter() - started) * 1000)
        return taken


def processor_ms(master: int) -> float:
    """Return the processor time that the workers of a server have used, in milliseconds.

    Unlike the time on the clock it hardly depends on what else the machine is doing.
    """
    children = Path(f"/proc/{master}/task/{master}/children")
    if not children.exists():
        return 0.0
    ticks = 0
    for pid in children.read_text().split():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def side_by_side(
    one: Client,
    path: str,
    other: Client,
    other_path: str,
    before_each: Callable[[], None] | None = None,
) -> tuple[float, float]:
    """Return the median milliseconds of two pages asked in turns, so that both meet the same load.

    `before_each` comes before each request for the first page.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(REQUESTS // 10):
        taken[0].extend(one.time(path, 10, before_each))
        taken[1].extend(other.time(other_path, 10))
    return statistics.median(taken[0]), statistics.median(taken[1])


def per_second(port: int, path: str, cookie: str, clients: int, seconds: float = 3.0) -> float:
    """Return how many pages a second several clients get together."""
    context = get_context("fork")
    with context.Pool(clients) as pool:
        asked = [(port, path, cookie, seconds)] * clients
        return sum(pool.starmap(_ask_for, asked)) / seconds


def _ask_for(port: int, path: str, cookie: str, seconds: float) -> int:
    client, count = Client(port, cookie), 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        client.get(path)
        count += 1
    return count


def _wait(port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            Client(port).get("/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")
