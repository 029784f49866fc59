"""Photos from outside: what is taken, what is refused in words, what is left of hostile files."""

import hashlib
import io
import json
import random
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from app.evidence import confined, reencode
from app.evidence.rules import Capture
from app.evidence.rules.likeness import distance
from app.evidence.store import (
    MOST_BYTES,
    RefusedUpload,
    StoredPhoto,
    path_of,
    take_in,
    take_in_all,
)
from tests.makers.evidence import a_photo_file

WITH_ZIP = b"PK\x03\x04"


@dataclass
class Sent:
    """A file as a browser sends it."""

    content: bytes
    filename: str | None = "现场.jpg"

    def read(self, size=-1):
        return self.content if size < 0 else self.content[:size]


def a_chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def a_png_that_claims(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + a_chunk(b"IHDR", head)
        + a_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + a_chunk(b"IEND", b"")
    )


def an_animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return file.getvalue()


def a_photo_with_metadata(size: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "WEBP", icc_profile=b"\0" * size)
    return file.getvalue()


REFUSED = {
    "empty": b"",
    "text": "照片".encode(),
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "gif": b"GIF89a" + b"\0" * 50,
    "pdf": b"%PDF-1.7",
    "program": b"MZ" + b"\0" * 100,
    "zip called jpg": a_zip(),
    "tiff": b"II*\0" + b"\0" * 50,
    "bmp": b"BM" + b"\0" * 50,
    "only a jpeg start": b"\xff\xd8\xff\xe0",
    "jpeg start, then html": b"\xff\xd8\xff<script>alert(1)</script>",
    "only a png start": b"\x89PNG\r\n\x1a\n",
    "webp head without picture": b"RIFF\x04\0\0\0WEBP",
    "truncated jpeg": a_photo_file(size=(800, 600))[:4000],
    "truncated png": a_photo_file(kind="PNG", size=(300, 300))[:-400],
    "truncated webp": a_photo_file(kind="WEBP", size=(800, 600))[:-200],
    "pixel flood": a_png_that_claims(50_000, 50_000),
    "one pixel row too many": a_png_that_claims(8_000, 5_001),
    "a size of nothing": a_png_that_claims(0, 0),
    "more pixels than data": a_png_that_claims(5_000, 5_000),
    "animated png": an_animation("PNG"),
    "animated webp": an_animation("WEBP"),
    "too much metadata": a_photo_with_metadata(300 * 1024),
    "too many bytes": a_photo_file() + b"\0" * MOST_BYTES,
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_no_photo_is_refused_in_words_and_leaves_nothing(content, tmp_path):
    photos, refusals = take_in_all([Sent(content)], tmp_path)
    assert photos == []
    assert len(refusals) == 1
    assert "现场.jpg" in str(refusals[0])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_a_new_jpeg_under_the_hash_of_what_was_sent(kind, tmp_path):
    sent = a_photo_file(kind=kind, size=(3000, 1500))
    (photo,), refusals = take_in_all([Sent(sent)], tmp_path)
    assert refusals == []
    assert photo.sha256 == hashlib.sha256(sent).hexdigest()
    assert (photo.width, photo.height) == (2560, 1280)
    with Image.open(path_of(photo.sha256, tmp_path)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (2560, 1280))
    with Image.open(path_of(photo.sha256, tmp_path, size="thumbnail")) as thumbnail:
        assert thumbnail.size == (400, 200)
    assert photo.byte_count == path_of(photo.sha256, tmp_path).stat().st_size


def test_the_camera_says_when_and_which_side_is_up_and_nothing_else_is_kept(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8769)[36867] = "2020:06:07 08:30:00"
    (photo,), _ = take_in_all([Sent(a_photo_file(size=(200, 100), exif=exif))], tmp_path)
    assert (photo.width, photo.height) == (100, 200)
    assert photo.capture.taken_at == datetime(2020, 6, 7, 0, 30, tzinfo=UTC)
    assert b"Secret" not in path_of(photo.sha256, tmp_path).read_bytes()
    with Image.open(path_of(photo.sha256, tmp_path)) as kept:
        assert not kept.getexif()


def with_gps(**parts) -> Image.Exif:
    exif = Image.Exif()
    gps = {1: "N", 2: (33.0, 38.0, 6.0), 3: "E", 4: (116.0, 58.0, 30.0)}
    exif[0x8825] = gps | {int(name[1:]): value for name, value in parts.items()}
    return exif


def test_the_camera_says_where_and_the_kept_picture_does_not(tmp_path):
    (photo,), _ = take_in_all([Sent(a_photo_file(exif=with_gps()))], tmp_path)
    assert (photo.capture.latitude, photo.capture.longitude) == (
        Decimal("33.635"),
        Decimal("116.975"),
    )
    with Image.open(path_of(photo.sha256, tmp_path)) as kept:
        assert not kept.getexif()


@pytest.mark.parametrize(
    "parts",
    [{"_2": (333.0, 0.0, 0.0)}, {"_4": (0.0, 99_999.0, 0.0)}, {"_2": (1.0,)}],
)
def test_a_senseless_position_is_no_position(parts, tmp_path):
    (photo,), _ = take_in_all([Sent(a_photo_file(exif=with_gps(**parts)))], tmp_path)
    assert (photo.capture.latitude, photo.capture.longitude) == (None, None)


def test_what_the_phone_says_counts_before_what_the_camera_wrote(tmp_path):
    sent = a_photo_file(exif=with_gps())
    sha256 = hashlib.sha256(sent).hexdigest()
    told = Capture(latitude=Decimal("33.7"), longitude=Decimal("117"), sha256=sha256)
    photo = take_in(Sent(sent), tmp_path, told)
    assert (photo.capture.latitude, photo.capture.longitude) == (Decimal("33.7"), Decimal(117))


def test_half_a_photo_is_refused_though_it_could_be_shown(tmp_path):
    whole = a_photo_file(size=(800, 600))
    told = Capture(sha256=hashlib.sha256(whole).hexdigest())
    with pytest.raises(RefusedUpload, match="did not arrive whole"):
        take_in(Sent(whole + b"\0"), tmp_path, told)
    photos, refusals = take_in_all([Sent(whole)], tmp_path, [told, told])
    assert (photos, str(refusals[0])) == ([], "1 of 2 photos arrived; send them again.")


def scenery(seed: int, size=(1200, 900)) -> Image.Image:
    """Return a picture of patches, as different from another as two places are."""
    dots = random.Random(seed)
    small = Image.new("L", (9, 7))
    small.putdata([dots.randrange(256) for _ in range(63)])
    return small.resize(size, Image.Resampling.BICUBIC).convert("RGB")


def fingerprint_of(picture: Image.Image, folder, *, quality=90) -> str:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return take_in(Sent(file.getvalue()), folder).fingerprint


def test_the_same_picture_is_known_again_made_smaller_lighter_or_saved_anew(tmp_path):
    picture = scenery(1)
    first = fingerprint_of(picture, tmp_path)
    assert distance(first, fingerprint_of(picture, tmp_path, quality=40)) <= 4
    assert distance(first, fingerprint_of(picture.resize((640, 480)), tmp_path)) <= 4
    lighter = picture.point(lambda dot: min(255, int(dot * 1.1 + 8)))
    assert distance(first, fingerprint_of(lighter, tmp_path)) <= 6
    others = [distance(first, fingerprint_of(scenery(seed), tmp_path)) for seed in range(2, 8)]
    assert min(others) > 12


def bits_to(one: StoredPhoto, other: StoredPhoto) -> int:
    """Return in how few bits a picture differs from another, from its mirror image or from its parts."""
    return min(distance(one.fingerprint, view) for view in (other.mirrored, *other.crops))


def photo_of(picture: Image.Image, folder) -> StoredPhoto:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=75)
    return take_in(Sent(file.getvalue()), folder)


