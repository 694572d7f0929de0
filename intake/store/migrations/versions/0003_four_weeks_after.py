"""The four weeks after sending: journal, notices for staff, and when a weekly check counts as missed.

Revision: 0003, after 0002. Everything is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.store.triggers import refusing_change

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROZEN = ("journal_entries", "notices", "notice_ends")


def upgrade() -> None:
    """Add what is new, and the triggers that keep what patients wrote."""
    op.add_column("cases", sa.Column("changed", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("notices", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_cases_missed_at",
        "cases",
        ["missed_at"],
        unique=False,
        sqlite_where=sa.text("missed_at IS NOT NULL"),
        postgresql_where=sa.text("missed_at IS NOT NULL"),
    )
    _journal()
    _notices()
    _unfinished()
    dialect = op.get_context().dialect.name
    for statement in refusing_change(dialect, FROZEN):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect == "postgresql" else statement)


def _of_case() -> tuple[sa.Column[str], sa.Column[object]]:
    return (
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _by() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
    )


def _journal() -> None:
    """One entry a day at most; the database sees to it."""
    op.create_table(
        "journal_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("twitches", sa.Boolean(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("lasted", sa.String(length=16), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("triggers", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_of_case(),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_journal_entries_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_journal_entries"),
        sa.UniqueConstraint("reference", "day", name="uq_journal_entries_reference_day"),
    )
    op.create_index("ix_journal_entries_reference", "journal_entries", ["reference"], unique=False)


def _notices() -> None:
    """What staff must look at, and how each ended."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        *_by(),
        *_of_case(),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_notices_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_reference", "notices", ["reference"], unique=False)
    op.create_table(
        "notice_ends",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        *_by(),
        *_of_case(),
        sa.ForeignKeyConstraint(["id"], ["notices.id"], name="fk_notice_ends_id"),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_notice_ends_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_notice_ends"),
    )
    op.create_index("ix_notice_ends_reference", "notice_ends", ["reference"], unique=False)


def _unfinished() -> None:
    """What was typed on a plain page and must be shown again; it goes when the page is done."""
    op.create_table(
        "unfinished",
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("page", sa.String(length=16), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name="fk_unfinished_invitation_id"),
        sa.PrimaryKeyConstraint("invitation_id", "page", name="pk_unfinished"),
    )
