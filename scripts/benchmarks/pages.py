"""Pages at county scale against the bare endpoint: with one client, and with four."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.servers import REQUESTS, Client, per_second, processor_ms, server, side_by_side

#: Of the bare endpoint's time.
MOST_TIMES = 3.0
#: A megabyte in kilobytes of /proc.
KILO = 1024
MOST_MEMORY_MB = 150
#: Twenty times what Redmine 5 did on the same machine.
LEAST_PER_SECOND = 200


@dataclass(frozen=True)
class Measured:
    """A page, and a table that it shows: whatever is written there makes it be drawn anew."""

    path: str
    table: str


def pages(month: str) -> dict[str, Measured]:
    """Return the pages measured, by name."""
    return {
        "home": Measured("/", "finding"),
        "section list": Measured("/sections", "section"),
        "section": Measured("/sections/100", "inspection"),
        "ranking month": Measured(f"/ranking/{month}", "ranking_objection"),
        "payment month": Measured(f"/payments/{month}", "release_line"),
        "inspection list": Measured("/inspections", "inspection"),
        "map page": Measured("/map", "work"),
        "map data": Measured("/map/works.json?box=116.85,33.50,116.95,33.60&zoom=12", "work"),
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
        writing() as write_to,
    ):
        ours, bare = Client(port, cookie), Client(floor_port)
        for name, page in pages(month).items():
            status, size = ours.get(page.path)
            if status != 200:
                yield Figure(f"page: {name} (answers {status})", 0, "ms")
                continue

            def write(table: str = page.table) -> None:
                write_to(table)

            for words, before_each in (
                (f"page: {name}, {size // KILO} kB", None),
                (f"... after a write to {page.table}", write),
            ):
                before = processor_ms(process), processor_ms(floor_process)
                taken, floor = side_by_side(ours, page.path, bare, "/", before_each)
                yield Figure(words, taken, "ms", floor, MOST_TIMES)
                used = (processor_ms(process) - before[0]) / REQUESTS
                bare_used = (processor_ms(floor_process) - before[1]) / REQUESTS
                yield Figure("... its processor time", used, "ms", bare_used)
        for clients in (1, 4):
            rate = per_second(port, "/sections", cookie, clients)
            bare_rate = per_second(floor_port, "/", "", clients)
            yield Figure(
                f"section list, {clients} clients", rate, "/s", bare_rate, least=LEAST_PER_SECOND
            )
        yield Figure("memory of a web worker", worker_megabytes(process), "MB", most=MOST_MEMORY_MB)


@contextmanager
def writing() -> Iterator[Callable[[str], None]]:
    """Yield a function that writes to a table without changing what is in it."""
    from sqlalchemy import text

    from app import create_app
    from app.extensions import db
    from app.shared.transaction import transaction

    with create_app().app_context():

        def write_to(table: str) -> None:
            with transaction():
                db.session.execute(
                    text(f"UPDATE {table} SET id = id WHERE id = (SELECT max(id) FROM {table})")  # noqa: S608
                )

        yield write_to


def sign_in(username: str = "leader") -> tuple[str, str]:
    """Return the cookie of somebody who is signed in, and the month that is ranked."""
    from app import create_app
    from app.accounts.actions import open_session
    from app.accounts.queries import find_user_by_username
    from app.accounts.sign_in import TOKEN
    from app.ranking.queries import last_month_out
    from app.shared.transaction import transaction

    app = create_app()
    with app.app_context(), transaction():
        user = find_user_by_username(username)
        if user is None:
            raise SystemExit(f"this is no county: nobody is called {username}")
        _, token = open_session(user, address="", browser="bench")
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
