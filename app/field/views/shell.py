"""The app itself: its frame, its files by version, its worker. No data is in it, so it needs no sign-in."""

import json

from flask import Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.permissions import Permission, public, requires
from app.field import shell
from app.field.views.blueprint import blueprint
from app.shared.errors import NotFound

FOR_EVER = "public, max-age=31536000, immutable"
#: Kept, but asked for again each time: the answer is small.
ASK_AGAIN = "no-cache"
SIZES = (192, 512)
#: Sends what waits after the app was closed; only browsers whose workers know modules take this one.
SENDS = """import { flush } from "%s";
self.addEventListener("sync", (event) => { if (event.tag === "zhulu-outbox") event.waitUntil(flush()); });
"""


@blueprint.get("/")
@public
def app_page() -> ResponseReturnValue:
    answer = Response(render_template("field/shell.html", file=file_address))
    answer.headers["Cache-Control"] = ASK_AGAIN
    return answer


@blueprint.get("/open")
@requires(Permission.USE_FIELD)
def open_app() -> ResponseReturnValue:
    return redirect(url_for(".app_page"))


@blueprint.get("/app/<version>/<name>")
@public
def app_file(version: str, name: str) -> ResponseReturnValue:
    if version != shell.version() or name not in shell.names():
        raise NotFound
    answer = Response(shell.content_of(name), content_type=shell.TYPES[f".{name.split('.')[-1]}"])
    answer.headers["Cache-Control"] = FOR_EVER
    return answer


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    answer = jsonify(
        name=_("Zhulu on site"),
        short_name=_("Zhulu"),
        id="/field/",
        start_url="/field/",
        scope="/field/",
        display="standalone",
        background_color="#f5f6f8",
        theme_color="#1d5a96",
        lang="zh-CN",
        icons=[
            {
                "src": file_address(f"icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in SIZES
        ],
    )
    answer.headers["Content-Type"] = "application/manifest+json"
    answer.headers["Cache-Control"] = ASK_AGAIN
    return answer


@blueprint.get("/worker.js")
@public
def worker() -> ResponseReturnValue:
    return _script(_head() + shell.worker())


@blueprint.get("/worker-module.js")
@public
def worker_module() -> ResponseReturnValue:
    return _script(SENDS % file_address("outbox.js") + _head() + shell.worker())


def file_address(name: str) -> str:
    """Return the address of a file of the app, which changes with its version."""
    return url_for("field.app_file", version=shell.version(), name=name)


def _head() -> str:
    files = [
        url_for("field.app_page"),
        url_for("field.manifest"),
        *map(file_address, shell.names()),
    ]
    return f"const VERSION = {json.dumps(shell.version())};\nconst FILES = {json.dumps(files)};\n"


def _script(text: str) -> Response:
    answer = Response(text, content_type=shell.TYPES[".js"])
    answer.headers["Cache-Control"] = ASK_AGAIN
    return answer
