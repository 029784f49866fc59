"""What every template may call besides the formats: its own address, our assets, a bar's width."""

import hashlib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for

from app.shared.formats import register_formats

DIGITS_OF_DIGEST = 8


def register_pages(app: Flask) -> None:
    """Give the templates their formats and addresses; called once by create_app()."""
    register_formats(app)
    app.jinja_env.globals.update(address=address, bar_width=bar_width, asset=_asset_addresses(app))


def address(**changes: Any) -> str:
    """Return this page's address with some arguments changed, and taken out where None."""
    kept = {name: values for name, values in request.args.lists() if name not in changes}
    new = {name: value for name, value in changes.items() if value is not None}
    query = urlencode({**kept, **new}, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def bar_width(share: Decimal | int | None) -> str:
    """Return a share as a length on a bar of 100, never outside it."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.2f}"


def _asset_addresses(app: Flask) -> Any:
    """Return the function that gives our own files an address that changes with what is in them."""
    folder = Path(app.static_folder or "static")

    @cache
    def digest(name: str, changed_ns: int) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:DIGITS_OF_DIGEST]

    @cache
    def lasting(name: str) -> str:
        return url_for("static", filename=name, v=digest(name, 0))

    def asset(name: str) -> str:
        if app.debug:
            changed_ns = (folder / name).stat().st_mtime_ns
            return url_for("static", filename=name, v=digest(name, changed_ns))
        return lasting(name)

    return asset
