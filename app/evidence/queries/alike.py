"""Finding a picture again among all that were ever received."""

from dataclasses import dataclass

from sqlalchemy import Select, select, union

from app.evidence.models import Photo, PhotoUse
from app.evidence.rules import Showing
from app.evidence.rules.likeness import bands_of, distance, near_bands
from app.extensions import db

_BANDS = (Photo.band_1, Photo.band_2, Photo.band_3, Photo.band_4)


@dataclass(frozen=True)
class LikePhoto:
    """A photo that shows nearly the same picture: in how many bits it differs."""

    photo_id: int
    bits: int


def find_alike(fingerprint: str, most_bits: int) -> list[LikePhoto]:
    """Return every photo whose fingerprint differs in at most so many bits, the likest first.

    Asks four indexes for equal bands, which misses nothing, and counts the bits of what they return.
    """
    parts: list[Select[tuple[int, str | None]]] = [
        select(Photo.id, Photo.fingerprint).where(column.in_(near_bands(band, most_bits)))
        for column, band in zip(_BANDS, bands_of(fingerprint), strict=True)
    ]
    found = (
        LikePhoto(number, distance(fingerprint, known))
        for number, known in db.session.execute(union(*parts))
        if known
    )
    return sorted(
        (one for one in found if one.bits <= most_bits), key=lambda one: (one.bits, one.photo_id)
    )


def showings_like(use: PhotoUse, most_bits: int) -> list[Showing]:
    """Return where the same file, and every picture like it, was shown before this showing."""
    fingerprint = use.photo.fingerprint
    bits = (
        {one.photo_id: one.bits for one in find_alike(fingerprint, most_bits)}
        if fingerprint
        else {}
    )
    before = db.session.scalars(
        select(PhotoUse)
        .where(PhotoUse.photo_id.in_({*bits, use.photo_id}), PhotoUse.id < use.id)
        .order_by(PhotoUse.id)
    )
    return [
        Showing(one.id, one.owner, one.photo_id == use.photo_id, bits.get(one.photo_id, 0))
        for one in before
    ]
