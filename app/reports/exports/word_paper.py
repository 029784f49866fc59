"""A paper of the bureau as Word, in the form of GB/T 9704-2012; fonts are named, not embedded."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.reports.exports.bulletin_text import cell_text

TITLE_FONT, BODY_FONT, HEAD_FONT, LATIN_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "Times New Roman",
)
#: 2号, 3号 and 小五 in points.
TITLE_SIZE, BODY_SIZE, TABLE_SIZE = 22, 16, 9
#: 22 lines on the 225 mm of the type area.
LINE_SPACING = 28.95


def set_page(section: Any) -> None:
    """Give the page the margins of the standard."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)


def write(
    container: Any, text: str, font: str, size: float, align: Any = None, *, indent: bool = False
) -> Any:
    """Add a paragraph and return it."""
    paragraph = container.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_SPACING)
    if size < BODY_SIZE:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if align is not None:
        paragraph.alignment = align
    if indent:
        shape.first_line_indent = Pt(2 * size)
    _run(paragraph, text, font, size)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), LATIN_FONT
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def number_pages(section: Any) -> None:
    """Write — 1 — at the foot, as the standard wants it."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", "宋体", 14)
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._element.append(mark)
    _run(paragraph, " —", "宋体", 14)


def draw_table(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    size: float,
) -> None:
    """Add a table whose head is repeated on every page; `widths` are millimetres."""
    table = document.add_table(rows=1, cols=len(heads))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _fill(cell, head, HEAD_FONT, size)
    _repeat_head(table.rows[0])
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _fill(cell, cell_text(value), BODY_FONT, size)
    # Word reads the widths of cells, LibreOffice and WPS those of columns.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        _keep_whole(row)


def _fill(cell: Any, text: str, font: str, size: float) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, font, size)


def _keep_whole(row: Any) -> None:
    """Let no row run over the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
