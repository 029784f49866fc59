"""Villages, their outlets, and what was confirmed of how each is reached."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "village",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("township_id", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.BigInteger(), nullable=True),
        sa.Column("latitude", sa.BigInteger(), nullable=True),
        sa.Column("formed_on", sa.Date(), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(longitude IS NULL) = (latitude IS NULL)", name=op.f("ck_village_both_degrees_or_none")
        ),
        sa.CheckConstraint("formed_on <= merged_on", name=op.f("ck_village_formed_before_merged")),
        sa.CheckConstraint("population >= 0", name=op.f("ck_village_population_not_negative")),
        sa.ForeignKeyConstraint(
            ["township_id"], ["township.id"], name=op.f("fk_village_township_id_township")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
        sa.UniqueConstraint("division_code", name=op.f("uq_village_division_code")),
        sa.UniqueConstraint("township_id", "name", name=op.f("uq_village_township_id_name")),
    )
    op.create_index(op.f("ix_village_township_id"), "village", ["township_id"], unique=False)
    op.create_table(
        "outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("brands", sa.String(length=100), nullable=False),
        sa.Column("is_service_station", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("keeper", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("parcels_up", sa.Integer(), nullable=True),
        sa.Column("parcels_down", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("opened_on <= closed_on", name=op.f("ck_outlet_opened_before_closed")),
        sa.CheckConstraint(
            "parcels_up >= 0 AND parcels_down >= 0", name=op.f("ck_outlet_parcels_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_outlet_village_id_village")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
        sa.UniqueConstraint("village_id", "name", name=op.f("uq_outlet_village_id_name")),
    )
    op.create_index(
        "ix_outlet_open", "outlet", ["village_id", "opened_on", "closed_on"], unique=False
    )
    op.create_table(
        "village_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "direct",
                "via_center",
                "none",
                name="service_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(mode = 'via_center') = (center_id IS NOT NULL)",
            name=op.f("ck_village_service_center_named"),
        ),
        sa.CheckConstraint(
            "center_id <> village_id", name=op.f("ck_village_service_not_its_own_center")
        ),
        sa.ForeignKeyConstraint(
            ["center_id"], ["village.id"], name=op.f("fk_village_service_center_id_village")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_village_service_entered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_village_service_village_id_village")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_service")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_village_service_client_uuid")),
    )
    op.create_index(
        op.f("ix_village_service_center_id"), "village_service", ["center_id"], unique=False
    )
    op.create_index(
        "ix_village_service_latest",
        "village_service",
        ["village_id", "confirmed_on", "id"],
        unique=False,
    )
    insert_only(op, "village_service")


def downgrade() -> None:
    drop_insert_only(op, "village_service")
    op.drop_index("ix_village_service_latest", table_name="village_service")
    op.drop_index(op.f("ix_village_service_center_id"), table_name="village_service")
    op.drop_table("village_service")
    op.drop_index("ix_outlet_open", table_name="outlet")
    op.drop_table("outlet")
    op.drop_index(op.f("ix_village_township_id"), table_name="village")
    op.drop_table("village")
