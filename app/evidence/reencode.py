"""Decode one photo and write it anew, without anything that is not picture.

Runs as a process of its own with little memory and time, because the file comes from outside:
`python -I reencode.py SOURCE PICTURE THUMBNAIL`. With `--serve` it waits for such paths, a list on each
line, and does each in a child. Prints one line of JSON: the size, the time and place
of capture and the fingerprint of the picture, or why the file was refused. Imports nothing of the program.
"""

import errno
import json
import os
import sys
import warnings
from collections.abc import Sequence
from math import cos, pi
from operator import mul
from typing import Any

from PIL import Image, ImageOps, ImageStat

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
MOST_METADATA = 256 * 1024
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 400
QUALITY = 85
MOST_MEMORY, MOST_SECONDS = 768 * 1024 * 1024, 10
METADATA = ("exif", "icc_profile", "xmp", "XML:com.adobe.xmp", "comment", "photoshop")
EXIF_FOLDER, TAKEN_AT, CHANGED_AT = 0x8769, 36867, 306
GPS_FOLDER, NORTH_OR_SOUTH, LATITUDE, EAST_OR_WEST, LONGITUDE = 0x8825, 1, 2, 3, 4
#: The fingerprint looks at the 8 × 8 slowest waves of the picture made 32 × 32 small.
FINGERPRINT_SIDE, WAVES = 32, 8
#: What is left of a picture when somebody cuts off its edges, one side or one corner: left, top, right, bottom.
CROPS = (
    (0.05, 0.05, 0.95, 0.95), (0.1, 0.1, 0.9, 0.9), (0.15, 0.15, 0.85, 0.85),
    (0, 0, 0.85, 0.85), (0, 0.15, 0.85, 1), (0.15, 0, 1, 0.85), (0.15, 0.15, 1, 1),
    (0, 0, 0.9, 1), (0.1, 0, 1, 1), (0, 0, 1, 0.9), (0, 0.1, 1, 1),
)  # fmt: skip
#: A picture with less contrast is fog or a lens cap: all of them would be one picture.
LEAST_CONTRAST = 4.0
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
    except OSError as error:
        return {"refused": "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "broken"}
    except Exception:  # noqa: BLE001 - a decoder may fail in any way on a hostile file
        return {"refused": "broken"}


def _reencode(source: str, picture: str, thumbnail: str) -> dict[str, Any]:
    with Image.open(source, formats=FORMATS) as image:
        _check(image)
        taken_at, position = _taken_at(image), _position(image)
        upright = _without_alpha(ImageOps.exif_transpose(_smaller(image)))
    upright.save(picture, "JPEG", quality=QUALITY)
    width, height = upright.size
    upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    upright.save(thumbnail, "JPEG", quality=QUALITY)
    return {
        "width": width,
        "height": height,
        "taken_at": taken_at,
        "position": position,
        "fingerprint": _fingerprint(upright),
        "mirrored": _fingerprint(ImageOps.mirror(upright)),
        "crops": _crops(upright),
    }


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


def _position(image: Image.Image) -> list[float] | None:
    """Return latitude and longitude in degrees as the camera wrote them, if it did."""
    try:
        gps = image.getexif().get_ifd(GPS_FOLDER)
        latitude, longitude = (_degrees(gps[part]) for part in (LATITUDE, LONGITUDE))
        south, west = gps.get(NORTH_OR_SOUTH) == "S", gps.get(EAST_OR_WEST) == "W"
    except Exception:  # noqa: BLE001 - broken metadata does not make a broken picture
        return None
    return [-latitude if south else latitude, -longitude if west else longitude]


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _fingerprint(picture: Image.Image) -> str | None:
    """Return 64 bits that stay nearly the same when the picture is made smaller or saved again.

    Each bit says whether one of the slowest waves of the picture (a cosine transform) is stronger than most.
    """
    grey = picture.convert("L").resize((FINGERPRINT_SIDE, FINGERPRINT_SIDE), Image.Resampling.BOX)
    if ImageStat.Stat(grey).stddev[0] < LEAST_CONTRAST:
        return None
    dots = list(grey.tobytes())
    rows = [
        _waves(dots[at : at + FINGERPRINT_SIDE]) for at in range(0, len(dots), FINGERPRINT_SIDE)
    ]
    columns = [_waves([row[wave] for row in rows]) for wave in range(WAVES)]
    strengths = [strength for column in columns for strength in column]
    middle = sorted(strengths)[len(strengths) // 2 - 1]
    bits = "".join("1" if strength > middle else "0" for strength in strengths)
    return f"{int(bits, 2):016x}"


def _crops(picture: Image.Image) -> list[str]:
    """Return the fingerprints of the parts that a crop would leave, those that show something."""
    wide, high = picture.size
    parts = [
        picture.crop(
            (round(left * wide), round(top * high), round(right * wide), round(low * high))
        )
        for left, top, right, low in CROPS
    ]
    return [found for part in parts if (found := _fingerprint(part))]


def _waves(dots: Sequence[float]) -> list[float]:
    return [sum(map(mul, dots, weights)) for weights in WEIGHTS]


WEIGHTS = [
    [cos(pi * wave * (2 * place + 1) / (2 * FINGERPRINT_SIDE)) for place in range(FINGERPRINT_SIDE)]
    for wave in range(WAVES)
]


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
    """Take little memory and time, where the system knows such limits; else the caller's clock remains.

    Windows knows neither, and macOS refuses one of memory.
    """
    try:
        import resource
    except ImportError:
        return
    for limit, most in (("RLIMIT_AS", MOST_MEMORY), ("RLIMIT_CPU", MOST_SECONDS)):
        try:
            resource.setrlimit(getattr(resource, limit), (most, most))
        except (AttributeError, OSError, ValueError):
            # On Linux a limit that cannot be set is a fault: nothing is decoded without it.
            if sys.platform == "linux":
                raise


def serve() -> None:
    """Answer each line with a line, until there are no more."""
    Image.init()  # what each child would otherwise load for itself
    for line in sys.stdin.buffer:
        answer = _in_a_child(*json.loads(line))
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()


def _in_a_child(source: str, picture: str, thumbnail: str) -> bytes:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _limit_this_process()
            os.write(writing, json.dumps(main(source, picture, thumbnail)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    # A child that used too much was ended by the system in the middle of its work.
    return answer or b'{"refused": "broken"}'


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
        sys.exit()
    _limit_this_process()
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])))
