"""The minutes of a meeting as PDF, set by typst with the program's own Chinese font."""

import json
from pathlib import Path
from typing import Any

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
from app.shared.assets import vendor_path

SOURCE = Path(__file__).with_name("minutes.typ")
FONTS = "@expo-google-fonts/noto-sans-sc"


def minutes_pdf(form: MinutesForm) -> bytes:
    """Return the minutes as PDF; everything that people wrote goes in as data, never as markup."""
    import typst

    fonts = vendor_path(FONTS)
    paths = [str(path) for path in sorted(fonts.iterdir()) if path.is_dir()]
    said = json.dumps(_content(form), ensure_ascii=False)
    made: Any = typst.compile(
        str(SOURCE), font_paths=paths, ignore_system_fonts=True, sys_inputs={"content": said}
    )
    return bytes(made)


def _content(form: MinutesForm) -> dict[str, Any]:
    closed_at = form.meeting.closed_at
    return {
        "title": title_of(form),
        "number": number_of(form),
        "head": [list(line) for line in head_of(form)],
        "parts": [
            {
                "title": part.title,
                "paragraphs": list(part.paragraphs),
                "has_table": part.has_table,
            }
            for part in parts_of(form)
        ],
        "heads": list(HEADS),
        "rows": table_rows(form),
        "foot": foot_of(form),
        "bureau": form.bureau,
        "day": moment_words(closed_at)[:-5] if closed_at else "（会议尚未结束，草稿）",
    }
