"""Pages at county scale against the bare endpoint: with one client, and with four."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
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
    """A page, and two changes of a table that it is made from: one that it shows, and one that it does not."""

    path: str
    shown: str
    elsewhere: str


def flip(table: str, column: str, one: str, other: str, where: str) -> str:
    """Return the statement that gives some rows one value, and the other when they have that."""
    return (
        f"UPDATE {table} SET {column} = CASE WHEN {column} = '{one}' THEN '{other}' ELSE '{one}' END"  # noqa: S608
        f" WHERE {where}"
    )


def pages(month: str) -> dict[str, Measured]:
    """Return the pages measured, by name."""
    newest = "id = (SELECT id FROM inspection{} ORDER BY inspected_at DESC, id DESC LIMIT 1)"

    def visit(of: str = "") -> str:
        return flip("inspection", "kind", "scheduled", "unscheduled", newest.format(of))

    box = (
        "(SELECT min(work_id) FROM location WHERE longitude {} BETWEEN 1168500000 AND 1169500000"
        " AND latitude BETWEEN 335000000 AND 336000000)"
    )
    work_here, work_away = (
        flip("work", "name", "甲路", "乙路", f"id = {box.format(word)}") for word in ("", "NOT")
    )
    first, last = (
        flip("section", "code", "A", "B", f"id = (SELECT s.id FROM section s JOIN project p ON"  # noqa: S608
             f" p.id = s.project_id ORDER BY p.name {order}, s.id {order} LIMIT 1)")
        for order in ("ASC", "DESC")
    )  # fmt: skip
    late = "id = (SELECT max(id) FROM finding WHERE state <> 'closed')"
    line = "id = (SELECT max(id) FROM release_line)"
    return {
        "home": Measured(
            "/",
            flip("finding", "due_on", "2020-01-01", "2099-01-01", late),
            flip("finding", "description", "甲", "乙", late),
        ),
        "section list": Measured("/sections", first, last),
        "section": Measured("/sections/100", visit(" WHERE section_id = 100"), visit()),
        "ranking month": Measured(
            f"/ranking/{month}",
            flip('"user"', "name", "甲", "乙", "username = 'leader'"),
            flip('"user"', "name", "甲", "乙", "username <> 'leader'"),
        ),
        "payment month": Measured(
            f"/payments/{month}",
            flip("release_line", "place", "1", "2", line),
            flip("finding", "description", "甲", "乙", late),
        ),
        "inspection list": Measured(
            "/inspections", visit(), visit(" WHERE inspected_on < '2026-01-01'")
        ),
        "map page": Measured(
            "/map", flip("programme", "name", "甲", "乙", "id = 1"), work_here
        ),
        "map data": Measured(
            "/map/works.json?box=116.85,33.50,116.95,33.60&zoom=12", work_here, work_away
        ),
    }  # fmt: skip


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
        writing() as write,
    ):
        ours, bare = Client(port, cookie), Client(floor_port)
        for name, page in pages(month).items():
            status, size = ours.get(page.path)
            if status != 200:
                yield Figure(f"page: {name} (answers {status})", 0, "ms")
                continue

            for words, before_each in (
                (f"page: {name}, {size // KILO} kB", None),
                ("... after a write elsewhere in its tables", partial(write, page.elsewhere)),
                ("... after a write that it shows", partial(write, page.shown)),
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
    """Yield a function that sends a statement and commits it."""
    from sqlalchemy import text

    from app import create_app
    from app.extensions import db
    from app.shared.transaction import transaction

    with create_app().app_context():

        def write(statement: str) -> None:
            with transaction():
                db.session.execute(text(statement))

        yield write


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
