"""An installation of its own with a section, people who are signed in, and ways to hurt and look at it."""

import shutil
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from werkzeug.test import encode_multipart

from app import create_app
from app.accounts import actions
from app.accounts.models import User
from app.accounts.rules import Role
from app.accounts.sign_in import TOKEN
from app.evidence.models import Photo
from app.evidence.store import folder_in, path_of
from app.extensions import db
from app.progress.queries.sheet import get_sheet
from app.shared.calendar import clock_at
from app.shared.trail import check_trail
from config import TestConfig
from tests.makers.accounts import a_user
from tests.makers.progress import WEEK, a_contractor_of, a_section_with_roads, noon

MOMENT = noon("2020-06-08")
SECONDS_TO_WAIT = 60


@dataclass(frozen=True)
class Grounds:
    """Where the installation lies, its section, the cells of its weekly sheet, and cookies by role."""

    folder: Path
    section_id: int
    cells: tuple[str, ...]
    cookies: dict[str, str]

    def copied_to(self, folder: Path) -> "Grounds":
        """Return the same installation in another folder."""
        shutil.copytree(self.folder, folder)
        return Grounds(folder, self.section_id, self.cells, self.cookies)

    @contextmanager
    def started(self) -> Iterator[Flask]:
        """Start the program afresh on the installation."""
        app = _app_in(self.folder)
        with clock_at(MOMENT):
            yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open the installation to look into its database."""
        with self.started() as app, app.app_context():
            yield

    def check(self) -> None:
        """Look whether database, audit trail and photos hold together."""
        connection = sqlite3.connect(self.folder / "zhulu.sqlite3")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
        assert check_trail().fault is None
        photos = folder_in(self.folder)
        for photo in db.session.scalars(db.select(Photo)):
            assert path_of(photo.sha256, photos).read_bytes().endswith(b"\xff\xd9")
            assert path_of(photo.sha256, photos, size="thumbnail").exists()


def lay_out(folder: Path) -> Grounds:
    """Make the installation."""
    app = _app_in(folder)
    with app.app_context(), clock_at(MOMENT):
        flask_migrate.upgrade()
        section = a_section_with_roads("1", "2", "3")
        people = {"contractor": a_contractor_of(section), "office": a_user(Role.PROJECT_OFFICE)}
        sheet = get_sheet(section, WEEK)
        cells = tuple(f"c:{work.id}:{item.code}" for work in sheet.works for item in sheet.items)
        cookies = {role: _cookie_of(app, user) for role, user in people.items()}
        db.session.commit()
        grounds = Grounds(folder, section.id, cells, cookies)
        db.session.remove()
        db.engine.dispose()
    return grounds


def _app_in(folder: Path) -> Flask:
    return create_app(TestConfig(folder, f"sqlite:///{folder}/zhulu.sqlite3"))


def _cookie_of(app: Flask, user: User) -> str:
    _, token = actions.open_session(user, address="", browser="test")
    client = app.test_client()
    with client.session_transaction() as session:
        session[TOKEN], session["locale"] = token, "en"
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


@dataclass(frozen=True)
class Answer:
    """What a server said; nothing where it died."""

    status: int | None
    steps: int = 0


class Server:
    """A running victim."""

    def __init__(self, grounds: Grounds, where: str = "never") -> None:
        self.grounds = grounds
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.victim", str(grounds.folder),
             MOMENT.isoformat(), where],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def post(self, path: str, data: dict[str, Any], role: str) -> Answer:
        """Send a form and return the answer."""
        boundary, body = encode_multipart(data)
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Cookie": self.grounds.cookies[role],
        }
        request = urllib.request.Request(self.address + path, body, headers)  # noqa: S310
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=SECONDS_TO_WAIT) as answer:
                return Answer(answer.status, int(answer.headers["X-Steps"]))
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, int(answer.headers["X-Steps"]))
        except (urllib.error.URLError, OSError):
            return Answer(None)

    def end(self) -> int:
        """End the server if it still runs, and return how it ended."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(SECONDS_TO_WAIT)
        assert self.process.stdout
        self.process.stdout.close()
        return code


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@contextmanager
def serving(grounds: Grounds, where: str = "never") -> Iterator[Server]:
    """Run a server, and end it."""
    server = Server(grounds, where)
    try:
        yield server
    finally:
        server.end()


Deed = Callable[[Server], Answer]
