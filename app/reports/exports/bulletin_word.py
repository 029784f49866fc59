"""The monthly bulletin as Word, in the form of GB/T 9704-2012; fonts are named, not embedded."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.ranking.queries.bulletin import Bulletin
from app.reports.exports.bulletin_text import (
    TABLE_COLUMNS,
    cell_text,
    parts_of,
    table_row,
    title_of,
)
from app.reports.exports.words import GROUP_WORDS, chinese_day
from app.reports.queries.bulletin_form import MonthBulletin
from app.shared.calendar import today

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


def bulletin_document(form: MonthBulletin) -> bytes:
    """Return the bulletin as a .docx."""
    document = Document()
    _set_page(document.sections[0])
    _number_pages(document.sections[0])
    _paragraph(document, title_of(form), TITLE_FONT, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(document, "", BODY_FONT, BODY_SIZE)
    _paragraph(document, "各参建单位：", BODY_FONT, BODY_SIZE)
    for part in parts_of(form):
        _paragraph(document, part.title, HEAD_FONT, BODY_SIZE, indent=True)
        for text in part.paragraphs:
            _paragraph(document, text, BODY_FONT, BODY_SIZE, indent=True)
        for group in part.tables:
            _short_table(document, group)
    if not form.is_frozen:
        note = "（本通报为公示稿，异议期满后定稿。）"
        _paragraph(document, note, BODY_FONT, BODY_SIZE, indent=True)
    _paragraph(document, "", BODY_FONT, BODY_SIZE)
    _paragraph(document, "附件：考核评分汇总表", BODY_FONT, BODY_SIZE, indent=True)
    _sign(document, form)
    _attach(document, form)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)


def _paragraph(
    container: Any, text: str, font: str, size: float, align: Any = None, *, indent: bool = False
) -> Any:
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


def _number_pages(section: Any) -> None:
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


def _short_table(document: Any, group: Bulletin) -> None:
    _paragraph(document, GROUP_WORDS[group.group], "楷体_GB2312", BODY_SIZE, indent=True)
    heads = ("名次", "标段", "施工单位", "总分", "上月名次", "升降", "结果运用")
    places = [TABLE_COLUMNS.index(head) for head in heads]
    rows = [[row[place] for place in places] for row in map(table_row, group.lines)]
    _table(document, heads, rows, (12, 24, 54, 16, 16, 12, 22), TABLE_SIZE + 1.5)


def _table(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    size: float,
) -> None:
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


def _sign(document: Any, form: MonthBulletin) -> None:
    _paragraph(document, "", BODY_FONT, BODY_SIZE)
    for text in (form.bureau, chinese_day(today())):
        paragraph = _paragraph(document, text, BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(4 * BODY_SIZE)


def _attach(document: Any, form: MonthBulletin) -> None:
    """Add the whole table on a page across."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin = section.bottom_margin = Mm(20)
    _paragraph(document, "附件", HEAD_FONT, BODY_SIZE)
    for group in form.groups:
        title = (
            f"{form.month.year}年{form.month.number}月份{GROUP_WORDS[group.group]}考核评分汇总表"
        )
        _paragraph(document, title, TITLE_FONT, BODY_SIZE + 2, WD_ALIGN_PARAGRAPH.CENTER)
        widths = (10, 18, 30, 14, 30, *(12,) * 7, 14, 12, 11, 12, 20, 22)
        _table(
            document, TABLE_COLUMNS, [table_row(line) for line in group.lines], widths, TABLE_SIZE
        )
