"""How many visits each section has had, counted by the database itself."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

#: What each change of a row does to the count of its section.
_ONE_MORE = (
    "INSERT INTO inspection_tally (section_id, visits) VALUES (NEW.section_id, 1)"
    " ON CONFLICT (section_id) DO UPDATE SET visits = inspection_tally.visits + 1;"
)
_ONE_LESS = "UPDATE inspection_tally SET visits = visits - 1 WHERE section_id = OLD.section_id;"
_TRIGGERS = {
    "INSERT": _ONE_MORE,
    "DELETE": _ONE_LESS,
    "UPDATE OF section_id": f"{_ONE_LESS} {_ONE_MORE}",
}


def upgrade() -> None:
    op.create_table(
        "inspection_tally",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_inspection_tally_section_id_section"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("section_id", name=op.f("pk_inspection_tally")),
    )
    op.execute(
        "INSERT INTO inspection_tally (section_id, visits)"
        " SELECT section_id, count(*) FROM inspection GROUP BY section_id"
    )
    for verb, deed in _TRIGGERS.items():
        _create_trigger(verb, deed)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in _TRIGGERS:
        op.execute(f"DROP TRIGGER {_name(verb)}" + ("" if is_sqlite else " ON inspection"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {_name(verb)}()")
    op.drop_table("inspection_tally")


def _create_trigger(verb: str, deed: str) -> None:
    head = f"CREATE TRIGGER {_name(verb)} AFTER {verb} ON inspection FOR EACH ROW"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{head} BEGIN {deed} END")
        return
    op.execute(
        f"CREATE FUNCTION {_name(verb)}() RETURNS trigger AS $$"
        f" BEGIN {deed} RETURN NULL; END $$ LANGUAGE plpgsql"
    )
    op.execute(f"{head} EXECUTE FUNCTION {_name(verb)}()")


def _name(verb: str) -> str:
    return f"inspection_tally_{verb.split()[0].lower()}"
