"""What a web worker must not carry: libraries that only some requests or other processes need."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROBE = """
import json, sys
from app import create_app
create_app()
print(json.dumps([name for name in sys.argv[1:] if name in sys.modules]))
"""
WHERE_USED = (
    "pandas", "numpy", "folium", "shapely", "pyproj", "openpyxl", "xlsxwriter", "docx", "typst",
    "icalendar", "cryptography", "flask_migrate", "alembic",
)  # fmt: skip


def test_a_web_worker_starts_without_the_libraries_that_few_requests_need(tmp_path: Path):
    run = subprocess.run(
        [sys.executable, "-c", PROBE, *WHERE_USED],
        cwd=ROOT, env=os.environ | {"ZHULU_DATA": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(run.stdout.splitlines()[-1]) == []
