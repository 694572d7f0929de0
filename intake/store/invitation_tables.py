"""The tables of what happens before a case: invitations, their links and messages, drafts and who typed them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from intake.store.columns import Json, Moment
from intake.store.table_shapes import by_whom, metadata, moment_of, row_id, row_number, who_typed

invitations = Table(
    "invitations",
    metadata,
    row_id(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("patient_id", String(32), ForeignKey("patients.id"), nullable=False, index=True),
    Column("appointment_id", String(32), ForeignKey("appointments.id")),
    Column("created_at", Moment, nullable=False, index=True),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("reissued_at", Moment),
    Column("tries", Integer, nullable=False),
    Column("locked_at", Moment),
    Column("withdrawn_at", Moment),
    Column("sent_at", Moment),
    Column("born_confirmed_at", Moment),
    Index("ix_invitations_locked_at", "locked_at", sqlite_where=text("locked_at IS NOT NULL"),
          postgresql_where=text("locked_at IS NOT NULL")),
)  # fmt: skip

links = Table(
    "links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    row_id(),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("to_address", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("sent_at", Moment),
    Column("said", Text, nullable=False),
    UniqueConstraint("invitation_id", "kind", "number"),
    Index("ix_messages_unsent", "next_try_at", sqlite_where=text("sent_at IS NULL"),
          postgresql_where=text("sent_at IS NULL")),
)  # fmt: skip

typists = Table(
    "typists",
    metadata,
    row_id(),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False, index=True),
    Column("session_id", String(32), index=True),
    *who_typed(),
    moment_of(),
)

drafts = Table(
    "drafts",
    metadata,
    Column("invitation_id", String(32), ForeignKey("invitations.id"), primary_key=True),
    Column("answers", Json, nullable=False),
    Column("page_id", Text, nullable=False),
    Column("typed_by", Json),
    Column("saved_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Index("ix_drafts_unsettled", "saved_at", sqlite_where=text("settled_at IS NULL"),
          postgresql_where=text("settled_at IS NULL")),
    Index("ix_drafts_settled", "settled_at", sqlite_where=text("settled_at IS NOT NULL"),
          postgresql_where=text("settled_at IS NOT NULL")),
)  # fmt: skip

problems = Table(
    "problems",
    metadata,
    row_number(),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False, index=True),
    Column("about", String(16), nullable=False),
    moment_of(),
)

problem_ends = Table(
    "problem_ends",
    metadata,
    Column("id", Integer, ForeignKey("problems.id"), primary_key=True, autoincrement=False),
    Column("outcome", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

unfinished = Table(
    "unfinished",
    metadata,
    Column("invitation_id", String(32), ForeignKey("invitations.id"), primary_key=True),
    Column("page", String(16), primary_key=True),
    Column("fields", Json, nullable=False),
    moment_of(),
)
