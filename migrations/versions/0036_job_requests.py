"""The timetable keeps its failures, and what somebody asked to run now."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_failure",
        sa.Column("job", sa.String(60), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_failure")),
    )
    op.create_table(
        "job_request",
        sa.Column("job", sa.String(60), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_request")),
    )


def downgrade() -> None:
    op.drop_table("job_request")
    op.drop_table("job_failure")
