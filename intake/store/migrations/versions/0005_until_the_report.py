"""The loop to its end: when a test is booked and chased, results line by line, how a case was closed, recall dates.

Revision: 0005, after 0004. Everything is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.store.triggers import refusing_change

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FROZEN = ("referral_dates", "results", "closings")


def upgrade() -> None:
    """Add what is new, and the triggers that keep it."""
    op.add_column("cases", sa.Column("recall_on", sa.Date(), nullable=True))
    for name in ("chase_on", "recall_on"):
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_cases_{name}", "cases", [name], sqlite_where=there, postgresql_where=there)
    _referral_dates()
    _results()
    _closings()
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


def _referral_dates() -> None:
    op.create_table(
        "referral_dates",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _reference(),
        sa.Column("booked_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chase_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["referral_events.id"], name="fk_referral_dates_id"),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_referral_dates_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_referral_dates"),
    )
    op.create_index("ix_referral_dates_reference", "referral_dates", ["reference"])


def _results() -> None:
    op.create_table(
        "results",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        _reference(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("flag", sa.String(length=16), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name="fk_results_referral_id"),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_results_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_results"),
    )
    op.create_index("ix_results_reference", "results", ["reference"])
    op.create_index("ix_results_referral_id", "results", ["referral_id"])


def _closings() -> None:
    op.create_table(
        "closings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _reference(),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("would_have", sa.String(length=16), nullable=True),
        sa.Column("recall_on", sa.Date(), nullable=True),
        sa.Column("requests", sa.String(length=16), nullable=True),
        sa.Column("why_withdrawn", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_closings_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_closings"),
    )
    op.create_index("ix_closings_reference", "closings", ["reference"])
