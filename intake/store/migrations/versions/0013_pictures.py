"""Photos and videos of a case: what was added, the file, and what was removed and why.

Revision: 0013, after 0012. Everything is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.store.triggers import refusing_change

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FROZEN = ("pictures", "picture_removals")


def upgrade() -> None:
    """Add the tables, and the triggers that keep what was recorded. The files themselves may go."""
    op.create_table(
        "pictures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _reference(),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_pictures_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_pictures"),
    )
    op.create_index("ix_pictures_reference", "pictures", ["reference"])
    op.create_table(
        "picture_files",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["pictures.id"], name="fk_picture_files_id"),
        sa.PrimaryKeyConstraint("id", name="pk_picture_files"),
    )
    _removals()
    dialect = op.get_context().dialect.name
    for statement in refusing_change(dialect, FROZEN):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect == "postgresql" else statement)


def _reference() -> sa.Column[str]:
    return sa.Column("reference", sa.String(length=16), nullable=False)


def _by_whom_and_when() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _removals() -> None:
    op.create_table(
        "picture_removals",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _reference(),
        sa.Column("why", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["id"], ["pictures.id"], name="fk_picture_removals_id"),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_picture_removals_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_picture_removals"),
    )
    op.create_index("ix_picture_removals_reference", "picture_removals", ["reference"])
