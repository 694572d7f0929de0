"""What reports count: the rows that are raised in each case, and indexes by which a period is found.

Revision: 0011, after 0010. Everything is added. The rows of cases that are there are read out of their newest
assessment, once.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    """Add what is new, and fill it."""
    op.create_table(
        "case_rows",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("row_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name=op.f("fk_case_rows_reference")),
        sa.PrimaryKeyConstraint("reference", "row_id", name=op.f("pk_case_rows")),
    )
    op.create_index(op.f("ix_cases_received_at"), "cases", ["received_at"])
    op.create_index(op.f("ix_intakes_received_at"), "intakes", ["received_at"])
    op.create_index(op.f("ix_referrals_at"), "referrals", ["at"])
    _fill()


def _fill() -> None:
    """A batch of references at a time, so that a large clinic's assessments are never all in memory."""
    connection, after = op.get_bind(), ""
    page = sa.text(
        "SELECT a.reference, a.content FROM assessments a JOIN (SELECT reference, max(id) AS id FROM assessments "
        "WHERE reference > :after GROUP BY reference ORDER BY reference LIMIT :batch) newest ON newest.id = a.id "
        "ORDER BY a.reference"
    )
    add = sa.text("INSERT INTO case_rows (reference, row_id) VALUES (:reference, :row_id)")
    while found := connection.execute(page, {"after": after, "batch": BATCH}).all():
        after = found[-1].reference
        rows = [
            {"reference": reference, "row_id": row_id}
            for reference, content in found
            for row_id in sorted(
                {one["id"] for one in json.loads(content).get("findings", ()) if one["state"] == "raised"}
            )
        ]
        if rows:
            connection.execute(add, rows)
