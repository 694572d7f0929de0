"""Appointments to their end: moved, missed, taken place, and who is to be brought forward by when.

Revision: 0010, after 0009. Everything is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.store.triggers import refusing_change

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FROZEN = ("booking_events", "wishes", "wish_ends")


def upgrade() -> None:
    """Add what is new, and the triggers that keep it."""
    op.add_column("cases", sa.Column("forward_by", sa.Date(), nullable=True))
    there = sa.text("forward_by IS NOT NULL")
    op.create_index("ix_cases_forward_by", "cases", ["forward_by"], sqlite_where=there, postgresql_where=there)
    _booking_events()
    _wishes()
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


def _booking_events() -> None:
    op.create_table(
        "booking_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _reference(),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("was_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("now_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_booking_events_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_events"),
    )
    op.create_index("ix_booking_events_reference", "booking_events", ["reference"])


def _wishes() -> None:
    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _reference(),
        sa.Column("wanted_by", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_wishes_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
    )
    op.create_index("ix_wishes_reference", "wishes", ["reference"])
    op.create_table(
        "wish_ends",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _reference(),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *_by_whom_and_when(),
        sa.ForeignKeyConstraint(["id"], ["wishes.id"], name="fk_wish_ends_id"),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_wish_ends_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_wish_ends"),
    )
    op.create_index("ix_wish_ends_reference", "wish_ends", ["reference"])
