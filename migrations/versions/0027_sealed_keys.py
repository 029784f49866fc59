"""The keys of second factors are stored sealed."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from app.shared.sealing import UNREADABLE, seal, unseal

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

USERS = sa.table(
    "user",
    sa.column("id", sa.Integer),
    sa.column("totp_key", sa.String),
    sa.column("totp_sealed", sa.String),
)


def upgrade() -> None:
    op.add_column("user", sa.Column("totp_sealed", sa.String(300), nullable=True))
    _move("totp_key", "totp_sealed", seal)
    op.drop_column("user", "totp_key")


def downgrade() -> None:
    op.add_column("user", sa.Column("totp_key", sa.String(64), nullable=True))
    _move("totp_sealed", "totp_key", _opened)
    op.drop_column("user", "totp_sealed")


def _opened(stored: str) -> str:
    """Return the key in the clear. Raises ValueError: without it nobody could sign in."""
    if (key := unseal(stored)) == UNREADABLE:
        raise ValueError("a key was sealed with another SECRET_KEY")
    return key


def _move(old: str, new: str, change: Callable[[str], str]) -> None:
    connection = op.get_bind()
    known = sa.select(USERS.c.id, USERS.c[old]).where(USERS.c[old].is_not(None))
    for number, key in connection.execute(known).tuples().all():
        own = USERS.update().where(USERS.c.id == number)
        connection.execute(own.values({new: change(key)}))
