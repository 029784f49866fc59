"""Database triggers that refuse changes to finished records, for use in migrations, on SQLite and PostgreSQL."""

from typing import Any

REFUSAL = "this record is final: add a new one instead"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '{REFUSAL}';
END
$$ LANGUAGE plpgsql
"""  # noqa: S608 - the text is a constant


def insert_only(operations: Any, table: str, when: str | None = None) -> None:
    """Refuse UPDATE and DELETE on `table` for rows where `when` holds (`OLD.state = 'frozen'`), else on all."""
    is_sqlite = operations.get_bind().dialect.name == "sqlite"
    condition = f"WHEN ({when})" if when else ""
    if not is_sqlite:
        operations.execute(_FUNCTION)
    for verb in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        if is_sqlite:
            body = f"{head} {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"  # noqa: S608
        else:
            body = f"{head} FOR EACH ROW {condition} EXECUTE FUNCTION refuse_change()"
        operations.execute(body)


def drop_insert_only(operations: Any, table: str) -> None:
    """Remove what insert_only() made; for downgrades."""
    is_sqlite = operations.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete"):
        operations.execute(
            f"DROP TRIGGER {table}_no_{verb}" + ("" if is_sqlite else f" ON {table}")
        )
