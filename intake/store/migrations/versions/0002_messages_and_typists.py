"""Further links of an invitation, messages that wait to be sent, and who filled in for whom.

Revision: 0002, after 0001. Everything is added; nothing that was written is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.store.triggers import refusing_change

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = ("filled_in",)


def upgrade() -> None:
    """Add what is new, and the trigger that keeps who filled in."""
    op.add_column("invitations", sa.Column("reissued_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("drafts", sa.Column("typed_by", sa.Text(), nullable=True))
    _links()
    _messages()
    _typists()
    dialect = op.get_context().dialect.name
    for statement in refusing_change(dialect, FROZEN):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect == "postgresql" else statement)


def _links() -> None:
    """A further link of the same invitation: in a reminder the first one cannot be repeated, it is kept nowhere."""
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name="fk_links_invitation_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_links"),
    )
    op.create_index("ix_links_invitation_id", "links", ["invitation_id"], unique=False)


def _messages() -> None:
    """What is to be sent to patients, and what became of it."""
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name="fk_messages_invitation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("invitation_id", "kind", "number", name="uq_messages_invitation_id_kind_number"),
    )
    op.create_index(
        "ix_messages_unsent",
        "messages",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def _who() -> tuple[sa.Column[str], ...]:
    """Who typed: in which way, by what name, as the patient's what, why, and with whose agreement."""
    return (
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("agreement", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
    )


def _typists() -> None:
    """Somebody who types for the patient: in one session, and for ever beside the intake."""
    op.create_table(
        "typists",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=True),
        *_who(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name="fk_typists_invitation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_typists"),
    )
    op.create_index("ix_typists_invitation_id", "typists", ["invitation_id"], unique=False)
    op.create_index("ix_typists_session_id", "typists", ["session_id"], unique=False)
    op.create_table(
        "filled_in",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        *_who(),
        sa.Column("link_ids", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["intake_id"], ["intakes.id"], name="fk_filled_in_intake_id"),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name="fk_filled_in_reference"),
        sa.PrimaryKeyConstraint("id", name="pk_filled_in"),
    )
    op.create_index("ix_filled_in_intake_id", "filled_in", ["intake_id"], unique=False)
    op.create_index("ix_filled_in_reference", "filled_in", ["reference"], unique=False)
