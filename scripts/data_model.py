"""Write docs/data-model.md from the models: every table, what one row is, its columns and what refers to what.

python scripts/data_model.py          write the file
python scripts/data_model.py --check  fail when the file is not what the models say
"""

import inspect
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TARGET = ROOT / "docs" / "data-model.md"


def describe() -> str:
    """Return the document."""
    from app import ROOMS, create_app
    from app.shared.models import Model
    from config import TestConfig

    with tempfile.TemporaryDirectory() as folder:
        create_app(TestConfig(Path(folder), "sqlite://"))
    parts = [
        "# Data model",
        "",
        "Written by `scripts/data_model.py` from the models; do not edit.",
        "",
    ]
    mappers = sorted(Model.registry.mappers, key=lambda m: str(m.local_table))
    for room in ("shared", *ROOMS):
        own = [m for m in mappers if m.class_.__module__.startswith(f"app.{room}.models")]
        if own:
            parts += [f"## {room}", ""]
        for mapper in own:
            parts += _table(mapper)
    return "\n".join(parts)


def _table(mapper: object) -> list[str]:
    cls = mapper.class_  # type: ignore[attr-defined]
    table = mapper.local_table  # type: ignore[attr-defined]
    comments = _comments(cls)
    lines = [f"### {table.name}", "", inspect.cleandoc(cls.__doc__ or ""), ""]
    lines += ["| column | type | null | refers to | meaning |", "| --- | --- | --- | --- | --- |"]
    for column in table.columns:
        target = ", ".join(sorted(key.target_fullname for key in column.foreign_keys))
        name = f"**{column.name}**" if column.primary_key else column.name
        lines.append(
            f"| {name} | {_type(column.type)} | {'yes' if column.nullable else ''} | {target} "
            f"| {comments.get(column.name, '')} |"
        )
    return [*lines, ""]


def _type(kind: object) -> str:
    name = type(kind).__name__
    if name == "ExactDecimal":
        return f"exact, {kind.scale} places"  # type: ignore[attr-defined]
    if name == "Enum":
        return " / ".join(kind.enums)  # type: ignore[attr-defined]
    length = getattr(kind, "length", None)
    return f"{name}({length})" if length else name


def _comments(cls: type) -> dict[str, str]:
    """Return the `#:` words above each column."""
    found, words = {}, []
    for line in inspect.getsource(cls).splitlines():
        if match := re.match(r"\s*#: (.*)", line):
            words.append(match[1])
        elif match := re.match(r"\s*(\w+): Mapped", line):
            found[match[1]] = " ".join(words).replace("|", "\\|")
            words = []
        else:
            words = []
    return found


def main() -> int:
    """Write or check the document; return the exit code."""
    text = describe()
    if "--check" in sys.argv:
        if TARGET.read_text(encoding="utf-8") != text:
            print("docs/data-model.md is not what the models say: run python scripts/data_model.py")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
