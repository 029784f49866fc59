"""Zhulu: a tracker for rural infrastructure works. create_app() is the only place where the parts are joined."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from sqlalchemy.engine import make_url

from app.extensions import csrf, db
from app.shared import assets, database, languages, stale_edits, web
from app.shared.migrations import Migrations
from app.shared.pages import Templates
from config import ROOT, Config

#: Every room, in the order in which they may use one another: a room knows only those before it.
ROOMS = (
    "accounts",
    "works",
    "evidence",
    "notices",
    "tasks",
    "obstacles",
    "attendance",
    "startup",
    "ledger",
    "contracts",
    "logistics",
    "quality",
    "inspections",
    "orders",
    "progress",
    "ranking",
    "bank_accounts",
    "measurement",
    "certificates",
    "payments",
    "meetings",
    "duties",
    "digests",
    "works_map",
    "reports",
    "field",
    "home",
)


def create_app(config: Config | None = None) -> Flask:
    """Return the program, ready to serve, with every room's models, settings and pages."""
    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"),
        instance_path=str((config := config or Config()).DATA_FOLDER),
    )  # fmt: skip
    app.config.from_object(config)
    app.jinja_environment = Templates
    _join_database(app)
    csrf.init_app(app)
    assets.register(app)
    web.register(app)
    stale_edits.register(app)
    languages.register(app)
    for room in ROOMS:
        _join_room(app, room)
    _join_pages(app)
    return app


def _join_database(app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if make_url(url).get_backend_name() == "sqlite":
        app.config["DATA_FOLDER"].mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        database.engine_options(url) | app.config["SQLALCHEMY_ENGINE_OPTIONS"]
    )
    db.init_app(app)
    app.extensions["migrate"] = Migrations(app, ROOT / "migrations")
    with app.app_context():
        database.prepare_engine(app, db.engine)


def _join_room(app: Flask, room: str) -> None:
    for part in ("models", "settings"):
        if find_spec(f"app.{room}.{part}"):
            import_module(f"app.{room}.{part}")
    if find_spec(f"app.{room}.views"):
        app.register_blueprint(import_module(f"app.{room}.views").blueprint)


def _join_pages(app: Flask) -> None:
    from app import cli
    from app.accounts import saved_views, sign_in
    from app.navigation import register_navigation
    from app.shared.pages import is_demonstration, register_pages

    sign_in.register(app)
    saved_views.register(app)
    register_pages(app)
    register_navigation(app)
    cli.register(app)

    @app.context_processor
    def demonstration() -> dict[str, bool]:
        return {"demonstration": is_demonstration()}
