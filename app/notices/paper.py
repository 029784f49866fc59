"""A message as a picture or a PDF, for a group that has no bot: set by typst with the program's Chinese font."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from app.notices.rules.messages import without_personal
from app.shared.assets import vendor_path
from app.shared.calendar import SHANGHAI

SOURCE = Path(__file__).with_name("paper.typ")
FONTS = "@expo-google-fonts/noto-sans-sc"
DOTS_PER_INCH = 144


def paper(title: str, text: str, made_at: datetime, form: Literal["pdf", "png"]) -> bytes:
    """Return the message as one page; what people wrote goes in as data, never as markup."""
    import typst

    folders = [str(path) for path in sorted(vendor_path(FONTS).iterdir()) if path.is_dir()]
    said = {
        "title": without_personal(title),
        "lines": [line for line in without_personal(text).splitlines() if line.strip()],
        "foot": f"{made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    made: Any = typst.compile(
        str(SOURCE), font_paths=folders, ignore_system_fonts=True, format=form, ppi=DOTS_PER_INCH,
        sys_inputs={"content": json.dumps(said, ensure_ascii=False)},
    )  # fmt: skip
    return bytes(made)
