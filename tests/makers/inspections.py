"""Makers of inspections, findings, site logs and photos."""

import io
from typing import Any

from PIL import Image


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
