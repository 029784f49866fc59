"""Ten times as many sections as a county has: their ranking, and their 20,000 works on the map in Chromium."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import ranking
from benchmarks.figure import Figure
from benchmarks.pages import sign_in
from benchmarks.servers import server

MOST_MS_OF_MAP = 1000
LOADS = 5
MS_OF_SOME_FRAMES = 200
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
#: Notes the moment of the first frame after the works were drawn, counted from the asking.
NOTE_WHEN_DRAWN = """
const look = () => document.querySelector("#works-map[data-drawn]")
  ? requestAnimationFrame(() => { window.drawnAfter = performance.now(); })
  : requestAnimationFrame(look);
requestAnimationFrame(look);
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the ranking's milliseconds and those until the map can be used."""
    import county

    wide = folder.parent / f"{folder.name}-wide"
    with _in(wide):
        if not (wide / "zhulu.sqlite3").exists():
            for said in county.fill(wide, county.WIDE):
                print(f"  {said}", flush=True)
        for figure in ranking.measure(wide):
            yield replace(figure, name=f"{county.WIDE.sections:,} sections: {figure.name}")
        works = county.WIDE.sections * county.WIDE.works_per_section
        taken = _milliseconds_of_map(wide)
        yield Figure(f"map of {works:,} works in Chromium", taken, "ms", most=MOST_MS_OF_MAP)


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = os.environ.get("ZHULU_DATA", "")
    os.environ["ZHULU_DATA"] = str(folder)
    try:
        yield
    finally:
        os.environ["ZHULU_DATA"] = before


def _milliseconds_of_map(folder: Path) -> float:
    """Return the median of some loads of the map of the whole district, after one that warms up."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise SystemExit("there is no Chromium on this machine")
    cookie, _month = sign_in()
    name, _, value = cookie.partition("=")
    with server("app:create_app()", folder) as (port, _pid), sync_playwright() as playwright:
        address = f"http://127.0.0.1:{port}"
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        context.add_init_script(NOTE_WHEN_DRAWN)
        page = context.new_page()
        taken = [_load(page, f"{address}/map") for _ in range(LOADS + 1)]
        browser.close()
    return statistics.median(taken[1:])


def _load(page: Any, address: str) -> float:
    page.goto(address)
    page.locator("#works-map[data-drawn]").wait_for(state="attached")
    page.wait_for_timeout(MS_OF_SOME_FRAMES)
    return float(page.evaluate("window.drawnAfter"))
