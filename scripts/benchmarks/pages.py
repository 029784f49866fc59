"""Pages at county scale against the bare endpoint: with one client, and with four."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.servers import REQUESTS, Client, per_second, processor_ms, server, side_by_side

#: Of the bare endpoint's time.
MOST_TIMES = 3.0
#: A megabyte in kilobytes of /proc.
KILO = 1024
MOST_MEMORY_MB = 150


def pages(month: str) -> dict[str, str]:
    """Return the pages measured, by name."""
    return {
        "home": "/",
        "section list": "/sections",
        "section": "/sections/100",
        "ranking month": f"/ranking/{month}",
        "payment month": f"/payments/{month}",
        "inspection list": "/inspections",
        "map page": "/map",
        "map data": "/map/works.json?box=116.85,33.50,116.95,33.60&zoom=12",
    }


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the milliseconds of each page beside the floor's, and the memory of a worker."""
    cookie, month = sign_in()
    floor_target = f"benchmarks.floor:create_floor('{folder / 'zhulu.sqlite3'}')"
    with (
        server("app:create_app()", folder) as (port, process),
        server(floor_target, folder) as (
            floor_port,
            floor_process,
        ),
    ):
        ours, bare = Client(port, cookie), Client(floor_port)
        for name, path in pages(month).items():
            status, size = ours.get(path)
            if status != 200:
                yield Figure(f"page: {name} (answers {status})", 0, "ms")
                continue
            before = processor_ms(process), processor_ms(floor_process)
            taken, floor = side_by_side(ours, path, bare, "/")
            yield Figure(f"page: {name}, {size // KILO} kB", taken, "ms", floor, MOST_TIMES)
            used = (processor_ms(process) - before[0]) / REQUESTS
            bare_used = (processor_ms(floor_process) - before[1]) / REQUESTS
            yield Figure("... its processor time", used, "ms", bare_used)
        for clients in (1, 4):
            rate = per_second(port, "/sections", cookie, clients)
            least = per_second(floor_port, "/", "", clients)
            yield Figure(f"section list, {clients} clients", rate, "/s", least)
        yield Figure("memory of a web worker", worker_megabytes(process), "MB", most=MOST_MEMORY_MB)


def sign_in() -> tuple[str, str]:
    """Return the cookie of a signed-in leader and the month that is ranked."""
    from app import create_app
    from app.accounts.actions import open_session
    from app.accounts.queries import find_user_by_username
    from app.accounts.sign_in import TOKEN
    from app.ranking.queries import last_month_out
    from app.shared.transaction import transaction

    app = create_app()
    with app.app_context(), transaction():
        leader = find_user_by_username("leader")
        if leader is None:
            raise SystemExit("this is no county: nobody is called leader")
        _, token = open_session(leader, address="", browser="bench")
        month = last_month_out()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = signer.dumps({TOKEN: token, "locale": "zh_Hans_CN"})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}", str(month)


def worker_megabytes(master: int) -> float:
    """Return the resident memory of the largest worker of a server."""
    children = Path(f"/proc/{master}/task/{master}/children")
    if not children.exists():
        return 0.0
    sizes = [_resident(int(pid)) for pid in children.read_text().split()]
    return max(sizes, default=0.0)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / KILO if found else 0.0
