"""What every template may call besides the formats: icons, this page's address, a bar's width."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request

from app.shared import assets
from app.shared.formats import register_formats


def register_pages(app: Flask) -> None:
    """Give the templates their formats, icons and addresses; called once by create_app()."""
    register_formats(app)
    assets.register(app)
    app.jinja_env.globals.update(address=address, bar_width=bar_width)


def address(**changes: Any) -> str:
    """Return this page's address with some arguments changed, and taken out where None."""
    kept = {name: values for name, values in request.args.lists() if name not in changes}
    new = {name: value for name, value in changes.items() if value is not None}
    query = urlencode({**kept, **new}, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def bar_width(share: Decimal | int | None) -> str:
    """Return a share as a length on a bar of 100, never outside it."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.2f}"
