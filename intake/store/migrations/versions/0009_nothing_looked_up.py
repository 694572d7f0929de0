"""The index of open cases holds all that counts and searches ask about: nothing is looked up in the table.

Revision: 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = "closed_at IS NULL"
COLUMNS = (
    "due_at", "received_at", "reference", "urgency_rank", "ceiling_rank", "kind", "claimed_by", "looked_at",
    "booked_for", "born_on", "one_call", "chase_on", "notices", "patient_id", "closed_at",
)  # fmt: skip


def upgrade() -> None:
    """Make the index anew, wider."""
    op.drop_index("ix_cases_open", "cases")
    op.create_index(
        "ix_cases_open",
        "cases",
        [sa.text("place DESC"), *COLUMNS],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
