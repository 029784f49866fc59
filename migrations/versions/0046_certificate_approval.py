"""The chain by which certificates are approved, its signatures, and the end of all change after the last."""

import sqlalchemy as sa
from alembic import op

from app.shared.triggers import drop_insert_only, insert_only

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "approval_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_approval_chain_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_chain")),
        sa.UniqueConstraint("section_id", name=op.f("uq_approval_chain_section_id")),
    )
    op.create_table(
        "approval_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "measurer",
                "project_manager",
                "site_supervisor",
                "supervision_measurer",
                "chief_supervisor",
                "office_clerk",
                "office_head",
                name="chain_step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("figures_sha256", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "agrees OR length(opinion) > 0", name=op.f("ck_approval_step_returned_for_a_reason")
        ),
        sa.CheckConstraint(
            "agrees OR voided_at IS NOT NULL", name=op.f("ck_approval_step_return_does_not_stand")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_approval_step_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_approval_step_decided_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
    )
    op.create_index(
        op.f("ix_approval_step_certificate_id"), "approval_step", ["certificate_id"], unique=False
    )
    op.create_index(
        "uq_approval_step_person",
        "approval_step",
        ["certificate_id", "decided_by_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(
        "uq_approval_step_signed",
        "approval_step",
        ["certificate_id", "step"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    insert_only(op, "certificate", "OLD.state = 'approved'")


def downgrade() -> None:
    drop_insert_only(op, "certificate")
    op.drop_index(
        "uq_approval_step_signed",
        table_name="approval_step",
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.drop_index(
        "uq_approval_step_person",
        table_name="approval_step",
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.drop_index(op.f("ix_approval_step_certificate_id"), table_name="approval_step")
    op.drop_table("approval_step")
    op.drop_table("approval_chain")