def cut(picture: Image.Image, dots: random.Random, share: float) -> Image.Image:
    """Return the picture with up to this share of its width and height cut off, somewhere."""
    wide, high = (round(side * dots.uniform(0.3, 1) * share) for side in picture.size)
    left, top = dots.randint(0, wide), dots.randint(0, high)
    return picture.crop((left, top, picture.width - wide + left, picture.height - high + top))


def test_mirrored_and_cut_pictures_are_known_again_and_others_are_not(tmp_path):
    dots, sceneries = random.Random(7), [scenery(seed, (600, 450)) for seed in range(20)]
    known = [photo_of(picture, tmp_path) for picture in sceneries]
    for picture, whole in zip(sceneries, known, strict=True):
        assert bits_to(photo_of(ImageOps.mirror(picture), tmp_path), whole) <= 4
    cuts = [photo_of(cut(picture, dots, 0.1), tmp_path) for picture in sceneries]
    usual = 6  # as the setting photo_cropped_bits begins
    found = [bits_to(part, whole) <= usual for part, whole in zip(cuts, known, strict=True)]
    assert sum(found) >= 8
    strange = [
        bits_to(part, whole)
        for number, part in enumerate(cuts)
        for other, whole in enumerate(known)
        if number != other
    ]
    assert min(strange) > usual


