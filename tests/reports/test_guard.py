"""Files that are not what they say, or that would harm, get one sentence and nothing else."""

import contextlib
import random
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.reports.workbook import Bounds, WorkbookRefused, read_workbook
from tests.makers.workbooks import a_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def repacked(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return the workbook with parts replaced or added."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in changed:
                new.writestr(entry, old.read(entry))
        for name, part in changed.items():
            new.writestr(name, part)
    return out.getvalue()


def refusal(content: bytes, bounds: Bounds | None = None) -> str:
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(content, bounds)
    return str(caught.value.sentence)


@pytest.mark.parametrize(
    "content, word",
    [
        (b"", "empty"),
        (b"just text", "not an Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"PK\x03\x04 but no archive", "damaged"),
        (OLE + b"\0" * 600, "not an Excel workbook"),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "damaged"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "not an Excel workbook"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_so(content: bytes, word: str) -> None:
    assert word in refusal(content)


def test_a_word_document_with_the_name_of_a_workbook_is_told_so() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "Word document" in refusal(out.getvalue())


def test_a_part_that_grows_a_thousandfold_is_not_opened() -> None:
    bomb = repacked(a_workbook([("a",)]), {"xl/media/image1.xml": b"0" * 60_000_000})
    assert "packed in a way" in refusal(bomb)


def test_a_file_that_unpacks_beyond_the_limit_is_not_opened() -> None:
    assert "unpacks to more" in refusal(a_workbook([("a",)]), Bounds(unpacked_bytes=1000))


def test_a_file_of_many_parts_is_not_opened() -> None:
    parts = {f"xl/media/{number}.bin": b"x" for number in range(201)}
    assert "parts inside" in refusal(repacked(a_workbook([("a",)]), parts))


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>',
    ],
)
def test_a_part_that_declares_entities_is_refused(declaration: bytes) -> None:
    part = b'<?xml version="1.0"?>' + declaration + b"<workbook/>"
    assert "entities" in refusal(repacked(a_workbook([("a",)]), {"xl/workbook.xml": part}))


def test_a_sheet_with_one_cell_in_the_last_corner_is_not_laid_out() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["XFD1048576"] = 1, 2
    out = BytesIO()
    book.save(out)
    assert "1048576 rows" in refusal(out.getvalue())


@pytest.mark.parametrize("place", [b'r="T1000000"', b"r='T1000000'", b'r\n= "T1000000"'])
def test_a_far_cell_is_seen_however_its_place_is_written(place: bytes) -> None:
    content = a_workbook([(1, 2), (3, 4)])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'r="B2"', place)
    sheet = sheet.replace(b"<v>", b"<!-- far --><v>")
    assert "1000000 rows" in refusal(repacked(content, {"xl/worksheets/sheet1.xml": sheet}))


def test_cells_far_away_that_are_only_formatted_do_no_harm() -> None:
    def colour(page: object) -> None:
        page["XFD2"].number_format = "0.00"  # type: ignore[index]

    assert read_workbook(a_workbook([("a",)], change=colour)).grids[0].width == 1


def test_macros_are_never_run_and_are_told_of() -> None:
    content = repacked(a_workbook([("a",)]), {"xl/vbaProject.bin": b"program"})
    assert "macros" in str(read_workbook(content).remarks[0])


def test_a_damaged_sheet_is_a_sentence() -> None:
    content = repacked(
        a_workbook([("a",)]), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}
    )
    assert "damaged" in refusal(content)


def test_hidden_sheets_are_named() -> None:
    def hide(page: object) -> None:
        page.parent.create_sheet("底稿").sheet_state = "hidden"  # type: ignore[attr-defined]

    workbook = read_workbook(a_workbook([("a",)], change=hide))
    assert [grid.sheet for grid in workbook.shown] == ["台账"]
    assert "底稿" in str(workbook.remarks[0])


@pytest.mark.parametrize("name", ["项目台账-2020.xlsx", "台账-2003.xls"])
def test_a_file_with_bytes_changed_is_read_or_refused_with_a_sentence(name: str) -> None:
    content = (Path(__file__).parent / "samples" / name).read_bytes()
    dice = random.Random(7)
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(dice.choice([1, 5, 50])):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        with contextlib.suppress(WorkbookRefused):
            read_workbook(bytes(damaged[: dice.choice([None, len(damaged) // 2])]))
