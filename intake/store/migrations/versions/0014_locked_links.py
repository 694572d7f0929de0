"""The links that five wrong dates of birth have locked are found without reading every invitation.

Revision: 0014, after 0013. One index is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index of locked links alone."""
    there = sa.text("locked_at IS NOT NULL")
    op.create_index(
        "ix_invitations_locked_at", "invitations", ["locked_at"], sqlite_where=there, postgresql_where=there
    )
