"""Look at a file before any library opens it: what it is, how large it grows, what it would run.

Source: security.md T51 and 2.12.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from app.shared.sentences import Sentence, say

MEBIBYTE = 1024 * 1024
PIECE = 256 * 1024
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
WORD_STREAM = "WordDocument".encode("utf-16-le")
XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
#: Under this size a part may be compressed as well as it likes: blank sheets are.
RATIO_COUNTS_FROM = MEBIBYTE

#: What Python's reader of archives raises at a broken one.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, NotImplementedError,
    OSError, OverflowError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """What a workbook may weigh."""

    file_bytes: int = 20 * MEBIBYTE
    parts: int = 200
    unpacked_bytes: int = 50 * MEBIBYTE
    ratio: int = 100
    rows: int = 60_000
    columns: int = 400
    cells: int = 4_000_000


class WorkbookRefused(Exception):
    """The file is not read; `sentence` tells its sender why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.english)
        self.sentence = sentence


class FileKind(StrEnum):
    """The two kinds of workbook that are read."""

    XLSX = "xlsx"
    XLS = "xls"


def kind_of(content: bytes, bounds: Bounds) -> FileKind:
    """Return what the file is by its own bytes, never by its name. Raises WorkbookRefused."""
    if not content:
        raise WorkbookRefused(say("The file is empty."))
    if len(content) > bounds.file_bytes:
        raise WorkbookRefused(
            say(
                "The file is larger than %(limit)s MB. Send the sheets in several files.",
                limit=bounds.file_bytes // MEBIBYTE,
            )
        )
    if content.startswith(ZIP_MAGIC):
        return FileKind.XLSX
    if content.startswith(OLE_MAGIC):
        return _kind_of_ole(content)
    raise WorkbookRefused(_what_else_it_is(content))


def _kind_of_ole(content: bytes) -> FileKind:
    if ENCRYPTED_STREAM in content:
        raise WorkbookRefused(
            say("The file has a password. Save it without one and send it again.")
        )
    if WORD_STREAM in content or not any(name in content for name in XLS_STREAMS):
        raise WorkbookRefused(say("The file is not an Excel workbook."))
    return FileKind.XLS


def _what_else_it_is(content: bytes) -> Sentence:
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"<html" in start or b"<table" in start or start.startswith(b"<!doctype html"):
        return say(
            "The file is a web page with the name of a workbook. Open it in Excel or WPS, "
            "save it as .xlsx and send it again."
        )
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return say(
            "The file is an XML spreadsheet of 2003. Open it in Excel or WPS, save it as .xlsx "
            "and send it again."
        )
    if start.startswith(b"%pdf"):
        return say("The file is a PDF. Send the workbook it was made from.")
    return say("The file is not an Excel workbook.")


@dataclass(frozen=True)
class Package:
    """The unpacked parts of an .xlsx that are looked at, by their path."""

    parts: dict[str, bytes]
    names: tuple[str, ...]

    @property
    def has_macros(self) -> bool:
        """Return whether it carries a program; nobody ever runs it here."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.names)

    @property
    def has_external_links(self) -> bool:
        """Return whether cells take values from other workbooks; those stay as last saved."""
        return any(name.lower().startswith("xl/externallinks/") for name in self.names)


def unpack(content: bytes, bounds: Bounds) -> Package:
    """Unpack an .xlsx within the bounds, counting while it streams. Raises WorkbookRefused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, bounds)
            parts = _read_parts(archive, entries, bounds)
    except DAMAGED as error:
        raise WorkbookRefused(say("The file is damaged and cannot be opened.")) from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise WorkbookRefused(
            say("The file has a password. Save it without one and send it again.")
        ) from error
    return Package(parts, tuple(entry.filename for entry in entries))


def _check_entries(entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    names = {entry.filename for entry in entries}
    if len(entries) > bounds.parts:
        raise WorkbookRefused(
            say(
                "The file has %(parts)s parts inside; a workbook here has at most %(limit)s.",
                parts=len(entries),
                limit=bounds.parts,
            )
        )
    if len(names) != len(entries) or any(".." in name.split("/") for name in names):
        raise WorkbookRefused(say("The file is damaged and cannot be opened."))
    if "xl/workbook.xml" not in names:
        raise WorkbookRefused(_what_other_package(names))


def _what_other_package(names: set[str]) -> Sentence:
    if "word/document.xml" in names:
        return say("The file is a Word document with the name of a workbook.")
    if "xl/workbook.bin" in names or "content.xml" in names:
        return say(
            "The workbook is in a format that is not read here. Save it as .xlsx and send it again."
        )
    return say("The file is not an Excel workbook.")


def _read_parts(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], bounds: Bounds
) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        unpacked = _read_part(archive, entry, bounds, total)
        total += len(unpacked)
        if entry.filename.endswith((".xml", ".rels")):
            _refuse_declarations(unpacked)
            parts[entry.filename] = unpacked
    return parts


def _read_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: Bounds, before: int
) -> bytes:
    pieces: list[bytes] = []
    size = 0
    with archive.open(entry) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            pieces.append(piece)
            if before + size > bounds.unpacked_bytes:
                raise WorkbookRefused(
                    say(
                        "The file unpacks to more than %(limit)s MB and is not opened.",
                        limit=bounds.unpacked_bytes // MEBIBYTE,
                    )
                )
            if size > RATIO_COUNTS_FROM and size > bounds.ratio * max(entry.compress_size, 1):
                raise WorkbookRefused(
                    say("The file is packed in a way that no workbook is, and is not opened.")
                )
    return b"".join(pieces)


def _refuse_declarations(part: bytes) -> None:
    """Refuse a part that declares entities: no spreadsheet program writes any."""
    if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:4096]:
        raise WorkbookRefused(say("The file declares XML entities, as no workbook does."))
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) and "<!".encode("utf-16-le")[:2] in part[:64]:
        text = part[:8192].decode("utf-16", errors="replace")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise WorkbookRefused(say("The file declares XML entities, as no workbook does."))
