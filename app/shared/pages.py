"""What every template may call besides the formats: icons, this page's address, a bar's width."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from markupsafe import Markup

from app.shared.formats import register_formats

_ICON_PATTERN = "@tabler/icons@*/icons/outline/{name}.svg"
_DRAWING = 'd="M0 0h24v24H0z" fill="none" />'


def register_pages(app: Flask) -> None:
    """Give the templates their formats, icons and addresses; called once by create_app()."""
    register_formats(app)
    vendor = Path(app.static_folder or "static") / "vendor"

    @cache
    def icon(name: str) -> Markup:
        return _read_icon(vendor, name)

    app.jinja_env.globals.update(icon=icon, address=address, bar_width=bar_width)


def address(**changes: Any) -> str:
    """Return this page's address with some arguments changed, and taken out where None."""
    kept = {name: values for name, values in request.args.lists() if name not in changes}
    new = {name: value for name, value in changes.items() if value is not None}
    query = urlencode({**kept, **new}, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def bar_width(share: Decimal | int | None) -> str:
    """Return a share as a length on a bar of 100, never outside it."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.2f}"


def _read_icon(vendor: Path, name: str) -> Markup:
    """Return the drawing to stand before a word, or nothing where the assets are not installed."""
    for path in vendor.glob(_ICON_PATTERN.format(name=name)):
        strokes = path.read_text(encoding="utf-8").partition(_DRAWING)[2].partition("</svg>")[0]
        # Tabler's own drawing from the locked package: no user's text can come here.
        return Markup(  # noqa: S704
            '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
            f"{' '.join(strokes.split())}</svg>"
        )
    return Markup()
