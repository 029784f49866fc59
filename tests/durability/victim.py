"""A server that ends itself, as a power cut would, in the middle of a change.

python -m tests.durability.victim FOLDER MOMENT WHERE prints the port it listens on. WHERE is the number
of a step of the first request that changes something, `never`, or how a step begins (`INSERT INTO finding`,
`COMMIT`, `FILE`). A step is a writing statement, a file moved to its place, or a commit.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from sqlalchemy import event
from werkzeug.serving import make_server

from app import create_app
from app.extensions import db
from app.shared.calendar import clock_at
from config import TestConfig

WRITES = ("INSERT", "UPDATE", "DELETE")


class Fate:
    """Counts the steps of changing requests and ends the process at the chosen one."""

    def __init__(self, where: str) -> None:
        self.where, self.steps, self.is_changing = where, 0, threading.Event()

    def step(self, what: str) -> None:
        if not self.is_changing.is_set():
            return
        self.steps += 1
        if self.where == str(self.steps) or (self.where.isupper() and what.startswith(self.where)):
            os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, moment: str, where: str) -> None:
    """Serve the installation in the folder until the fate is met, or until stopped."""
    app = create_app(TestConfig(Path(folder), f"sqlite:///{folder}/zhulu.sqlite3"))
    fate = Fate(where if where.isdecimal() else where.upper())
    with app.app_context():
        watch(db.engine, fate)

    def serve(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            fate.is_changing.set()

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start(status, [*headers, ("X-Steps", str(fate.steps))], *rest)

        with clock_at(datetime.fromisoformat(moment)):
            return list(app(environ, started))

    server = make_server("127.0.0.1", 0, serve, threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def watch(engine: Any, fate: Fate) -> None:
    """Let the fate hear of every step."""

    def statement(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        if text.startswith(WRITES):
            fate.step(text.upper())

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", lambda _connection: fate.step("COMMIT"))
    sys.addaudithook(lambda name, _args: fate.step("FILE") if name == "os.rename" else None)


if __name__ == "__main__":
    main(*sys.argv[1:4])
