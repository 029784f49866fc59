"""The addresses of browser assets: their version, from package-lock.json, stands in the path."""

import json
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from markupsafe import Markup

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def _versions() -> dict[str, str]:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {
        name.removeprefix("node_modules/"): entry["version"]
        for name, entry in packages.items()
        if name
    }


@cache
def versioned(path: str) -> str:
    """Return `leaflet@1.9.4/dist/leaflet.js` for `leaflet/dist/leaflet.js`; raises LookupError."""
    parts = path.split("/")
    length = 2 if path.startswith("@") else 1
    package = "/".join(parts[:length])
    if package not in _versions():
        raise LookupError(f"not in package-lock.json: {package}")
    return "/".join([f"{package}@{_versions()[package]}", *parts[length:]])


def vendor_url(*path: str) -> str:
    """Return the address of a package's file, cacheable for ever; package and file may be apart."""
    return url_for("static", filename=f"vendor/{versioned('/'.join(path))}")


def vendor_path(path: str) -> Path:
    """Return where a file or folder of an installed package lies on this machine."""
    return ROOT / "static" / "vendor" / versioned(path)


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons that the sprite holds."""
    return frozenset((ROOT / "static/img/icons.txt").read_text(encoding="utf-8").split())


def icon(name: str, classes: str = "") -> Markup:
    """Return an icon of Tabler's set; silent to screen readers, so a word stands beside it."""
    if name not in icon_names():
        raise LookupError(f"static/img/icons.txt does not name “{name}”")
    address = vendor_url("@tabler/icons/sprite.svg")
    return Markup('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        classes, address, name
    )


def register(app: Flask) -> None:
    """Give templates `vendor("leaflet/dist/leaflet.js")` and `icon("map")`."""
    app.jinja_env.globals.update(vendor=vendor_url, icon=icon)
