"""Fingerprints of photos that were received before the program took them."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, update

from app.evidence.confined import reencode
from app.evidence.models import Photo, PhotoCrop
from app.evidence.rules.likeness import bands_of, keys_of, signed
from app.evidence.store import path_of
from app.extensions import db

#: Stands where a picture shows nothing, so that it is not looked at again and again.
NOTHING_SEEN = ""


@dataclass(frozen=True)
class Views:
    """The fingerprints of a picture: whole, mirrored, and of its parts; empty where nothing is to be seen."""

    whole: str = NOTHING_SEEN
    mirrored: str = NOTHING_SEEN
    crops: tuple[str, ...] = ()


def views_of(sha256: str, folder: Path) -> Views:
    """Return the fingerprints of a photo in the store, empty ones when it is gone."""
    picture = path_of(sha256, folder)
    if not picture.exists():
        return Views()
    with tempfile.TemporaryDirectory() as workplace:
        answer = reencode(picture, Path(workplace) / "picture", Path(workplace) / "thumbnail")
    return Views(
        answer.get("fingerprint") or NOTHING_SEEN,
        answer.get("mirrored") or NOTHING_SEEN,
        tuple(answer.get("crops", ())),
    )


def keep_crops(photo_id: int, crops: Sequence[str]) -> None:
    """Keep the bands of the fingerprints of a photo's parts."""
    rows = {(key, signed(crop)) for crop in crops for key in keys_of(crop)}
    if rows:
        db.session.execute(
            insert(PhotoCrop),
            [
                {"band": key, "photo_id": photo_id, "fingerprint": crop}
                for key, crop in sorted(rows)
            ],
        )


def keep_fingerprint(photo_id: int, views: Views) -> None:
    """Keep the fingerprints, with the bands by which alike pictures are found."""
    fingerprint = views.whole
    values: dict[str, str | int] = {"fingerprint": fingerprint, "mirrored": views.mirrored}
    keep_crops(photo_id, views.crops)
    if fingerprint:
        values |= {f"band_{place}": band for place, band in enumerate(bands_of(fingerprint), 1)}
    db.session.execute(update(Photo).where(Photo.id == photo_id).values(**values))
