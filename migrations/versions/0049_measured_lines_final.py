"""Measured lines of a confirmed period are final, as the period is."""

from alembic import op

from app.shared.triggers import drop_final_with, final_with

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    final_with(
        op,
        "measured_line",
        key="period_id",
        parent="measurement_period",
        when="state = 'confirmed'",
    )


def downgrade() -> None:
    drop_final_with(op, "measured_line")
