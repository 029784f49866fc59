"""The command that draws the map before anybody asks."""

from pathlib import Path

import pytest
from flask import Flask


def test_the_frames_of_all_languages_are_drawn_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drawn: list[str] = []

    def draw(asked: str) -> str:
        drawn.append(asked)
        return "the script"

    monkeypatch.setattr("app.works_map.frame._drawn_elsewhere", draw)
    monkeypatch.setitem(app.config, "DATA_FOLDER", tmp_path)
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["map", "draw"])
        assert result.output == "2 frames of the map are ready.\n"
    assert len(drawn) == 2
    assert drawn[0] != drawn[1]
