"""The files of the app: which there are, where each lies, and the version that they make together."""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import current_app

from app.field.texts import words_in
from app.shared.assets import vendor_path
from app.shared.languages import CHINESE, ENGLISH
from config import ROOT

FOLDER = ROOT / "static" / "field"
#: What our own files take from npm packages, by the name they import.
TAKEN = {"idb.js": "idb/build/index.js", "sha256.js": "js-sha256/build/sha256.min.js"}
WORDS = {"words-zh.json": CHINESE, "words-en.json": ENGLISH}
#: The worker stands at an address of its own; the browser itself asks whether it is new.
NOT_KEPT = "worker.js"
TYPES = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml",
}  # fmt: skip
DIGITS_OF_VERSION = 12


def names() -> list[str]:
    """Return the names of the files that the app loads, in the order of the alphabet."""
    own = {path.name for path in FOLDER.iterdir() if path.suffix in TYPES} - {NOT_KEPT}
    return sorted({*own, *TAKEN, *WORDS})


def content_of(name: str) -> bytes:
    """Return what is in a file of the app; the name is one of names()."""
    if name in WORDS:
        return json.dumps(words_in(WORDS[name]), ensure_ascii=False).encode()
    return _path_of(name).read_bytes()


def version() -> str:
    """Return the version of the app: other files, another version."""
    return _fresh_version() if current_app.debug else _kept_version()


def worker() -> str:
    """Return the script that keeps the files, as it lies there."""
    return (FOLDER / NOT_KEPT).read_text(encoding="utf-8")


def _path_of(name: str) -> Path:
    return vendor_path(TAKEN[name]) if name in TAKEN else FOLDER / name


@cache
def _kept_version() -> str:
    return _fresh_version()


def _fresh_version() -> str:
    total = hashlib.sha256()
    frame = ROOT / "templates" / "field" / "shell.html"
    for content in (frame.read_bytes(), worker().encode(), *(content_of(n) for n in names())):
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()[:DIGITS_OF_VERSION]
