"""The bare Flask endpoint that pages are held against: one indexed query, a table of 50 rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flask import Flask, render_template
from jinja2 import DictLoader

ROWS = 50
PAGE = """<!doctype html><title>Floor</title><table><thead><tr>{% for head in heads %}<th>{{ head }}</th>
{% endfor %}</tr></thead><tbody>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>
{% endfor %}</tr>{% endfor %}</tbody></table>"""
QUERY = (
    "SELECT id, section_id, kind, inspected_on, received_at, weather, posts_present, roads_open"
    " FROM inspection WHERE section_id = ? ORDER BY inspected_on DESC LIMIT ?"
)


def create_floor(database: str) -> Flask:
    """Return the app that reads the newest visits of one section and draws them."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"floor.html": PAGE})  # compiled once, like any template
    uri = f"file:{Path(database).as_posix()}?mode=ro"
    kept: dict[str, sqlite3.Connection] = {}

    @app.get("/")
    def page() -> str:
        connection = kept.get("one") or kept.setdefault(
            "one", sqlite3.connect(uri, uri=True, check_same_thread=False)
        )
        cursor = connection.execute(QUERY, (7, ROWS))
        heads = [column[0] for column in cursor.description]
        return render_template("floor.html", heads=heads, rows=cursor.fetchall())

    return app
