"""Photos of every room are shown through one table: moves those of inspections and objections there."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE, OF_OBJECTIONS = "photo_use", "ranking_objection_photo"
#: Moments are stored in UTC; the day of a record is the day in Shanghai, which has no summer time.
SHANGHAI = timedelta(hours=8)
COLUMNS = (
    "photo_id", "owner_kind", "owner_id", "section_id", "project_id", "work_id", "shown_on",
)  # fmt: skip
OLD_OWNERS = ("inspection", "finding", "proof", "site_log")

_OF_INSPECTIONS = """
    SELECT u.photo_id, 'inspection' AS owner_kind, i.id AS owner_id, i.section_id,
           CAST(NULL AS INTEGER) AS project_id, i.work_id, i.inspected_on AS shown_on, u.id AS was
    FROM photo_use u JOIN inspection i ON i.id = u.inspection_id
"""
_OF_FINDINGS = """
    SELECT u.photo_id, 'finding', f.id, f.section_id, CAST(NULL AS INTEGER), f.work_id, f.found_on, u.id
    FROM photo_use u JOIN finding f ON f.id = u.finding_id
"""
_OF_LOGS = """
    SELECT u.photo_id, 'site_log', l.id,
           (SELECT min(s.section_id) FROM site_log_section s WHERE s.site_log_id = l.id
            HAVING count(*) = 1),
           l.project_id, NULL, l.log_on, u.id
    FROM photo_use u JOIN site_log l ON l.id = u.site_log_id
"""
_OF_PROOFS = sa.text("""
    SELECT u.photo_id, 'proof' AS owner_kind, p.id AS owner_id, f.section_id, NULL AS project_id,
           f.work_id, p.handed_in_at, u.id AS was
    FROM photo_use u JOIN proof p ON p.id = u.proof_id JOIN finding f ON f.id = p.finding_id
""").columns(handed_in_at=sa.DateTime())
_OF_OBJECTIONS = sa.text("""
    SELECT u.photo_id, 'objection' AS owner_kind, o.id AS owner_id, o.section_id,
           NULL AS project_id, NULL AS work_id, o.made_at
    FROM ranking_objection_photo u JOIN ranking_objection o ON o.id = u.objection_id
    ORDER BY u.id
""").columns(made_at=sa.DateTime())


def upgrade() -> None:
    moved = [dict(row) for row in _rows_of_inspections()]
    moved += [dict(row) for row in _rows_of_objections()]
    drop_insert_only(op, OF_OBJECTIONS)
    op.drop_table(OF_OBJECTIONS)
    op.drop_table(TABLE)
    uses = _create()
    seen: set[tuple[object, ...]] = set()
    for row in moved:
        key = (row["owner_kind"], row["owner_id"], row["photo_id"])
        if key not in seen:
            seen.add(key)
            op.execute(uses.insert().values(**row))
    insert_only(op, TABLE)


def downgrade() -> None:
    """Photos of kinds that the older program does not know are no longer shown; their files stay."""
    rows = [dict(row) for row in _read(sa.text("SELECT * FROM photo_use ORDER BY id"))]
    drop_insert_only(op, TABLE)
    op.drop_table(TABLE)
    uses, objections = _create_old(), _create_of_objections()
    for row in rows:
        photo_id, kind, number = row["photo_id"], row["owner_kind"], row["owner_id"]
        if kind in OLD_OWNERS:
            op.execute(uses.insert().values(photo_id=photo_id, **{f"{kind}_id": number}))
        elif kind == "objection":
            op.execute(objections.insert().values(photo_id=photo_id, objection_id=number))
    insert_only(op, OF_OBJECTIONS)


def _read(statement: sa.TextClause | sa.TextualSelect) -> Iterator[sa.RowMapping]:
    return iter(op.get_bind().execute(statement).mappings().all())


def _rows_of_inspections() -> list[dict[str, object]]:
    """Return the rows of the four old owners in the order they were attached."""
    parts = sa.text(" UNION ALL ".join((_OF_INSPECTIONS, _OF_FINDINGS, _OF_LOGS)))
    rows = [dict(row) for row in _read(parts.columns(shown_on=sa.Date()))]
    for row in _read(_OF_PROOFS):
        told = dict(row)
        rows.append({**told, "shown_on": (told.pop("handed_in_at") + SHANGHAI).date()})
    return [{name: row[name] for name in COLUMNS} for row in sorted(rows, key=lambda r: r["was"])]


def _rows_of_objections() -> list[dict[str, object]]:
    rows = [dict(row) for row in _read(_OF_OBJECTIONS)]
    return [{**row, "shown_on": (row.pop("made_at") + SHANGHAI).date()} for row in rows]


def _create() -> sa.Table:
    table = op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "section_id IS NOT NULL OR project_id IS NOT NULL", name=op.f("ck_photo_use_of_a_place")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_photo_use_photo_id_photo")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_photo_use_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_photo_use_section_id_section")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_photo_use_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_use")),
        sa.UniqueConstraint(
            "owner_kind",
            "owner_id",
            "photo_id",
            name=op.f("uq_photo_use_owner_kind_owner_id_photo_id"),
        ),
    )
    for column in ("photo_id", "project_id", "work_id", "shown_on"):
        op.create_index(op.f(f"ix_photo_use_{column}"), TABLE, [column])
    op.create_index("ix_photo_use_of_section", TABLE, ["section_id", "shown_on"])
    return table


def _create_old() -> sa.Table:
    given = " + ".join(f"CASE WHEN {owner}_id IS NULL THEN 0 ELSE 1 END" for owner in OLD_OWNERS)
    table = op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Integer(), nullable=True) for owner in OLD_OWNERS),
        sa.CheckConstraint(f"{given} = 1", name=op.f("ck_photo_use_of_one_thing")),
        *(
            sa.ForeignKeyConstraint(
                [f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_photo_use_{owner}_id_{owner}")
            )
            for owner in (*OLD_OWNERS, "photo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_use")),
    )
    for owner in (*OLD_OWNERS, "photo"):
        op.create_index(op.f(f"ix_photo_use_{owner}_id"), TABLE, [f"{owner}_id"])
    return table


def _create_of_objections() -> sa.Table:
    table = op.create_table(
        OF_OBJECTIONS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["ranking_objection.id"],
            name=op.f("fk_ranking_objection_photo_objection_id_ranking_objection"),
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_ranking_objection_photo_photo_id_photo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_objection_photo")),
        sa.UniqueConstraint(
            "objection_id",
            "photo_id",
            name=op.f("uq_ranking_objection_photo_objection_id_photo_id"),
        ),
    )
    op.create_index(op.f("ix_ranking_objection_photo_photo_id"), OF_OBJECTIONS, ["photo_id"])
    return table
