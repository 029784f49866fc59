"""Receive a workbook: guard it, find its tables, propose its columns, keep the file."""

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app

from app.extensions import db
from app.reports.models import ImportBatch
from app.reports.queries.batches import find_same_file, remembered_mapping
from app.reports.rules.batches import stored_sentences
from app.reports.rules.facts import Facts
from app.reports.rules.fields import Kind
from app.reports.rules.sheets import Layout, find_layout
from app.reports.workbook import Workbook, WorkbookRefused, read_workbook
from app.shared.audit import Actor, record
from app.shared.calendar import Week, today
from app.shared.errors import RuleBroken
from app.shared.memory import collector_paused
from app.shared.sentences import Sentence, say

LONGEST_FILE_NAME = 200
#: Some 20 MB of memory: a ledger of 10,000 rows has 160,000 cells.
MOST_CELLS_KEPT = 250_000


@dataclass(frozen=True)
class Upload:
    """What somebody sends: the bytes, the file's name, and what is said about it."""

    content: bytes
    file_name: str
    kind: Kind | None = None
    sender: str = ""
    programme: str = ""
    year: int | None = None
    week: Week | None = None


@collector_paused()
def upload(given: Upload, *, by: Actor) -> ImportBatch:
    """Return a new batch with the tables found and their columns proposed.

    Raises RuleBroken when the file is not a workbook or holds no table that is known.
    """
    workbook = open_workbook(given.content)
    layouts = _layouts(workbook, given)
    kind = given.kind or _kind(layouts)
    sender = (given.sender or _sender(layouts)).strip()[:200]
    remembered = remembered_mapping(sender, kind)
    layouts = _layouts(workbook, given, remembered) if remembered else layouts
    digest = keep_file(given.content)
    programme = given.programme or _programme(layouts) or _programme_of_file(given.file_name)
    batch = ImportBatch(
        kind=kind,
        file_name=given.file_name.replace("\\", "/").rpartition("/")[2][-LONGEST_FILE_NAME:],
        sha256=digest,
        sender=sender,
        programme_name=programme.strip()[:200],
        year=given.year or _year(layouts),
        week=str(given.week) if given.week else "",
        sheets=_kept_sheets(layouts, kind),
        remarks=stored_sentences(
            [*workbook.remarks, *_without_table(workbook, layouts), *_same_file(digest, kind)]
        ),
        uploaded_by_id=by.id,
        uploaded_by_name=by.name,
    )
    db.session.add(batch)
    record(by, "import.uploaded", batch, {"sha256": digest, "kind": kind})
    return batch


def open_workbook(content: bytes) -> Workbook:
    """Return the sheets of a workbook. Raises RuleBroken with the sentence of its refusal."""
    digest = sha256(content).digest()
    kept_digest, kept = _Last.opened
    if digest == kept_digest:
        return kept
    try:
        workbook = read_workbook(content)
    except WorkbookRefused as error:
        raise RuleBroken([error.sentence]) from error
    if sum(grid.height * grid.width for grid in workbook.grids) <= MOST_CELLS_KEPT:
        _Last.opened = digest, workbook
    return workbook


class _Last:
    """The workbook opened last by this process: its page of columns and its dry run follow."""

    opened: tuple[bytes, Workbook] = (b"", Workbook(()))


def forget_workbook() -> None:
    """Let go of the workbook opened last, once its import is through."""
    _Last.opened = b"", Workbook(())


def _layouts(
    workbook: Workbook, given: Upload, remembered: dict[str, str] | Any = None
) -> list[Layout]:
    found = (find_layout(grid, given.file_name, remembered) for grid in workbook.grids)
    layouts = [layout for layout in found if layout]
    if not any(not layout.grid.is_hidden for layout in layouts):
        raise RuleBroken([_no_table(workbook)])
    return layouts


def _no_table(workbook: Workbook) -> Sentence:
    if all(grid.height == 0 for grid in workbook.shown):
        return say("The workbook is empty.")
    return say(
        "No table was found: no sheet has a header row with names like 标段, 路线编码, 道路名称 "
        "and 建设里程 (section, route code, road, length)."
    )


def _kind(layouts: list[Layout]) -> Kind:
    shown = [layout for layout in layouts if not layout.grid.is_hidden]
    return shown[0].kind


def _sender(layouts: list[Layout]) -> str:
    return next((layout.facts.sender for layout in layouts if layout.facts.sender), "")


def _programme(layouts: list[Layout]) -> str:
    return next((layout.facts.programme for layout in layouts if layout.facts.programme), "")


def _year(layouts: list[Layout]) -> int:
    return next((layout.facts.year for layout in layouts if layout.facts.year), today().year)


def _programme_of_file(file_name: str) -> str:
    """Return what a file's name says of the programme, the name itself where it says nothing."""
    stem = re.sub(r"\.\w{1,5}$", "", file_name.replace("\\", "/").rpartition("/")[2])
    return Facts(title=stem).programme or stem


def _kept_sheets(layouts: list[Layout], kind: Kind) -> list[dict[str, Any]]:
    """Return the sheets with their mapping; those of the kind are chosen, all where none is."""
    shown = [layout for layout in layouts if not layout.grid.is_hidden]
    fitting = [layout for layout in shown if layout.kind is kind] or shown
    return [
        {
            "sheet": layout.grid.sheet,
            "chosen": layout in fitting,
            "mapping": {str(c.index): c.key or "" for c in layout.columns if c.title or c.key},
            "confidence": {str(c.index): round(c.confidence, 2) for c in layout.columns if c.key},
        }
        for layout in layouts
    ]


def _without_table(workbook: Workbook, layouts: list[Layout]) -> list[Sentence]:
    """Return a remark that names the sheets in which no table was found."""
    found = {layout.grid.sheet for layout in layouts}
    others = [grid.sheet[:40] for grid in workbook.shown if grid.height and grid.sheet not in found]
    if not others:
        return []
    return [say("No table was found on these sheets: %(names)s.", names=", ".join(others[:8]))]


def _same_file(digest: str, kind: Kind) -> list[Sentence]:
    same = find_same_file(digest, kind)
    if same is None:
        return []
    return [
        say(
            "The very same file was taken in before as import %(number)s (%(name)s).",
            number=same.id,
            name=same.file_name,
        )
    ]


def import_folder() -> Path:
    """Return the folder of the files that were sent."""
    folder = Path(current_app.config["DATA_FOLDER"]) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_file(content: bytes) -> str:
    """Keep the file under its SHA-256 and return that; the same file is kept once."""
    digest = sha256(content).hexdigest()
    path = import_folder() / digest
    if not path.exists():
        _write_whole(content, path)
    return digest


def _write_whole(content: bytes, path: Path) -> None:
    """Write the file so that it is there whole or not at all, also on a full disk."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def kept_file(batch: ImportBatch) -> bytes:
    """Return the file of a batch. Raises RuleBroken when it is gone or was changed."""
    path = import_folder() / batch.sha256
    content = path.read_bytes() if path.exists() else b""
    if sha256(content).hexdigest() != batch.sha256:
        raise RuleBroken([say("The file of this import is no longer there. Send it again.")])
    return content
