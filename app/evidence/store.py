"""Photos as files: taken in from outside, written anew by a confined process, kept by their hash.

Nothing here touches the database: photos are decoded and on disk before a transaction begins.
Source: security.md 2.12, T48-T50.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.evidence.confined import AT_ONCE, reencode
from app.evidence.rules import Capture, Unfinished
from app.evidence.rules.capture import camera_position, check_whole
from app.shared.calendar import SHANGHAI
from app.shared.sentences import Sentence, say

MOST_BYTES = 10 * 1024 * 1024
MOST_PHOTOS = 20
LONGEST_NAME = 60
#: sha256.jpg and sha256.thumb.jpg.
NAME_OF_PICTURE = re.compile(r"([0-9a-f]{64})(?:\.thumb)?\.jpg")
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_EXIF_TIME = "%Y:%m:%d %H:%M:%S"


class Upload(Protocol):
    """A file that a browser sent."""

    filename: str | None

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class StoredPhoto:
    """A photo that lies in the store, not yet attached to anything."""

    #: Of the bytes as they were received: equal for the same photo sent twice.
    sha256: str
    width: int
    height: int
    byte_count: int
    capture: Capture = Capture()
    #: 64 bits of what is to be seen, as 16 hexadecimal digits; None when there is nothing to be seen.
    fingerprint: str | None = None
    #: The same of the picture seen in a mirror, and of the parts that a crop would leave.
    mirrored: str | None = None
    crops: tuple[str, ...] = ()


class RefusedUpload(Exception):
    """A file that is not taken; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.english)
        self.sentence = sentence


def folder_in(data_folder: Path) -> Path:
    """Return where the photos of an installation lie."""
    return data_folder / "photos"


def take_in_all(
    uploads: Sequence[Upload], folder: Path, captures: Sequence[Capture] = ()
) -> tuple[list[StoredPhoto], list[Sentence]]:
    """Store the uploads in `folder`; return the photos and, for each file refused, a sentence.

    `captures`, where there are any, say of each upload how it was taken. The same photo twice in one
    go counts once.
    """
    if len(uploads) > MOST_PHOTOS:
        return [], [say("Send at most %(most)s photos at a time.", most=MOST_PHOTOS)]
    if captures and len(captures) != len(uploads):
        told, came = len(captures), len(uploads)
        return [], [
            say("%(came)s of %(told)s photos arrived; send them again.", came=came, told=told)
        ]
    pairs = zip(uploads, captures or [Capture()] * len(uploads), strict=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda pair: _taken_or_refused(pair[0], pair[1], folder), pairs))
    photos = {answer.sha256: answer for answer in answers if isinstance(answer, StoredPhoto)}
    return list(photos.values()), [a for a in answers if isinstance(a, Sentence)]


def take_in(upload: Upload, folder: Path, capture: Capture = Capture()) -> StoredPhoto:  # noqa: B008
    """Store one photo in `folder`; what the phone says of its capture counts before what the camera
    wrote. Raises RefusedUpload.
    """
    name = _shown(upload.filename)
    content = upload.read(MOST_BYTES + 1)
    if not content:
        raise RefusedUpload(say("“%(name)s” is empty.", name=name))
    if len(content) > MOST_BYTES:
        raise RefusedUpload(
            say("“%(name)s” is larger than %(most)s MB.", name=name, most=MOST_BYTES >> 20)
        )
    try:
        check_whole(capture, hashlib.sha256(content).hexdigest(), name)
    except Unfinished as half:
        raise RefusedUpload(half.sentence) from half
    if not _looks_like_photo(content):
        raise RefusedUpload(_refusal("type", name))
    incoming = folder / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=incoming) as workplace:
        photo = _store(content, name, Path(workplace), folder)
    return replace(photo, capture=capture.completed_by(photo.capture))


def path_of(sha256: str, folder: Path, *, size: str = "picture") -> Path:
    """Return where a photo lies: `size` is "picture" or "thumbnail"."""
    suffix = {"picture": ".jpg", "thumbnail": ".thumb.jpg"}[size]
    return folder / sha256[:2] / f"{sha256}{suffix}"


def _taken_or_refused(upload: Upload, capture: Capture, folder: Path) -> StoredPhoto | Sentence:
    try:
        return take_in(upload, folder, capture)
    except RefusedUpload as refusal:
        return refusal.sentence


def _store(content: bytes, name: str, workplace: Path, folder: Path) -> StoredPhoto:
    source, picture, thumbnail = (workplace / part for part in ("source", "picture", "thumbnail"))
    source.write_bytes(content)
    answer = reencode(source, picture, thumbnail)
    if answer.get("refused") == "full":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "refused" in answer:
        raise RefusedUpload(_refusal(answer["refused"], name))
    sha256 = hashlib.sha256(content).hexdigest()
    byte_count = picture.stat().st_size
    _keep(thumbnail, path_of(sha256, folder, size="thumbnail"))
    _keep(picture, path_of(sha256, folder))
    latitude, longitude = camera_position(answer["position"]) or (None, None)
    camera = Capture(_moment(answer["taken_at"]), latitude, longitude)
    width, height = answer["width"], answer["height"]
    return StoredPhoto(
        sha256,
        width,
        height,
        byte_count,
        camera,
        answer["fingerprint"],
        answer["mirrored"],
        tuple(answer["crops"]),
    )


def _keep(file: Path, target: Path) -> None:
    """Move the file to its place so that after a power cut it is there whole, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb+") as written:
        os.fsync(written.fileno())
    os.replace(file, target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open folders, and writes their entries through itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _looks_like_photo(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith(_STARTS)


def _moment(written: str | None) -> datetime | None:
    """Return the capture time; cameras write local time, and the bureau's cameras are here."""
    try:
        return datetime.strptime(written or "", _EXIF_TIME).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def _shown(filename: str | None) -> str:
    name = "".join(letter for letter in (filename or "") if letter.isprintable()).strip()
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _refusal(why: str, name: str) -> Sentence:
    if why == "type":
        return say("“%(name)s” is not a JPEG, PNG or WebP photo.", name=name)
    if why == "pixels":
        return say("“%(name)s” has more than 40 million pixels.", name=name)
    if why == "animated":
        return say("“%(name)s” is an animation, not a photo.", name=name)
    if why == "metadata":
        return say("“%(name)s” carries too much besides the picture.", name=name)
    return say("“%(name)s” is damaged or incomplete.", name=name)
