"""People: links for colleagues, a second step at sign-in, and changes of tables that two people make.

Revision: 0006, after 0005. Everything is added; whoever was an administrator goes on as one who sees patients too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    op.add_column("accounts", sa.Column("signed_in_before_at", _moment(), nullable=True))
    op.add_column("accounts", sa.Column("is_clinician", sa.Boolean(), server_default=sa.true(), nullable=False))
    _colleague_links()
    _second_factors()
    _policy_changes()


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _of_account(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f(f"fk_{name}_account_id"))


def _colleague_links() -> None:
    """A one-time link: for somebody new, or (with an account) for a new password."""
    op.create_table(
        "colleague_links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("is_clinician", sa.Boolean(), nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.Column("used_at", _moment(), nullable=True),
        sa.Column("withdrawn_at", _moment(), nullable=True),
        _of_account("colleague_links"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_colleague_links_token_hash")),
    )
    op.create_index(op.f("ix_colleague_links_expires_at"), "colleague_links", ["expires_at"])


def _second_factors() -> None:
    """What a telephone and we both know, the last code that was used, and codes for when the telephone is gone."""
    op.create_table(
        "second_factors",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("confirmed_at", _moment(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _of_account("second_factors"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", _moment(), nullable=True),
        _of_account("recovery_codes"),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_codes")),
    )


def _policy_changes() -> None:
    """Another set of tables, asked for by one and confirmed by another."""
    op.create_table(
        "policy_changes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("tables_version", sa.Text(), nullable=False),
        sa.Column("tables_sha256", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_changes")),
    )
    op.create_index(op.f("ix_policy_changes_ended_at"), "policy_changes", ["ended_at"])
