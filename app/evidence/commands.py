"""flask photos fingerprint: gives fingerprints to photos that came before the program took them."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.evidence import queries
from app.evidence.actions.fingerprints import keep_fingerprint, views_of
from app.evidence.intake import photo_folder
from app.shared.transaction import transaction

AT_ONCE = 50
photos = AppGroup("photos", help="The photos in the store.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(photos)


@photos.command("fingerprint")
def fingerprint() -> None:
    """Take the fingerprints that are missing; may be stopped and run again, and locks nothing meanwhile."""
    taken = 0
    while missing := queries.list_without_fingerprint(AT_ONCE):
        found = [(number, views_of(sha256, photo_folder())) for number, sha256 in missing]
        with transaction():
            for number, views in found:
                keep_fingerprint(number, views)
        taken += len(found)
    click.echo(f"{taken} fingerprints")
