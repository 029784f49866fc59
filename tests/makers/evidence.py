"""Makers of photos: files as a camera makes them, and photos as the store tells of them."""

import io
from typing import Any

from PIL import Image

from app.evidence.store import StoredPhoto


def a_photo_file(
    *,
    kind: str = "JPEG",
    size: tuple[int, int] = (64, 48),
    colour: str = "orange",
    exif: Image.Exif | None = None,
) -> bytes:
    """Return the bytes of a small photo."""
    file = io.BytesIO()
    options: dict[str, Any] = {"exif": exif} if exif else {}
    picture = Image.effect_noise(size, 40).convert("RGB")
    Image.blend(picture, Image.new("RGB", size, colour), 0.5).save(file, kind, **options)
    return file.getvalue()


def a_stored_photo(mark: str = "a") -> StoredPhoto:
    """Return a photo as the store tells of it, without a file; the mark makes it another one."""
    return StoredPhoto((mark * 64)[:64], 640, 480, 12_345)
