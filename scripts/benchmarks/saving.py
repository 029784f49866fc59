"""Progress that is saved through the web: a weekly report's draft with one more cell filled in each time."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.pages import sign_in
from benchmarks.servers import Client, server

SECONDS = 4.0
#: Redmine 5 saved so many progress updates a second on the same machine; here each is a whole week's sheet.
REDMINE_PER_SECOND = 33
_FIELD = re.compile(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"')


def measure(folder: Path) -> Iterator[Figure]:
    """Yield drafts saved a second with one writer and with four, and how many were refused."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        for name in ("zhulu.sqlite3", "secret_key"):
            shutil.copy(folder / name, copy)
        before, os.environ["ZHULU_DATA"] = os.environ.get("ZHULU_DATA", ""), copy
        cookie, _month = sign_in("office")
        with server("app:create_app()", Path(copy)) as (port, _process):
            for writers in (1, 4):
                saved, refused = _together(port, cookie, writers)
                yield Figure(
                    f"weekly drafts saved by web, {writers} writers", saved / SECONDS, "/s",
                    REDMINE_PER_SECOND,
                )  # fmt: skip
                yield Figure("... refused", refused, "", most=0)
        os.environ["ZHULU_DATA"] = before


def _together(port: int, cookie: str, writers: int) -> tuple[int, int]:
    with get_context("fork").Pool(writers) as pool:
        asked = [(port, cookie, 10 * writers + place) for place in range(writers)]
        counts = pool.starmap(_save_on, asked)
    return sum(saved for saved, _ in counts), sum(refused for _, refused in counts)


def _save_on(port: int, cookie: str, section_id: int) -> tuple[int, int]:
    """Save the draft of one section again and again; return how often, and how often in vain."""
    from app.shared.calendar import Week, today

    client, week = Client(port, cookie), Week.of(today())
    status, page = client.ask("GET", f"/sections/{section_id}/weeks/{week}/grid")
    fields = dict(_FIELD.findall(page.decode()))
    cells = [name for name in fields if name.startswith("c:")]
    if status != 200 or not cells:
        raise SystemExit(f"the grid of section {section_id} answered {status}")
    fields |= {"as": "percent"}
    saved = refused = 0
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        fields[cells[saved % len(cells)]] = str(saved % 100)
        status, body = client.ask("POST", f"/sections/{section_id}/weeks/{week}/draft", fields)
        if status == 200:
            saved += 1
            found = re.search(rb'"version": ?(\d+)', body)
            fields["version"] = found[1].decode() if found else ""
        else:
            refused += 1
    return saved, refused
