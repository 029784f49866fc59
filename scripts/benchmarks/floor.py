"""The bare Flask endpoints: one indexed query and a table of 50 rows; one figure kept durably."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
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


def create_saving_floor(folder: str) -> Flask:
    """Return the app that keeps one figure in a database of its own, without asking whose it is."""
    from app.shared.database import sqlite_driver

    app = Flask(__name__)
    kept = threading.local()

    def connection() -> Any:
        if not hasattr(kept, "one"):
            kept.one = sqlite_driver().connect(
                str(Path(folder) / "floor.sqlite3"), isolation_level=None, timeout=10
            )
            kept.one.execute("PRAGMA journal_mode=WAL")
            kept.one.execute("PRAGMA synchronous=FULL")
            kept.one.execute(
                "CREATE TABLE IF NOT EXISTS figure (name TEXT PRIMARY KEY, typed TEXT)"
            )
        return kept.one

    @app.post("/")
    def save() -> ResponseReturnValue:
        one = connection()
        one.execute("BEGIN IMMEDIATE")
        one.execute(
            "REPLACE INTO figure VALUES (?, ?)", (request.form["name"], request.form["typed"])
        )
        one.execute("COMMIT")
        return jsonify(saved=True)

    return app
