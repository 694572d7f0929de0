"""The paper itself: the bytes of every signed document, so that it opens the same for ever.

Revision: 0004, after 0003. Setting a note again would change old documents with every change of the typesetter.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.store.triggers import refusing_change

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FROZEN = ("referral_papers",)


def upgrade() -> None:
    """Add the table, and the triggers that keep what was signed."""
    op.create_table(
        "referral_papers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["referrals.id"], name=op.f("fk_referral_papers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_papers")),
    )
    dialect = op.get_context().dialect.name
    for statement in refusing_change(dialect, FROZEN):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect == "postgresql" else statement)
