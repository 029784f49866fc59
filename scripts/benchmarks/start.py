"""Starting the program: how long, how much memory, and what it does not import."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parent.parent.parent
HEAVY = ("pandas", "folium", "numpy", "shapely")
PROBE = """
import json, re, sys, time
from pathlib import Path
started = time.perf_counter()
{start}
taken = time.perf_counter() - started
status = Path("/proc/self/status")
found = re.search(r"VmRSS:\\s+(\\d+)", status.read_text()) if status.exists() else None
memory = int(found[1]) / 1024 if found else 0
print(json.dumps([taken * 1000, memory, [m for m in {heavy} if m in sys.modules]]))
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the start of the program beside importing Flask and SQLAlchemy alone."""
    bare, bare_memory, _ = probe("import flask, flask_sqlalchemy, flask_login, flask_wtf")
    taken, memory, heavy = probe("from app import create_app; create_app()")
    yield Figure("start of the program", taken, "ms", bare)
    yield Figure("memory after the start", memory, "MB", bare_memory)
    names = ", ".join(heavy) or "none"
    yield Figure(f"heavy libraries imported at start: {names}", len(heavy), "", most=0)


def probe(start: str) -> tuple[float, float, list[str]]:
    """Return (milliseconds, megabytes, heavy libraries) of a fresh interpreter; the best of three."""
    code = PROBE.format(start=start, heavy=HEAVY)
    runs = []
    for _ in range(3):
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        runs.append(json.loads(run.stdout.splitlines()[-1]))
    taken, memory, heavy = min(runs)
    return taken, memory, heavy
