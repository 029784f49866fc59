"""The county that speed is measured on, and how a figure is judged."""

import sqlite3
from pathlib import Path

import county
import pytest
from benchmarks.figure import Figure, line_of


@pytest.mark.parametrize(
    "figure, met",
    [
        (Figure("page", 3.0, "ms", floor=1.0, most_times=3.0), True),  # exactly three times
        (Figure("page", 3.1, "ms", floor=1.0, most_times=3.0), False),
        (Figure("writes", 1500, "/s", least=1500), True),
        (Figure("writes", 1499, "/s", least=1500), False),
        (Figure("errors", 0, "", most=0), True),
        (Figure("errors", 1, "", most=0), False),
        (Figure("no target", 7, "ms", floor=1.0), None),
    ],
)
def test_a_figure_is_judged_by_its_target(figure: Figure, met: bool | None) -> None:
    assert figure.is_met is met
    assert ("MISSED" in line_of(figure)) is (met is False)


def test_a_county_is_filled_as_large_as_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHULU_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    scale = county.Scale(
        sections=4, projects=2, works_per_section=2, weeks=15, inspections_per_week=3
    )
    list(county.fill(tmp_path, scale))
    rows = sqlite3.connect(tmp_path / "zhulu.sqlite3")

    def count(table: str) -> int:
        found: int = rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found

    assert count("section") == 4
    assert count("work") == 8
    assert count("weekly_rollup") == count("weekly_report") == 60
    assert count("inspection") == scale.inspections == 180
    assert rows.execute("SELECT count(*) FROM ranking WHERE state = 'frozen'").fetchone()[0] == 2
    assert count("release_line") == 4
