"""The field app: a first load, opening without network, one inspection in taps, and a day's records synced."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.figure import Figure
from benchmarks.servers import Client, server

RECORDS, PHOTOS_EACH = 200, 2
#: Taps in the camera of the phone itself, for each photo: the shutter, and that it is good.
TAPS_IN_CAMERA = 2
MOST_TAPS, MOST_FIRST_LOAD_KB, MOST_MS_OFFLINE, MOST_TIMES = 12, 300, 1000, 1.5
KILO = 1024
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")


def measure(folder: Path) -> Iterator[Figure]:
    """Yield what a phone costs: kilobytes, taps, and the time of a sync beside that of its photos."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        for name in ("zhulu.sqlite3", "secret_key"):
            shutil.copy(folder / name, copy)
        user_id, cookie, sections = office(Path(copy))
        yield Figure(
            "field app: first load, compressed", first_load_kb(), "kB", most=MOST_FIRST_LOAD_KB
        )
        with server("app:create_app()", Path(copy)) as (port, _):
            phone = Client(port, cookie)
            phone.get("/field/api/bundle")
            started = time.perf_counter()
            _, size = phone.get("/field/api/bundle")
            taken = (time.perf_counter() - started) * 1000
            yield Figure(
                f"... what it takes along, {len(sections)} sections, {size // KILO} kB", taken, "ms"
            )
            yield from in_a_browser(port, cookie)
            yield sync(port, cookie, sections)


def office(folder: Path) -> tuple[int, str, list[int]]:
    """Return somebody of the project office, the cookie of a session, and the sections to write for."""
    from app import create_app
    from app.accounts.actions import open_session
    from app.accounts.queries import list_users_with_role
    from app.accounts.rules import Role
    from app.accounts.sign_in import TOKEN
    from app.shared.transaction import transaction
    from app.works.queries import list_writable_sections_for
    from app.works.rules import Status
    from config import Config

    config = Config()
    config.DATA_FOLDER = folder
    config.SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder / 'zhulu.sqlite3'}"
    app = create_app(config)
    with app.app_context(), transaction():
        user = list_users_with_role(Role.PROJECT_OFFICE)[0]
        user.must_change_password = False
        _, token = open_session(user, address="", browser="bench")
        sections = [
            section.id
            for section in list_writable_sections_for(user)
            if section.status == Status.UNDER_CONSTRUCTION
        ]
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = signer.dumps({TOKEN: token, "locale": "zh_Hans_CN"})
    return user.id, f"{app.config['SESSION_COOKIE_NAME']}={value}", sections


def first_load_kb() -> float:
    """Return the size of everything that the phone loads before it works without network."""
    from app import create_app
    from app.field import shell

    app = create_app()
    with app.test_request_context():
        parts = [shell.content_of(name) for name in shell.names()] + [shell.worker().encode()]
    parts.append(app.test_client().get("/field/").data)
    return sum(len(gzip.compress(part)) for part in parts) / KILO


def sync(port: int, cookie: str, sections: list[int]) -> Figure:
    """Send a phone's records one after the other, beside writing the same photos anew without any server."""
    pictures = [picture(number) for number in range(RECORDS * PHOTOS_EACH)]
    floor = reencoded(pictures)
    client = Client(port, cookie)
    _, body = client.ask("GET", "/field/api/session")
    client.headers = {
        "Cookie": client.headers["Cookie"],
        "X-CSRFToken": json.loads(body)["csrf_token"],
        "Accept": "application/json",
    }
    started = time.perf_counter()
    with ThreadPoolExecutor(PHOTOS_EACH) as lines:
        for number in range(RECORDS):
            ours = pictures[number * PHOTOS_EACH : (number + 1) * PHOTOS_EACH]
            list(lines.map(lambda one: put(port, dict(client.headers), one), ours))
            post(client, visit(sections[number % len(sections)], ours))
    taken = time.perf_counter() - started
    name = f"syncing {RECORDS} records with {len(pictures)} photos"
    return Figure(name, taken, "s", floor, most_times=MOST_TIMES)


def put(port: int, headers: dict[str, str], content: bytes) -> None:
    """Send one photo."""
    import http.client

    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("PUT", f"/field/api/photos/{name_of(content)}", content, headers)
    answer = line.getresponse()
    if answer.status != 200:
        raise SystemExit(f"a photo was refused: {answer.status} {answer.read()[:200]!r}")
    line.close()


