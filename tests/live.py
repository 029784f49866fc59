"""A running program and a real browser, for journeys: `live` is shared by a module's tests.

Whatever a page complains about (a refused script, an error, a request to another host) fails the
test at its end.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from app.accounts import actions
from app.accounts.models import User
from app.accounts.sign_in import TOKEN
from app.extensions import db
from app.shared.calendar import clock_at, now
from config import TestConfig

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
#: A busy machine is slow; a page that never comes is found all the same.
LONGEST_WAIT_MS = 120_000
expect.set_options(timeout=30_000)
WIDTHS = {1440: 900, 1024: 768, 390: 844, 360: 640}


class Live:
    """A program that answers at `address`, and browsers that visit it."""

    def __init__(self, app: Flask, address: str, browser: Browser) -> None:
        self.app, self.address, self.browser = app, address, browser
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []
        #: How far the clock of program and phones is ahead of this machine's.
        self.ahead = timedelta()

    @contextmanager
    def given(self) -> Iterator[None]:
        """Make data and commit it."""
        with self.app.app_context(), self.clock():
            yield
            db.session.commit()

    def set_clock(self, moment: datetime) -> None:
        """Let program and browsers live at another moment from here on; the time then runs on."""
        self.ahead = moment - now()
        for context in self.contexts:
            context.clock.set_fixed_time(moment)

    @contextmanager
    def clock(self) -> Iterator[None]:
        """Read the clock of the program, which may be ahead."""
        if not self.ahead:
            yield
            return
        with clock_at(now() + self.ahead):
            yield

    def answer(self, environ: Any, start_response: Any) -> Any:
        """Answer a request at the program's time."""
        with self.clock():
            return self.app(environ, start_response)

    def visit(
        self, path: str, user: User | None = None, language: str = "en", width: int = 1440
    ) -> Page:
        """Return the page, open, as the user sees it."""
        context = self.browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]}, has_touch=width < 500
        )
        context.set_default_timeout(LONGEST_WAIT_MS)
        if self.ahead:
            context.clock.set_fixed_time(now() + self.ahead)
        self.contexts.append(context)
        if user:
            context.add_cookies([self._cookie(user, language)])
        page = context.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self._see(request.url))
        page.goto(self.address + path)
        page.wait_for_load_state("networkidle")
        return page

    def client_of(self, user: User, language: str) -> FlaskClient:
        """Return a browser without a screen, signed in."""
        with self.app.app_context(), self.clock():
            _, token = actions.open_session(db.session.merge(user), address="", browser="test")
            db.session.commit()
        client = self.app.test_client()
        with client.session_transaction() as session:
            session[TOKEN], session["locale"] = token, language
        return client

    def _cookie(self, user: User, language: str) -> Any:
        client = self.client_of(user, language)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        return {"name": name, "value": cookie.value, "url": self.address}

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(f"console: {text}")

    def _see(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"another host: {url}")

    def close_pages(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(found for name in BROWSERS if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live_program(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with serving(chromium, tmp_path_factory.mktemp("live")) as live:
        yield live


@contextmanager
def serving(browser: Browser, folder: Path) -> Iterator[Live]:
    """Serve an empty installation in the folder."""
    app = create_app(TestConfig(folder, f"sqlite:///{folder}/live.sqlite3"))
    with app.app_context():
        flask_migrate.upgrade()
    live = Live(app, "", browser)
    server = make_server("127.0.0.1", 0, live.answer, threaded=True)
    live.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield live
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def live(live_program: Live) -> Iterator[Live]:
    """The module's running program; the test fails at its end when a page complained."""
    live_program.complaints.clear()
    yield live_program
    live_program.close_pages()
    live_program.ahead = timedelta()
    assert live_program.complaints == []
