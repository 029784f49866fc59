"""Commands of the map."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.works_map import base_maps
from app.works_map.frame import kept_frame

LANGUAGES = ("zh_Hans_CN", "en")


def register(app: Flask) -> None:
    """Attach the commands of the map."""
    app.cli.add_command(works_map)


@click.group("map")
def works_map() -> None:
    """The map."""


@works_map.command("draw")
@with_appcontext
def draw() -> None:
    """Draw the map's frame in every language, so that its first reader need not wait."""
    for language in LANGUAGES:
        with current_app.test_request_context(), force_locale(language):
            kept_frame(
                current_app.config["DATA_FOLDER"] / "cache", base_maps.chosen_sources(),
                base_maps.district_box(), base_maps.words(),
            )  # fmt: skip
    click.echo(f"{len(LANGUAGES)} frames of the map are ready.")
