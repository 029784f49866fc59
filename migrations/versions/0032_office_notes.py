"""Records that came back to phones, handed to the project office with a note."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "office_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("record_uuid", sa.String(length=36), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "entered",
                "not_entered",
                name="note_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)",
            name=op.f("ck_office_note_answered_with_state"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_office_note_answered_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_office_note_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_office_note_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_office_note_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["user.id"], name=op.f("fk_office_note_sender_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_note")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_office_note_client_uuid")),
        sa.UniqueConstraint("record_uuid", name=op.f("uq_office_note_record_uuid")),
    )
    op.create_index("ix_office_note_by_state", "office_note", ["state", "handed_at"], unique=False)
    op.create_index(
        "ix_office_note_of_sender", "office_note", ["sender_id", "handed_at"], unique=False
    )
    op.create_index(op.f("ix_office_note_project_id"), "office_note", ["project_id"], unique=False)
    op.create_index(op.f("ix_office_note_section_id"), "office_note", ["section_id"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_office_note_section_id"), table_name="office_note")
    op.drop_index(op.f("ix_office_note_project_id"), table_name="office_note")
    op.drop_index("ix_office_note_of_sender", table_name="office_note")
    op.drop_index("ix_office_note_by_state", table_name="office_note")
    op.drop_table("office_note")
