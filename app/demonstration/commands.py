"""flask demo load, flask demo sign-ins."""

import click
from flask import Flask, current_app

from app.accounts.queries import has_users
from config import DEMONSTRATION_MARK


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(demo)


@click.group()
def demo() -> None:
    """The demonstration data."""


@demo.command("load")
def load_all() -> None:
    """Fill an empty database with one real year and an invented season around today."""
    from app.demonstration import load  # only here: web workers do without it

    if has_users():
        raise click.ClickException(
            "The database is not empty; the demonstration goes into an empty one only."
        )
    for said in load.everything(current_app.config["DATA_FOLDER"]):
        click.echo(said)


@demo.command("sign-ins")
def show_sign_ins() -> None:
    """Print one sign-in per role, where the demonstration is loaded."""
    from app.demonstration import people

    folder = current_app.config["DATA_FOLDER"]
    if not (folder / DEMONSTRATION_MARK).exists():
        raise click.ClickException("The demonstration is not loaded here.")
    for role, username, password in people.sign_ins(folder):
        click.echo(f"{role.label!s:24} {username:12} {password}")
