"""What clinicians are writing and have not signed: kept as it is entered, each one's own.

Revision: 0012, after 0011. Everything is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "work_drafts",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_work_drafts_reference"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_work_drafts_account_id"),
        sa.PrimaryKeyConstraint("reference", "account_id", "kind", name="pk_work_drafts"),
    )
    op.create_index("ix_work_drafts_saved_at", "work_drafts", ["saved_at"])
