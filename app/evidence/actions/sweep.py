"""Photos that came with forms which were never saved."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.evidence.models import Photo
from app.evidence.store import NAME_OF_PICTURE
from app.extensions import db

AT_ONCE = 500


def sweep_photos(folder: Path, before: datetime) -> int:
    """Remove the files of photos that no record shows and that lie there since before; count them."""
    old = {path: found[1] for path in folder.glob("??/*.jpg") if (found := _ours(path, before))}
    swept = 0
    for some in _parts(list(old)):
        hashes = {old[path] for path in some}
        known = set(db.session.scalars(select(Photo.sha256).where(Photo.sha256.in_(hashes))))
        for path in some:
            # Looked at again: the same photo may have come back meanwhile.
            if old[path] not in known and _ours(path, before):
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _ours(path: Path, before: datetime) -> re.Match[str] | None:
    """Return the match of a name that the store gives, for a file that is old enough."""
    try:
        is_old = path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return None
    return NAME_OF_PICTURE.fullmatch(path.name) if is_old else None


def _parts(paths: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(paths), AT_ONCE):
        yield paths[start : start + AT_ONCE]
