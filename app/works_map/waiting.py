"""Files of lines that wait until somebody has looked at them and confirmed."""

import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import current_app

from app.shared.errors import NotFound

DAY_IN_SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class WaitingFile:
    """What was uploaded, by whom, and for what."""

    file_name: str
    section_id: int
    user_id: int
    system: str
    #: The work that was chosen for the whole file, if any.
    work_id: int | None


def keep(waiting: WaitingFile, content: bytes) -> str:
    """Keep a file until tomorrow and return the word under which it is found."""
    folder = _folder()
    _sweep(folder)
    token = secrets.token_hex(16)
    (folder / token).write_bytes(content)
    (folder / f"{token}.json").write_text(json.dumps(asdict(waiting)), encoding="utf-8")
    return token


def get(token: str, section_id: int, user_id: int) -> tuple[WaitingFile, bytes]:
    """Return a file that this user uploaded for this section. Raises NotFound."""
    told = _folder() / f"{token}.json"
    if not _TOKEN.fullmatch(token) or not told.exists():
        raise NotFound
    waiting = WaitingFile(**json.loads(told.read_text(encoding="utf-8")))
    if (waiting.section_id, waiting.user_id) != (section_id, user_id):
        raise NotFound
    return waiting, told.with_suffix("").read_bytes()


def forget(token: str) -> None:
    """Let the file go: it was taken, or nobody wants it."""
    for path in (_folder() / token, _folder() / f"{token}.json"):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(current_app.config["DATA_FOLDER"]) / "alignments"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > DAY_IN_SECONDS:
            path.unlink(missing_ok=True)
