"""Progress that is saved through the web: one figure at a time, as the page does, and whole sheets."""

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
from benchmarks.servers import Client, processor_ms, server

SECONDS = 4.0
#: Redmine 5 saved so many progress updates a second on the same machine, each of one figure.
REDMINE_PER_SECOND = 33
TIMES_AHEAD = 20
_ALWAYS_SENT = ("csrf_token", "version", "as")
_FIELD = re.compile(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"')


def measure(folder: Path) -> Iterator[Figure]:
    """Yield drafts saved a second with one writer and with four, and how many were refused."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        for name in ("zhulu.sqlite3", "secret_key"):
            shutil.copy(folder / name, copy)
        before, os.environ["ZHULU_DATA"] = os.environ.get("ZHULU_DATA", ""), copy
        cookie, _month = sign_in("office")
        yield from _floors(Path(copy))
        refusals = 0
        with server("app:create_app()", Path(copy)) as (port, process):
            for is_whole in (False, True):
                what = "whole sheets" if is_whole else "one figure each"
                for writers in (1, 4):
                    used = processor_ms(process)
                    saved, cells, refused = _together(port, cookie, writers, is_whole)
                    used = processor_ms(process) - used
                    refusals += refused
                    yield Figure(
                        f"drafts saved by web, {what}, {writers} writers", saved / SECONDS, "/s",
                        REDMINE_PER_SECOND,
                        least=None if is_whole else TIMES_AHEAD * REDMINE_PER_SECOND,
                    )  # fmt: skip
                    yield Figure("... processor time of the server for each", used / saved, "ms")
                    if is_whole:
                        yield Figure("... figures in them", cells / SECONDS, "/s")
        yield Figure("... refused", refusals, "", most=0)
        os.environ["ZHULU_DATA"] = before


def _floors(folder: Path) -> Iterator[Figure]:
    """Yield what a bare Flask endpoint does that keeps one figure durably: more is not to be had."""
    with server(f"benchmarks.floor:create_saving_floor('{folder}')", folder) as (port, process):
        for writers in (1, 4):
            used = processor_ms(process)
            with get_context("fork").Pool(writers) as pool:
                saved = sum(pool.starmap(_save_bare, [(port, place) for place in range(writers)]))
            used = processor_ms(process) - used
            words = f"floor: a bare endpoint that keeps one figure, {writers} writers"
            yield Figure(words, saved / SECONDS, "/s", REDMINE_PER_SECOND)
            yield Figure("... processor time of the server for each", used / saved, "ms")


def _save_bare(port: int, place: int) -> int:
    client, saved = Client(port), 0
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        client.ask("POST", "/", {"name": str(place), "typed": str(saved)})
        saved += 1
    return saved


def _together(port: int, cookie: str, writers: int, is_whole: bool) -> tuple[int, int, int]:
    """Return how many drafts were saved, how many figures stood in them, and what was refused."""
    with get_context("fork").Pool(writers) as pool:
        asked = [(port, cookie, 10 * writers + place, is_whole) for place in range(writers)]
        counts = pool.starmap(_save_on, asked)
    saved, cells, refused = (sum(each) for each in zip(*counts, strict=True))
    return saved, cells, refused


def _save_on(port: int, cookie: str, section_id: int, is_whole: bool) -> tuple[int, int, int]:
    """Save the draft of one section again and again; return how often, the figures sent, and refusals."""
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
        changed = cells[saved % len(cells)]
        fields[changed] = str(saved % 100)
        sent = (
            fields
            if is_whole or not saved
            else {name: fields[name] for name in (*_ALWAYS_SENT, changed)}
        )
        status, body = client.ask("POST", f"/sections/{section_id}/weeks/{week}/draft", sent)
        if status == 200:
            saved += 1
            found = re.search(rb'"version": ?(\d+)', body)
            fields["version"] = found[1].decode() if found else ""
        else:
            refused += 1
    return saved, saved * (len(cells) if is_whole else 1), refused
