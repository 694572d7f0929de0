"""Telephone answers that were taken back, and what patients reported before there was a case.

Revision: 0008, after 0007. Everything is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.store.triggers import refusing_change

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FROZEN = ("clarification_undos", "problems", "problem_ends")


def upgrade() -> None:
    """Add what is new, and the triggers that keep it."""
    _clarification_undos()
    _problems()
    dialect = op.get_context().dialect.name
    for statement in refusing_change(dialect, FROZEN):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect == "postgresql" else statement)


def _by_whom_and_when() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _clarification_undos() -> None:
    """Which telephone answer was taken back, by whom, when and why."""
    op.create_table(
        "clarification_undos",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["id"], ["clarifications.id"], name=op.f("fk_clarification_undos_id")),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name=op.f("fk_clarification_undos_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_undos")),
    )
    op.create_index(op.f("ix_clarification_undos_reference"), "clarification_undos", ["reference"], unique=False)


def _problems() -> None:
    """A problem with the pages, by somebody who has not sent anything; and how it ended."""
    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_problems_invitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index(op.f("ix_problems_invitation_id"), "problems", ["invitation_id"], unique=False)
    op.create_table(
        "problem_ends",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["id"], ["problems.id"], name=op.f("fk_problem_ends_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_ends")),
    )