def post(client: Client, message: dict[str, Any]) -> None:
    """Send one record."""
    headers = {**client.headers, "Content-Type": "application/json"}
    client.connection.request("POST", "/field/api/records", json.dumps(message), headers)
    answer = client.connection.getresponse()
    body = answer.read()
    if answer.status != 201:
        raise SystemExit(f"a record was refused: {answer.status} {body[:300]!r}")


def visit(section_id: int, pictures: list[bytes]) -> dict[str, Any]:
    """Return the message of a visit with these photos."""
    now = datetime.now().astimezone()
    begun = (now - timedelta(minutes=3)).isoformat(timespec="seconds")
    return {
        "uuid": str(uuid4()), "kind": "inspection", "subject": section_id, "by_clock": True,
        "fields": {"kind": "scheduled", "topics": ["quality"], "handling": "nothing_needed"},
        "photos": [{"sha256": name_of(one), "field": "photos"} for one in pictures],
        "begun_at": begun, "made_at": begun, "sent_at": now.isoformat(timespec="seconds"),
    }  # fmt: skip


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def picture(number: int) -> bytes:
    """Return a photo as the app makes it: 1,600 pixels, some 400 kB, another one for each number."""
    from PIL import Image

    coarse = Image.effect_noise((64, 48), 90).resize((1600, 1200), Image.Resampling.BICUBIC)
    fine = Image.effect_noise((1600, 1200), 35)
    grey = Image.blend(coarse, fine, 0.35).convert("RGB")
    tint = Image.new("RGB", grey.size, (number * 37 % 256, 110, number * 11 % 256))
    file = io.BytesIO()
    Image.blend(grey, tint, 0.3).save(file, "JPEG", quality=80)
    return file.getvalue()


def reencoded(pictures: list[bytes]) -> float:
    """Return the seconds of decoding and writing the pictures anew, one after the other, and no more."""
    from app.evidence import reencode

    with tempfile.TemporaryDirectory() as place:
        paths = [str(Path(place) / part) for part in ("source", "picture", "thumbnail")]
        taken = 0.0
        for content in pictures:
            Path(paths[0]).write_bytes(content)
            started = time.perf_counter()
            if "refused" in reencode.main(*paths):
                raise SystemExit("the photo of the measurement is refused")
            taken += time.perf_counter() - started
    return taken


def in_a_browser(port: int, cookie: str) -> Iterator[Figure]:
    """Yield what only a browser can tell; nothing where there is none."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        print("  no browser: opening and taps are not measured", file=sys.stderr)
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        context = browser.new_context(
            viewport={"width": 360, "height": 640},
            has_touch=True,
            permissions=["geolocation"],
            geolocation={"latitude": 33.64, "longitude": 116.97, "accuracy": 8},
        )
        name, value = cookie.split("=", 1)
        address = f"http://127.0.0.1:{port}"
        context.add_cookies([{"name": name, "value": value, "url": address}])
        yield from _measured(context, address)
        browser.close()


def _measured(context: Any, address: str) -> Iterator[Figure]:
    page = context.new_page()
    page.goto(f"{address}/field/")
    page.locator(".card").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    context.set_offline(True)
    opened = []
    for _ in range(5):
        page.goto("about:blank")
        page.goto(f"{address}/field/")
        page.locator(".card").first.wait_for()
        opened.append(page.evaluate("performance.getEntriesByName('ready')[0].startTime"))
    yield Figure("... ready to work without network", sorted(opened)[2], "ms", most=MOST_MS_OFFLINE)
    taps, started = 0, time.perf_counter()
    page.locator(".card button.primary").first.tap()
    taps += 1
    for number in range(PHOTOS_EACH):
        # The tap on the button opens the phone's own camera, which the script stands in for.
        page.set_input_files(
            "input[name=photos]",
            {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": picture(number + 9000)},
        )
        page.locator(".photo").nth(number).wait_for()
        taps += 1 + TAPS_IN_CAMERA
    page.locator(".thumb-bar button.primary").tap()
    taps += 1
    page.locator("#unsent.has-some").wait_for()
    page.locator("body[data-ready=start]").wait_for()
    yield Figure("inspection with two photos", taps, "taps", most=MOST_TAPS)
    yield Figure(
        "... by a script, with making its photos small", time.perf_counter() - started, "s"
    )
    context.set_offline(False)
