"""The queue a page at a time: each case's place, what counts and filters ask about, and what people are found by.

Revision: 0007, after 0006. An under-16 case that no clinician has graded moves up, and is due when the first look was
promised: nobody waits six weeks by the clock of answers that they were never asked for.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.clocks import read_by
from intake.names import words_of
from intake.store.columns import Moment
from intake.store.copied import FILL, copying
from intake.store.settings import read_clinic

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
    _clocks()
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


_CHILDREN = (
    "kind = 'under-16' AND NOT EXISTS (SELECT 1 FROM overrides o "
    "LEFT JOIN override_undos u ON u.id = o.id WHERE o.reference = cases.reference AND u.id IS NULL)"
)
"""Whom no table grades and no clinician has graded."""


def _clocks() -> None:
    """As `intake.standing.stand` has it today: the promise, where nothing else is due sooner."""
    bind = op.get_bind()
    clinic = read_clinic(bind)
    if clinic is None:  # not set up yet, so nobody has come
        return
    cases = sa.table("cases", sa.column("reference"), sa.column("kind"), sa.column("due_at", Moment()))
    came = sa.table("assessments", sa.column("reference"), sa.column("at", Moment()))
    first = sa.select(sa.func.min(came.c.at)).where(came.c.reference == cases.c.reference).scalar_subquery()
    children = bind.execute(sa.select(cases.c.reference, cases.c.due_at, first).where(sa.text(_CHILDREN))).all()
    for reference, due_at, at in children:
        promised = read_by(at, clinic)
        if due_at is None or due_at > promised:
            bind.execute(cases.update().where(cases.c.reference == reference).values(due_at=promised))


def _places() -> None:
    """As `intake.cases.place` has it today. Whoever was taken or is requested has been looked at."""
    bind = op.get_bind()
    cases = sa.table("cases", sa.column("kind"), sa.column("urgency_rank"), sa.column("not_assessed", sa.Boolean()))
    ungraded = sa.and_(cases.c.urgency_rank <= 3, sa.text(_CHILDREN))
    bind.execute(cases.update().where(ungraded).values(not_assessed=True))
    bind.exec_driver_sql(
        "UPDATE cases SET place = 2 * (CASE WHEN not_assessed THEN 39 "
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
