"""Finding a picture again among all that were ever received."""

from dataclasses import dataclass

from sqlalchemy import Select, select, union

from app.evidence.models import Photo, PhotoCrop, PhotoUse
from app.evidence.rules import Showing
from app.evidence.rules.likeness import BITS, bands_of, distance, near_bands, near_keys, signed
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


def find_cropped(fingerprint: str, most_bits: int) -> list[LikePhoto]:
    """Return every photo of which a part differs from the picture in at most so many bits."""
    rows = db.session.execute(
        select(PhotoCrop.photo_id, PhotoCrop.fingerprint).where(
            PhotoCrop.band.in_(near_keys(fingerprint, most_bits))
        )
    )
    seen, all_bits = signed(fingerprint), (1 << BITS) - 1
    bits: dict[int, int] = {}
    for number, known in rows.tuples().all():
        differing = ((seen ^ known) & all_bits).bit_count()
        if differing <= most_bits:
            bits[number] = min(differing, bits.get(number, differing))
    return [LikePhoto(number, differing) for number, differing in bits.items()]


def find_any_view(photo: Photo, most_bits: int, most_bits_cropped: int) -> dict[int, int]:
    """Return the photos that show the picture or its mirror image, or of which it is a part, and in how many bits."""
    found = find_cropped(photo.fingerprint, most_bits_cropped) if photo.fingerprint else []
    for fingerprint in filter(None, (photo.fingerprint, photo.mirrored)):
        found += find_alike(fingerprint, most_bits)
    bits: dict[int, int] = {}
    for one in found:
        bits[one.photo_id] = min(one.bits, bits.get(one.photo_id, one.bits))
    return bits


def showings_like(use: PhotoUse, most_bits: int, most_bits_cropped: int) -> list[Showing]:
    """Return where the same file, and every picture like it, was shown before this showing."""
    bits = find_any_view(use.photo, most_bits, most_bits_cropped)
    before = db.session.scalars(
        select(PhotoUse)
        .where(PhotoUse.photo_id.in_({*bits, use.photo_id}), PhotoUse.id < use.id)
        .order_by(PhotoUse.id)
    )
    return [
        Showing(one.id, one.owner, one.photo_id == use.photo_id, bits.get(one.photo_id, 0))
        for one in before
    ]