def test_a_picture_of_nothing_has_no_fingerprint(tmp_path):
    assert fingerprint_of(Image.new("RGB", (300, 200), "black"), tmp_path) is None


@pytest.mark.parametrize("written", ["0000:00:00 00:00:00", "yesterday", "", "2020:06:07"])
def test_a_senseless_capture_time_is_no_time(written, tmp_path):
    exif = Image.Exif()
    exif[306] = written
    (photo,), _ = take_in_all([Sent(a_photo_file(exif=exif))], tmp_path)
    assert photo.capture.taken_at is None


@pytest.mark.parametrize(
    "payload", [a_zip(), b"<script>alert(1)</script>", b"GIF89a/*", b"<?php system('id'); ?>"]
)
def test_of_a_polyglot_only_the_picture_is_kept(payload, tmp_path):
    (photo,), _ = take_in_all([Sent(a_photo_file() + payload)], tmp_path)
    for size in ("picture", "thumbnail"):
        assert payload not in path_of(photo.sha256, tmp_path, size=size).read_bytes()


def test_a_transparent_picture_gets_white_paper(tmp_path):
    file = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(file, "PNG")
    (photo,), _ = take_in_all([Sent(file.getvalue())], tmp_path)
    with Image.open(path_of(photo.sha256, tmp_path)) as kept:
        assert kept.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1"])
def test_every_kind_of_colour_is_taken(mode, tmp_path):
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").convert(mode).save(file, "PNG")
    (photo,), refusals = take_in_all([Sent(file.getvalue())], tmp_path)
    assert (photo.width, photo.height, refusals) == (300, 200, [])


def test_the_largest_photo_that_is_allowed_fits_into_the_process(tmp_path):
    file = io.BytesIO()
    Image.new("RGBA", (8000, 5000), (200, 100, 0, 128)).save(file, "PNG", compress_level=1)
    (photo,), refusals = take_in_all([Sent(file.getvalue())], tmp_path)
    assert (photo.width, photo.height, refusals) == (2560, 1600, [])


def test_one_bad_file_does_not_lose_the_others(tmp_path):
    sent = [
        Sent(a_photo_file(colour="red")),
        Sent(b"no", "坏.jpg"),
        Sent(a_photo_file(colour="blue")),
    ]
    photos, refusals = take_in_all(sent, tmp_path)
    assert len(photos) == 2
    assert "坏.jpg" in str(refusals[0])


def test_the_same_photo_twice_is_one_photo(tmp_path):
    sent = a_photo_file()
    photos, refusals = take_in_all([Sent(sent), Sent(sent)], tmp_path)
    assert (len(photos), refusals) == (1, [])


def test_too_many_photos_are_refused_before_any_is_read(tmp_path):
    photos, refusals = take_in_all([Sent(a_photo_file())] * 21, tmp_path)
    assert photos == []
    assert "at most 20" in str(refusals[0])


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a\0.jpg", "CON", "x" * 10_000, "", None, "a/b\\c.php.jpg", "\u202egpj"],
)
def test_a_name_never_becomes_a_path(name, tmp_path):
    store = tmp_path / "store"
    (photo,), _ = take_in_all([Sent(a_photo_file(), name)], store)
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        path_of(photo.sha256, store),
        path_of(photo.sha256, store, size="thumbnail"),
    }
    _, refusals = take_in_all([Sent(b"no", name)], store)
    assert len(str(refusals[0])) < 200


