"""Decode one photo and write it anew, without anything that is not picture.

Runs as a process of its own with little memory and time, because the file comes from outside:
`python -I reencode.py SOURCE PICTURE THUMBNAIL`. Prints one line of JSON: the size and the time of
capture, or why the file was refused. Imports nothing of the program.
"""

import json
import sys
import warnings
from typing import Any

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
MOST_METADATA = 256 * 1024
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 400
QUALITY = 85
MOST_MEMORY, MOST_SECONDS = 768 * 1024 * 1024, 10
METADATA = ("exif", "icc_profile", "xmp", "XML:com.adobe.xmp", "comment", "photoshop")
EXIF_FOLDER, TAKEN_AT, CHANGED_AT = 0x8769, 36867, 306
WHITE = (255, 255, 255)


class RefusedPhoto(Exception):
    """The file is not a photo that we take; the word says why."""


def main(source: str, picture: str, thumbnail: str) -> dict[str, Any]:
    """Write the picture and its thumbnail; return what is known of it, or why it is refused."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        return _reencode(source, picture, thumbnail)
    except RefusedPhoto as refusal:
        return {"refused": str(refusal)}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "pixels"}
    except MemoryError:
        return {"refused": "pixels"}
    except Exception:  # noqa: BLE001 - a decoder may fail in any way on a hostile file
        return {"refused": "broken"}


def _reencode(source: str, picture: str, thumbnail: str) -> dict[str, Any]:
    with Image.open(source, formats=FORMATS) as image:
        _check(image)
        taken_at = _taken_at(image)
        upright = _without_alpha(ImageOps.exif_transpose(_smaller(image)))
    upright.save(picture, "JPEG", quality=QUALITY)
    width, height = upright.size
    upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    upright.save(thumbnail, "JPEG", quality=QUALITY)
    return {"width": width, "height": height, "taken_at": taken_at}


def _check(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise RefusedPhoto("pixels")
    # Phones write MPO: a JPEG whose further frames are its depth or brightness map.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise RefusedPhoto("animated")
    if sum(len(image.info.get(part) or b"") for part in METADATA) > MOST_METADATA:
        raise RefusedPhoto("metadata")


def _taken_at(image: Image.Image) -> str | None:
    """Return the time of capture as the camera wrote it, `2020:06:07 08:30:00`, if it did."""
    try:
        exif = image.getexif()
        written = exif.get_ifd(EXIF_FOLDER).get(TAKEN_AT) or exif.get(CHANGED_AT)
    except Exception:  # noqa: BLE001 - broken metadata does not make a broken picture
        return None
    return written[:40] if isinstance(written, str) else None


def _smaller(image: Image.Image) -> Image.Image:
    """Return the picture in its final size, before anything copies it: 40 million pixels are 160 MB.

    A JPEG is even read at a half or a quarter of its size.
    """
    if image.mode == "P":  # colours by number cannot be mixed
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image


def _without_alpha(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    flat = Image.new("RGB", layered.size, WHITE)
    flat.paste(layered, mask=layered.getchannel("A"))
    return flat


def _limit_this_process() -> None:
    """Take little memory and time; Windows has no such limits, there the caller's clock remains."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


if __name__ == "__main__":
    _limit_this_process()
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])))
