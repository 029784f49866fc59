"""The minutes of a meeting as Word."""

from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from app.reports.exports.minutes_text import (
    HEADS,
    MinutesForm,
    foot_of,
    head_of,
    moment_words,
    number_of,
    parts_of,
    table_rows,
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

#: Millimetres; the type area is 156 wide.
WIDTHS = (9, 43, 27, 17, 19, 18, 13, 10)


def minutes_document(form: MinutesForm) -> bytes:
    """Return the minutes as a .docx."""
    document = Document()
    set_page(document.sections[0])
    number_pages(document.sections[0])
    write(document, title_of(form), TITLE_FONT, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    write(document, number_of(form), BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    write(document, "", BODY_FONT, BODY_SIZE)
    for label, text in head_of(form):
        line = f"{label}：{text}" if label else text
        paragraph = write(document, line, BODY_FONT, BODY_SIZE)
        paragraph.paragraph_format.left_indent = Pt(0 if label else 2 * BODY_SIZE)
    for part in parts_of(form):
        write(document, part.title, HEAD_FONT, BODY_SIZE, indent=True)
        for text in part.paragraphs:
            write(document, text, BODY_FONT, BODY_SIZE, indent=True)
        if part.has_table:
            draw_table(document, HEADS, table_rows(form), WIDTHS, TABLE_SIZE)
    write(document, "", BODY_FONT, BODY_SIZE)
    for text in foot_of(form):
        write(document, text, BODY_FONT, BODY_SIZE)
    closed_at = form.meeting.closed_at
    for text in (
        form.bureau,
        moment_words(closed_at)[:-5] if closed_at else "（会议尚未结束，草稿）",
    ):
        write(document, text, BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
    file = BytesIO()
    document.save(file)
    return file.getvalue()
