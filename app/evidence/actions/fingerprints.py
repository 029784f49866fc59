"""Fingerprints of photos that were received before the program took them."""

import tempfile
from pathlib import Path

from sqlalchemy import update

from app.evidence.confined import reencode
from app.evidence.models import Photo
from app.evidence.rules.likeness import bands_of
from app.evidence.store import path_of
from app.extensions import db

#: Stands where a picture shows nothing, so that it is not looked at again and again.
NOTHING_SEEN = ""


def fingerprint_of(sha256: str, folder: Path) -> str:
    """Return the fingerprint of a photo in the store, empty when it is gone or shows nothing."""
    picture = path_of(sha256, folder)
    if not picture.exists():
        return NOTHING_SEEN
    with tempfile.TemporaryDirectory() as workplace:
        answer = reencode(picture, Path(workplace) / "picture", Path(workplace) / "thumbnail")
    return answer.get("fingerprint") or NOTHING_SEEN


def keep_fingerprint(photo_id: int, fingerprint: str) -> None:
    """Keep the fingerprint, with the bands by which alike pictures are found."""
    values: dict[str, str | int] = {"fingerprint": fingerprint}
    if fingerprint:
        values |= {f"band_{place}": band for place, band in enumerate(bands_of(fingerprint), 1)}
    db.session.execute(update(Photo).where(Photo.id == photo_id).values(**values))
