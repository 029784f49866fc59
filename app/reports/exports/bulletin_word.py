"""The monthly bulletin as Word, in the form of GB/T 9704-2012; fonts are named, not embedded."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from app.ranking.queries.bulletin import Bulletin
from app.reports.exports.bulletin_text import (
    FIRM_COLUMNS,
    FIRM_TITLE,
    TABLE_COLUMNS,
    firm_rows,
    parts_of,
    table_row,
    title_of,
)
from app.reports.exports.word_paper import (
    BODY_FONT,
    BODY_SIZE,
    HEAD_FONT,
    TABLE_SIZE,
    TITLE_FONT,
    TITLE_SIZE,
    draw_table,
    number_pages,
    set_page,
    write,
)
from app.reports.exports.words import GROUP_WORDS, chinese_day
from app.reports.queries.bulletin_form import MonthBulletin
from app.shared.calendar import today


def bulletin_document(form: MonthBulletin) -> bytes:
    """Return the bulletin as a .docx."""
    document = Document()
    set_page(document.sections[0])
    number_pages(document.sections[0])
    write(document, title_of(form), TITLE_FONT, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    write(document, "", BODY_FONT, BODY_SIZE)
    write(document, "各参建单位：", BODY_FONT, BODY_SIZE)
    for part in parts_of(form):
        write(document, part.title, HEAD_FONT, BODY_SIZE, indent=True)
        for text in part.paragraphs:
            write(document, text, BODY_FONT, BODY_SIZE, indent=True)
        for group in part.tables:
            _short_table(document, group)
    if not form.is_frozen:
        note = "（本通报为公示稿，异议期满后定稿。）"
        write(document, note, BODY_FONT, BODY_SIZE, indent=True)
    write(document, "", BODY_FONT, BODY_SIZE)
    write(document, "附件：考核评分汇总表", BODY_FONT, BODY_SIZE, indent=True)
    _sign(document, form)
    _attach(document, form)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _short_table(document: Any, group: Bulletin) -> None:
    write(document, GROUP_WORDS[group.group], "楷体_GB2312", BODY_SIZE, indent=True)
    heads = ("名次", "标段", "施工单位", "总分", "上月名次", "升降", "结果运用")
    places = [TABLE_COLUMNS.index(head) for head in heads]
    rows = [[row[place] for place in places] for row in map(table_row, group.lines)]
    draw_table(document, heads, rows, (12, 24, 54, 16, 16, 12, 22), TABLE_SIZE + 1.5)


def _sign(document: Any, form: MonthBulletin) -> None:
    write(document, "", BODY_FONT, BODY_SIZE)
    for text in (form.bureau, chinese_day(today())):
        paragraph = write(document, text, BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(4 * BODY_SIZE)


def _attach(document: Any, form: MonthBulletin) -> None:
    """Add the whole table on a page across."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin = section.bottom_margin = Mm(20)
    write(document, "附件", HEAD_FONT, BODY_SIZE)
    for group in form.groups:
        title = (
            f"{form.month.year}年{form.month.number}月份{GROUP_WORDS[group.group]}考核评分汇总表"
        )
        write(document, title, TITLE_FONT, BODY_SIZE + 2, WD_ALIGN_PARAGRAPH.CENTER)
        widths = (10, 18, 30, 14, 30, *(12,) * 7, 14, 12, 11, 12, 20, 22)
        draw_table(
            document, TABLE_COLUMNS, [table_row(line) for line in group.lines], widths, TABLE_SIZE
        )
    title = f"{form.month.year}年{form.month.number}月份{FIRM_TITLE}"
    write(document, title, TITLE_FONT, BODY_SIZE + 2, WD_ALIGN_PARAGRAPH.CENTER)
    draw_table(document, FIRM_COLUMNS, firm_rows(form), (60, 20, *(20,) * 7, 36), TABLE_SIZE + 1.5)
