"""What no linter says of the sources."""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_no_table_names_a_key_twice() -> None:
    """Ruff sees repeated literals and names (F601, F602), but not members such as Permission.SEE_MAP."""
    repeated = [
        f"{path.relative_to(ROOT)}:{table.lineno} {key}"
        for path in sorted((ROOT / "app").rglob("*.py"))
        for table in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(table, ast.Dict)
        for key, times in Counter(ast.unparse(key) for key in table.keys if key).items()
        if times > 1
    ]
    assert repeated == []
