"""Flask-Migrate, read only where somebody migrates: a web worker never does, and it would carry 12 MB for it."""

from pathlib import Path
from typing import Any

import click
from flask import Flask

from app.extensions import db


class Migrations:
    """Stands where Flask-Migrate keeps its configuration, and joins it to the app when first asked for it."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._app, self._folder = app, folder
        app.cli.add_command(MigrationCommands("db", help="Database migrations."))

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        directory = str(self._folder)
        Migrate(self._app, db, directory=directory, compare_type=True, command="database")
        return getattr(self._app.extensions["migrate"], name)


class MigrationCommands(click.Group):
    """`flask db ...`: Flask-Migrate's own commands, read when they are called."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Hand over to the library's group, its options and commands."""
        from flask_migrate.cli import db as commands

        context: click.Context = commands.make_context(*args, **kwargs)
        return context
