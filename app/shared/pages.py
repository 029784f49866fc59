"""What every template may call besides the formats: its own address, our assets, figures."""

import hashlib
import os
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, url_for
from flask.templating import Environment
from flask_babel import get_locale, gettext
from markupsafe import Markup

from app.shared import figures
from app.shared.formats import register_formats
from app.shared.sentences import LabelledEnum, Sentence
from config import DEMONSTRATION_MARK

DIGITS_OF_DIGEST = 8


class Templates(Environment):
    """Our templates, none of which has globals of its own.

    So all share one plain dict. The layers that Jinja puts over it cost a millisecond on a page of many imports.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def register_pages(app: Flask) -> None:
    """Give the templates their formats and addresses; called once by create_app()."""
    register_formats(app)
    app.jinja_env.filters["labelled"] = labelled
    app.jinja_env.globals.update(
        address=address,
        asset=_asset_addresses(app),
        state_badge=figures.state_badge,
        progress_bar=figures.progress_bar,
        change_arrow=figures.change_arrow,
        deviation=figures.deviation,
    )
    _translate_quickly(app)


def is_demonstration() -> bool:
    """Return whether this database holds invented data; looked up once for a request."""
    if "is_demonstration" not in g:
        g.is_demonstration = os.path.exists(
            f"{current_app.config['DATA_FOLDER']}/{DEMONSTRATION_MARK}"
        )
    return bool(g.is_demonstration)


def labelled(choices: type[LabelledEnum]) -> list[tuple[str, Sentence]]:
    """Return a closed list as (value, word), for filters and choices."""
    return [(member.value, member.label) for member in choices]


def address(**changes: Any) -> str:
    """Return this page's address with some arguments changed, and taken out where None."""
    kept = {name: values for name, values in request.args.lists() if name not in changes}
    new = {name: value for name, value in changes.items() if value is not None}
    query = urlencode({**kept, **new}, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def _translate_quickly(app: Flask) -> None:
    """Let `_()` in templates remember what it found, for each language.

    A page says some forty words, and looking each up in the catalogues took a millisecond.
    """
    said: dict[tuple[str, str], Markup] = {}

    def translate(text: str, **values: Any) -> Markup:
        key = (str(get_locale()), text)
        if key not in said:
            # The text is ours or our translation of it; what comes from users are the values.
            said[key] = Markup(gettext(text))  # noqa: S704
        found = said[key]
        return found % values if values else found.replace("%%", "%")

    app.jinja_env.globals.update(_=translate, gettext=translate)


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