def test_a_decoder_that_breaks_is_a_refusal(monkeypatch, tmp_path):
    def break_down(*_args, **_kwargs):
        raise RecursionError

    monkeypatch.setattr(reencode.Image, "open", break_down)
    assert reencode.main("a", "b", "c") == {"refused": "broken"}


@pytest.fixture
def pool(monkeypatch):
    """A pool without processes, so that the test makes its own."""
    fresh = confined._Pool()
    monkeypatch.setattr(confined, "_POOL", fresh)
    yield fresh
    fresh.end()


def test_one_kept_process_takes_photo_after_photo(pool, tmp_path):
    for colour in ("red", "green"):
        photos, _ = take_in_all([Sent(a_photo_file(colour=colour))], tmp_path)
        assert len(photos) == 1
    assert pool.idle.qsize() == 1


def test_a_kept_process_that_was_ended_is_replaced(pool, tmp_path):
    take_in_all([Sent(a_photo_file(colour="red"))], tmp_path)
    pool.idle.queue[0].process.kill()
    pool.idle.queue[0].process.wait()
    photos, refusals = take_in_all([Sent(a_photo_file(colour="green"))], tmp_path)
    assert (len(photos), refusals) == (1, [])


def test_a_child_that_used_up_its_time_is_a_refusal_and_the_next_photo_is_taken(
    monkeypatch, pool, tmp_path
):
    script = tmp_path / "reencode.py"
    slow = "def main(*paths):\n    while 'green' not in open(paths[0], 'rb').read(9).decode('latin-1'): pass\n"
    text = (
        Path(reencode.__file__)
        .read_text()
        .replace("MOST_SECONDS = 768 * 1024 * 1024, 10", "MOST_SECONDS = 768 * 1024 * 1024, 1")
    )
    script.write_text(
        text.replace("def main(", slow + "    return {'refused': 'type'}\n\n\ndef _main(")
    )
    monkeypatch.setattr(confined, "REENCODE", script)
    (tmp_path / "green").write_bytes(b"green")
    (tmp_path / "red").write_bytes(b"red")
    answers = [
        confined.reencode(tmp_path / name, tmp_path / "p", tmp_path / "t")
        for name in ("red", "green")
    ]
    assert answers == [{"refused": "broken"}, {"refused": "type"}]


def test_without_forks_each_photo_has_a_process_of_its_own(monkeypatch, pool, tmp_path):
    monkeypatch.setattr(confined, "CAN_FORK", False)
    photos, _ = take_in_all([Sent(a_photo_file())], tmp_path)
    assert (len(photos), pool.idle.qsize()) == (1, 0)


@pytest.mark.parametrize("can_fork", [True, False])
def test_a_process_that_dies_is_a_refusal(monkeypatch, pool, can_fork, tmp_path):
    monkeypatch.setattr(confined, "CAN_FORK", can_fork)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    photos, refusals = take_in_all([Sent(a_photo_file())], tmp_path)
    assert photos == []
    assert "damaged" in str(refusals[0])


def test_the_confined_process_prints_one_answer(capsys, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(a_photo_file(size=(64, 48)))
    answer = reencode.main(str(source), str(tmp_path / "p"), str(tmp_path / "t"))
    assert json.loads(json.dumps(answer)) == {
        "width": 64,
        "height": 48,
        "taken_at": None,
        "position": None,
        "fingerprint": answer["fingerprint"],
        "mirrored": answer["mirrored"],
        "crops": answer["crops"],
    }


@pytest.mark.parametrize("platform, passes", [("darwin", True), ("linux", False)])
def test_a_system_without_a_limit_of_memory_takes_photos_all_the_same_but_linux_insists(
    platform: str, passes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")  # as macOS says

    monkeypatch.setattr("resource.setrlimit", refuse)
    monkeypatch.setattr(sys, "platform", platform)
    if passes:
        reencode._limit_this_process()
    else:
        with pytest.raises(ValueError, match="exceeds"):
            reencode._limit_this_process()


def test_without_fork_each_photo_is_written_anew_by_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(confined, "CAN_FORK", False)  # as on Windows
    photo = take_in(Sent(a_photo_file()), tmp_path)
    assert path_of(photo.sha256, tmp_path).exists()
