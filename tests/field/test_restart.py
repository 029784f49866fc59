"""The server is killed in the middle of an upload and started again: nothing is lost, nothing is doubled."""

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts import actions
from app.accounts.rules import Role
from app.accounts.sign_in import TOKEN
from app.evidence.models import PhotoUse
from app.extensions import db
from app.field.models import FieldPhoto, FieldReceipt
from app.inspections.models import Inspection
from config import ROOT, TestConfig
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file
from tests.makers.field import a_visit
from tests.makers.works import a_road, a_section

pytestmark = pytest.mark.journey

RECORDS = 8
SECONDS_TO_START = 60
SERVER = """
import sys
from pathlib import Path
from werkzeug.serving import make_server
from app import create_app
from config import TestConfig
folder = Path(sys.argv[1])
app = create_app(TestConfig(folder, f"sqlite:///{folder}/zhulu.sqlite3"))
make_server("127.0.0.1", int(sys.argv[2]), app, threaded=True).serve_forever()
"""


class Server:
    """A server as a process of its own, which can be killed at any moment."""

    def __init__(self, folder: Path, port: int) -> None:
        self.command = [sys.executable, "-c", SERVER, str(folder), str(port)]
        self.port = port
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, stderr=subprocess.DEVNULL)
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            with socket.socket() as knocking:
                if knocking.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Phone:
    """Sends as the app does: photos first, then the record; what was not confirmed is sent again."""

    def __init__(self, port: int, cookie: str, load: list[tuple[bytes, dict[str, Any]]]) -> None:
        self.port, self.headers, self.load = (
            port,
            {"Cookie": cookie, "Accept": "application/json"},
            load,
        )
        self.confirmed: set[str] = set()

    def ask(self, method: str, path: str, body: bytes) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, self.headers)
            return line.getresponse().status
        finally:
            line.close()

    def send_all(self) -> None:
        for picture, message in self.load:
            try:
                self.ask("PUT", f"/field/api/photos/{hashlib.sha256(picture).hexdigest()}", picture)
                body = json.dumps(message).encode()
                if self.ask("POST", "/field/api/records", body) in (200, 201):
                    self.confirmed.add(message["uuid"])
            except (OSError, http.client.HTTPException):
                continue

    def send_half_a_photo(self, picture: bytes) -> socket.socket:
        """Send the head and half of the body, and leave the rest unsent."""
        line = socket.create_connection(("127.0.0.1", self.port))
        name = hashlib.sha256(picture).hexdigest()
        head = f"PUT /field/api/photos/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(picture)}\r\n"
        head += "".join(f"{key}: {value}\r\n" for key, value in self.headers.items()) + "\r\n"
        line.sendall(head.encode() + picture[: len(picture) // 2])
        return line


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(TestConfig(tmp_path, f"sqlite:///{tmp_path}/zhulu.sqlite3"))
    with app.app_context():
        flask_migrate.upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def phone(program: Flask) -> Phone:
    """A phone with records of one photo each."""
    with program.app_context():
        section = a_road(a_section()).section
        user = a_user(Role.PROJECT_OFFICE)
        _, token = actions.open_session(user, address="", browser="test")
        load = []
        for _ in range(RECORDS):
            picture = a_photo_file(size=(1200, 900))
            mark = {"sha256": hashlib.sha256(picture).hexdigest(), "field": "photos"}
            load.append((picture, a_visit(section, photos=[mark])))
        db.session.commit()
    signer = program.session_interface.get_signing_serializer(program)  # type: ignore[attr-defined]
    cookie = f"{program.config['SESSION_COOKIE_NAME']}={signer.dumps({TOKEN: token})}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Phone(free.getsockname()[1], cookie, load)


def test_a_server_killed_in_the_middle_takes_everything_in_once_after_its_start(
    program: Flask, phone: Phone, tmp_path: Path
) -> None:
    server = Server(tmp_path, phone.port)
    try:
        half = phone.send_half_a_photo(phone.load[-1][0])
        sending = threading.Thread(target=phone.send_all)
        sending.start()
        while len(phone.confirmed) < 2:
            time.sleep(0.01)
        server.kill()  # with half a photo on the line and a record on its way
        sending.join()
        half.close()
        confirmed_before = set(phone.confirmed)
        server.start()
        for _ in range(2):
            phone.send_all()
    finally:
        server.kill()
    assert 2 <= len(confirmed_before) < RECORDS
    with program.app_context():
        uuids = db.session.scalars(select(Inspection.client_uuid)).all()
        assert sorted(uuids) == sorted(message["uuid"] for _picture, message in phone.load)
        assert len(db.session.scalars(select(FieldReceipt)).all()) == RECORDS
        assert len(db.session.scalars(select(FieldPhoto)).all()) == RECORDS
        assert len(db.session.scalars(select(PhotoUse)).unique().all()) == RECORDS
