"""Database triggers that refuse changes to finished records, for use in migrations, on SQLite and PostgreSQL."""

from typing import Any

REFUSAL = "this record is final: add a new one instead"
NOT_BALANCED = "the entries are fewer than two or do not sum to zero"

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


def final_with(operations: Any, table: str, *, key: str, parent: str, when: str) -> None:
    """Refuse INSERT, UPDATE and DELETE on `table` while `when` holds for the row of `parent` that `key` names."""
    is_sqlite = operations.get_bind().dialect.name == "sqlite"
    for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        name = f"{table}_final_{verb.lower()}"
        numbers = ", ".join(f"{row}.{key}" for row in rows)
        is_final = f"EXISTS (SELECT 1 FROM {parent} WHERE id IN ({numbers}) AND {when})"  # noqa: S608
        head = f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
        if is_sqlite:
            operations.execute(
                f"{head} WHEN {is_final} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"  # noqa: S608
            )
            continue
        kept = "OLD" if verb == "DELETE" else "NEW"
        operations.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN"  # noqa: S608
            f" IF {is_final} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;"
            f" RETURN {kept}; END $$ LANGUAGE plpgsql"
        )
        operations.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION {name}()")


def drop_final_with(operations: Any, table: str) -> None:
    """Remove what final_with() made; for downgrades."""
    is_sqlite = operations.get_bind().dialect.name == "sqlite"
    for verb in ("insert", "update", "delete"):
        name = f"{table}_final_{verb}"
        operations.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            operations.execute(f"DROP FUNCTION {name}()")


def zero_sum_once_sealed(operations: Any, *, seal: str, entries: str, key: str, sums: str) -> None:
    """Refuse a row of `seal` unless its `entries` (two or more, as many as it says) sum to zero, and any later entry.

    Both tables name what they belong to in the column `key`; `sums` is the column added up.
    """
    whole = (
        f"(SELECT count(*) >= 2 AND count(*) = NEW.entries AND sum({sums}) = 0"  # noqa: S608
        f" FROM {entries} WHERE {key} = NEW.{key})"
    )
    is_open = f"NOT EXISTS (SELECT 1 FROM {seal} WHERE {key} = NEW.{key})"  # noqa: S608
    for table, rule, words in ((seal, whole, NOT_BALANCED), (entries, is_open, REFUSAL)):
        name = f"{table}_checked"
        if operations.get_bind().dialect.name == "sqlite":
            operations.execute(
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN NOT coalesce({rule}, 0)"  # noqa: S608
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        operations.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN"  # noqa: S608
            f" IF NOT coalesce({rule}, false) THEN RAISE EXCEPTION '{words}'; END IF;"
            " RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        operations.execute(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def drop_zero_sum(operations: Any, *, seal: str, entries: str) -> None:
    """Remove what zero_sum_once_sealed() made; for downgrades."""
    is_sqlite = operations.get_bind().dialect.name == "sqlite"
    for table in (seal, entries):
        name = f"{table}_checked"
        operations.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            operations.execute(f"DROP FUNCTION {name}()")
