"""Measure the program at county scale, each figure beside its floor in the same run.

python scripts/bench.py                     fill a county in build/county once, then measure everything
python scripts/bench.py pages writes        only these parts: pages, ranking, imports, writes, saving, photos,
                                            phone, start, wide, duties, agenda, sheet, audit
python scripts/bench.py --folder FOLDER     measure the county in FOLDER

A floor is the least that any program would need for the same: a bare Flask endpoint with one indexed
query and a table of 50 rows, the plain SQL that reads the same rows, reading a file and no more.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from benchmarks import (  # noqa: E402
    agenda,
    audit,
    digest,
    duties,
    imports,
    pages,
    phone,
    photos,
    ranking,
    saving,
    sheet,
    start,
    wide,
    writes,
)
from benchmarks.figure import Figure, line_of  # noqa: E402

PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "pages": pages.measure,
    "ranking": ranking.measure,
    "duties": duties.measure,
    "digest": digest.measure,
    "imports": imports.measure,
    "writes": writes.measure,
    "saving": saving.measure,
    "photos": photos.measure,
    "phone": phone.measure,
    "start": start.measure,
    "wide": wide.measure,
    "agenda": agenda.measure,
    "sheet": sheet.measure,
    "audit": audit.measure,
}


def prepare(folder: Path) -> None:
    """Fill a county in the folder unless it holds one."""
    if (folder / "zhulu.sqlite3").exists():
        return
    import county

    print(f"Filling a county in {folder} ...", flush=True)
    for said in county.fill(folder):
        print(f"  {said}", flush=True)


def main() -> int:
    """Measure what was asked for and print it; the exit code says nothing about speed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "county")
    wanted = parser.parse_args()
    if unknown := set(wanted.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    folder = wanted.folder.resolve()
    prepare(folder)
    os.environ["ZHULU_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    print(f"{'':44} {'measured':>10} {'':6} {'floor':>10} {'times':>9}  target")
    environment = dict(os.environ)
    for name in wanted.parts or PARTS:
        for figure in PARTS[name](folder):
            print(line_of(figure), flush=True)
        # A part that measured a database of its own brought that one's key along.
        os.environ.clear()
        os.environ.update(environment)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
