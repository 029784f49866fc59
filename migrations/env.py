"""Run migrations with the app's own engine and metadata."""

from alembic import context
from flask import current_app

from app.shared.revisions import UNFOLLOWED

database = current_app.extensions["migrate"].db
metadata = database.metadatas[None]


def run() -> None:
    """Run the migrations, each in a transaction of its own."""
    with database.engine.connect() as connection:
        # The table of revisions may not be there yet.
        connection = connection.execution_options(**{UNFOLLOWED: True})
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database; run them without --sql.")
run()
