"""Drawn signatures: read as a picture, written anew, small and grey."""

from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from app.shared.errors import Unreadable
from app.shared.sentences import say

MOST_BYTES: Final = 400_000
LARGEST: Final = (2400, 1200)
KEPT: Final = (600, 300)
#: Fewer dark points than this are a slip of the finger, no signature.
LEAST_INK: Final = 40
DARK: Final = 128


def clean_signature(sent: bytes) -> bytes | None:
    """Return the drawing as a small grey PNG on white; None when nothing is drawn. Raises Unreadable."""
    # The size stands in a PNG's first chunk, so that a huge one is never unpacked.
    width, height = (int.from_bytes(sent[place : place + 4]) for place in (16, 20))
    if len(sent) > MOST_BYTES or width > LARGEST[0] or height > LARGEST[1]:
        raise Unreadable(say("The drawn signature is too large; let it be drawn again."))
    try:
        with Image.open(BytesIO(sent), formats=["PNG"]) as picture:
            flat = _on_white(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unreadable(
            say("The signature did not arrive whole; let it be drawn again.")
        ) from None
    if sum(flat.histogram()[:DARK]) < LEAST_INK:
        return None
    flat.thumbnail(KEPT)
    file = BytesIO()
    flat.save(file, "PNG", optimize=True)
    return file.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    drawn = picture.convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(paper, drawn).convert("L")
