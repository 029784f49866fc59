"""Browser assets: what is copied, where to, and how pages name it."""

import json
import subprocess
from pathlib import Path

import assets
import machine
import pytest
from flask import Flask

from app.shared import assets as addresses


def a_package(folder: Path, name: str, *files: str) -> None:
    """Lay out an installed package as npm does."""
    for file in files:
        path = folder / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file)


def test_the_lock_file_names_no_registry() -> None:
    entries = json.loads(assets.LOCK.read_text())["packages"].values()
    assert [entry for entry in entries if "resolved" in entry] == []


def test_every_wanted_package_is_locked() -> None:
    assert set(assets.WANTED) <= set(assets.versions())


def test_only_wanted_files_and_licences_are_copied(tmp_path: Path) -> None:
    a_package(tmp_path / "from", "leaflet", "dist/leaflet.js", "dist/leaflet-src.js", "LICENSE")
    assets.copy_wanted(tmp_path / "from", tmp_path / "to")
    copied = {p.relative_to(tmp_path / "to").as_posix() for p in (tmp_path / "to").rglob("*.*")}
    assert copied >= {"leaflet@1.9.4/dist/leaflet.js"}
    assert not any("leaflet-src" in name for name in copied)
    assert (tmp_path / "to/leaflet@1.9.4/LICENSE").exists()


def test_copying_removes_an_older_version(tmp_path: Path) -> None:
    a_package(tmp_path / "to", "leaflet@0.9", "dist/leaflet.js")
    assets.copy_wanted(tmp_path / "from", tmp_path / "to")
    assert not (tmp_path / "to" / "leaflet@0.9").exists()


def test_a_sprite_holds_the_shapes_of_an_icon_without_its_frame(tmp_path: Path) -> None:
    drawing = tmp_path / "map.svg"
    drawing.write_text(
        '<svg width="24">\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n'
        '  <path d="M3 7" />\n</svg>'
    )
    assert assets.shapes_of(drawing) == '<path d="M3 7" />'


def test_an_icon_that_does_not_exist_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = tmp_path / "icons.txt"
    names.write_text("no-such-icon\n")
    monkeypatch.setattr(assets, "ICONS", names)
    with pytest.raises(machine.Stop, match="no-such-icon"):
        assets.write_sprite(tmp_path, tmp_path / "out")


def test_npm_without_a_network_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "npm error code ENOTFOUND\nnpm error network")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/npm")
    with pytest.raises(machine.Stop, match="registry cannot be reached"):
        assets.run_npm(tmp_path, with_tests=False)


@pytest.mark.parametrize(
    "path, expected",
    [
        ("leaflet/dist/leaflet.js", "leaflet@1.9.4/dist/leaflet.js"),
        ("@tabler/core/dist/x.css", "@tabler/core@1.6.1/dist/x.css"),  # a scope is part of the name
    ],
)
def test_an_address_carries_the_locked_version(path: str, expected: str) -> None:
    assert addresses.versioned(path) == expected


def test_an_unknown_package_has_no_address() -> None:
    with pytest.raises(LookupError, match="left-pad"):
        addresses.versioned("left-pad/index.js")


def test_a_page_names_assets_and_icons() -> None:
    app = Flask("app", static_folder=str(addresses.ROOT / "static"))
    addresses.register(app)
    with app.test_request_context():
        page = app.jinja_env.from_string(
            "{{ vendor('htmx.org/dist/htmx.min.js') }} {{ icon('map') }}"
        )
        shown = page.render()
    assert "/static/vendor/htmx.org@2.0.11/dist/htmx.min.js" in shown
    assert 'sprite.svg#map"' in shown


def test_an_icon_outside_the_list_is_refused() -> None:
    with pytest.raises(LookupError, match="icons.txt"):
        addresses.icon("no-such-icon")
