"""Whose money a programme's source is, chosen instead of guessed from its words."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

KINDS = ("central", "provincial", "district", "self_raised", "other", "unrestricted")
#: As the words were read until now; the first that stands in a name decides.
WORDS = {
    "self_raised": ("self", "自筹", "自有"),
    "central": ("central", "中央", "国家", "部补"),
    "provincial": ("provinc", "省"),
    "district": ("district", "county", "区", "县"),
}
SOURCE = sa.table("fund_source", sa.column("id"), sa.column("source"), sa.column("kind"))


def upgrade() -> None:
    kinds = sa.Enum(*KINDS, name="fund_kind", native_enum=False, length=40)
    with op.batch_alter_table("fund_source") as table:
        table.add_column(sa.Column("kind", kinds, server_default="other", nullable=False))
        table.create_check_constraint("somebodys_money", "kind <> 'unrestricted'")
        listed = ", ".join(f"'{kind}'" for kind in KINDS)
        table.create_check_constraint("fund_kind", f"kind IN ({listed})")
    connection = op.get_bind()
    for source_id, name, _kind in connection.execute(sa.select(SOURCE)).all():
        change = sa.update(SOURCE).where(SOURCE.c.id == source_id)
        connection.execute(change.values(kind=_kind_of(name)))
    with op.batch_alter_table("fund_source") as table:
        table.alter_column("kind", server_default=None)


def _kind_of(name: str) -> str:
    said = name.casefold()
    return next((k for k, words in WORDS.items() if any(word in said for word in words)), "other")


def downgrade() -> None:
    with op.batch_alter_table("fund_source") as table:
        table.drop_constraint("somebodys_money", type_="check")
        table.drop_constraint("fund_kind", type_="check")
        table.drop_column("kind")
