"""The monthly bulletin as PDF, set by typst with the program's own Chinese font."""

import json
from pathlib import Path
from typing import Any

from app.reports.exports.bulletin_text import (
    FIRM_COLUMNS,
    FIRM_TITLE,
    TABLE_COLUMNS,
    cell_text,
    firm_rows,
    parts_of,
    table_row,
    title_of,
)
from app.reports.exports.words import GROUP_WORDS, chinese_day
from app.reports.queries.bulletin_form import MonthBulletin
from app.shared.assets import vendor_path
from app.shared.calendar import today

SOURCE = Path(__file__).with_name("bulletin.typ")
FONTS = "@expo-google-fonts/noto-sans-sc"


def bulletin_pdf(form: MonthBulletin) -> bytes:
    """Return the bulletin as PDF; everything that people wrote goes in as data, never as markup."""
    import typst

    fonts = vendor_path(FONTS)
    paths = [str(path) for path in sorted(fonts.iterdir()) if path.is_dir()]
    said = json.dumps(_content(form), ensure_ascii=False)
    made: Any = typst.compile(
        str(SOURCE), font_paths=paths, ignore_system_fonts=True, sys_inputs={"content": said}
    )
    return bytes(made)


def _content(form: MonthBulletin) -> dict[str, Any]:
    return {
        "title": title_of(form),
        "parts": [
            {
                "title": part.title,
                "paragraphs": list(part.paragraphs),
                "tables": [
                    {
                        "title": GROUP_WORDS[group.group],
                        "head": list(TABLE_COLUMNS),
                        "rows": [
                            [cell_text(cell) for cell in table_row(line)] for line in group.lines
                        ],
                    }
                    for group in part.tables
                ],
            }
            for part in parts_of(form)
        ],
        "firms": {
            "title": FIRM_TITLE,
            "head": list(FIRM_COLUMNS),
            "rows": [[cell_text(cell) for cell in row] for row in firm_rows(form)],
        },
        "note": "" if form.is_frozen else "（本通报为公示稿，异议期满后定稿。）",
        "bureau": form.bureau,
        "day": chinese_day(today()),
    }
