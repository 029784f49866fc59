"""Entries and signatures of an approved certificate are final, as the certificate is."""

from alembic import op

from app.shared.triggers import drop_final_with, final_with

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

TABLES = ("certificate_entry", "approval_step")


def upgrade() -> None:
    for table in TABLES:
        final_with(op, table, key="certificate_id", parent="certificate", when="state = 'approved'")


def downgrade() -> None:
    for table in TABLES:
        drop_final_with(op, table)
