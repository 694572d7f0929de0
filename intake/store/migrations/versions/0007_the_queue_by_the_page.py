"""The queue a page at a time: each case's place, what counts and filters ask about, and what people are found by.

Revision: 0007, after 0006. An under-16 case that no clinician has graded moves up; its clock stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.names import words_of
from intake.store.copied import FILL, copying

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = "closed_at IS NULL"
ORDER = (
    "due_at", "received_at", "reference", "urgency_rank", "ceiling_rank", "kind", "claimed_by", "looked_at",
    "booked_for", "born_on", "one_call", "chase_on", "notices",
)  # fmt: skip


def upgrade() -> None:
    """Add the columns, fill them, and take the wider index in place of the old one."""
    _columns()
    _tables()
    op.get_bind().exec_driver_sql(FILL)
    _places()
    _words()
    dialect = op.get_context().dialect.name
    for statement in copying(dialect):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect == "postgresql" else statement)
    op.drop_index("ix_cases_open", "cases")
    op.create_index(
        "ix_cases_open",
        "cases",
        [sa.text("place DESC"), *ORDER],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def _columns() -> None:
    for column in (
        sa.Column("place", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("not_assessed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booked_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
    ):
        op.add_column("cases", column)
    op.create_index("ix_patients_date_of_birth", "patients", ["date_of_birth"])


def _tables() -> None:
    byte_by_byte = sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql")
    op.create_table(
        "patient_words",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("word", byte_by_byte, nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name="fk_patient_words_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "word", name="pk_patient_words"),
    )
    op.create_index("ix_patient_words_word_patient_id", "patient_words", ["word", "patient_id"])
    op.create_table(
        "preferences",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_preferences_account_id"),
        sa.PrimaryKeyConstraint("account_id", name="pk_preferences"),
    )


def _places() -> None:
    """As `intake.cases.place` has it today. Whoever was taken or is requested has been looked at."""
    bind = op.get_bind()
    bind.exec_driver_sql(
        "UPDATE cases SET not_assessed = (kind = 'under-16' AND NOT EXISTS (SELECT 1 FROM overrides o "
        "LEFT JOIN override_undos u ON u.id = o.id WHERE o.reference = cases.reference AND u.id IS NULL))"
    )
    bind.exec_driver_sql(
        "UPDATE cases SET place = 2 * (CASE WHEN not_assessed AND urgency_rank <= 3 THEN 39 "
        "ELSE 10 * urgency_rank + strength END) + (CASE WHEN due_at IS NULL THEN 0 ELSE 1 END)"
    )
    bind.exec_driver_sql(
        "UPDATE cases SET looked_at = coalesce(claimed_at, changed_at) "
        "WHERE claimed_at IS NOT NULL OR state <> 'waiting'"
    )


def _words() -> None:
    bind = op.get_bind()
    words = sa.table("patient_words", sa.column("patient_id"), sa.column("word"))
    named = bind.execute(sa.text("SELECT id, given_name, family_name FROM patients")).all()
    rows = [{"patient_id": one.id, "word": word} for one in named for word in sorted(words_of(*one[1:]))]
    for start in range(0, len(rows), 5000):
        bind.execute(sa.insert(words), rows[start : start + 5000])
