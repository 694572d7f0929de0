"""The tables of a case: where it stands, and the records of everything that was said and done in it."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from intake.store.columns import Codes, Json, Moment
from intake.store.table_shapes import by_whom, metadata, moment_of, of_case, row_number, who_typed

cases = Table(
    "cases",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False, unique=True),
    Column("patient_id", String(32), ForeignKey("patients.id"), nullable=False, index=True),
    Column("appointment_id", String(32), ForeignKey("appointments.id")),
    Column("state", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("urgency_rank", Integer, nullable=False),
    Column("rule_rank", Integer, nullable=False),
    Column("ceiling_rank", Integer, nullable=False),
    Column("strength", Integer, nullable=False),
    Column("due_at", Moment),
    Column("chase_on", Date),
    Column("reason", Text, nullable=False),
    Column("open_reason", Text, nullable=False),
    Column("regions", Codes, nullable=False),
    Column("article_rows", Codes, nullable=False),
    Column("one_call", Boolean, nullable=False),
    Column("claimed_by", String(32), ForeignKey("accounts.id")),
    Column("claimed_at", Moment),
    Column("closed_at", Moment),
    Column("outcome", Text),
    Column("version", Integer, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed", Text, nullable=False, server_default=""),
    Column("notices", Codes, nullable=False, server_default=""),
    Column("missed_at", Moment),
    Column("recall_on", Date),
    Column("forward_by", Date),
    Column("place", Integer, nullable=False, server_default="0"),
    Column("not_assessed", Boolean, nullable=False, server_default=false()),
    Column("looked_at", Moment),
    Column("booked_for", Moment),
    Column("born_on", Date),
)

Index(
    "ix_cases_missed_at",
    cases.c.missed_at,
    sqlite_where=text("missed_at IS NOT NULL"),
    postgresql_where=text("missed_at IS NOT NULL"),
)

Index("ix_cases_received_at", cases.c.received_at)

for name in ("chase_on", "recall_on", "forward_by"):
    Index(
        f"ix_cases_{name}",
        cases.c[name],
        sqlite_where=text(f"{name} IS NOT NULL"),
        postgresql_where=text(f"{name} IS NOT NULL"),
    )

Index(
    "ix_cases_open",
    cases.c.place.desc(),
    cases.c.due_at,
    cases.c.received_at,
    cases.c.reference,
    cases.c.urgency_rank,
    cases.c.ceiling_rank,
    cases.c.kind,
    cases.c.claimed_by,
    cases.c.looked_at,
    cases.c.booked_for,
    cases.c.born_on,
    cases.c.one_call,
    cases.c.chase_on,
    cases.c.notices,
    cases.c.patient_id,
    cases.c.closed_at,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)
"""Open cases alone, in the order of the queue, with everything that a count or a filter asks about.

`closed_at` is in it, though it is empty in all of them, because SQLite would look it up in the table otherwise.
"""

intakes = Table(
    "intakes",
    metadata,
    row_number(),
    of_case(),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("answers", Json, nullable=False),
    Column("page_id", Text),
    Column("received_at", Moment, nullable=False, index=True),
    Column("questionnaire_version", Text, nullable=False),
    UniqueConstraint("invitation_id", "kind", "key"),
)

filled_in = Table(
    "filled_in",
    metadata,
    row_number(),
    Column("intake_id", Integer, ForeignKey("intakes.id"), nullable=False, index=True),
    of_case(),
    *who_typed(),
    Column("link_ids", Json, nullable=False),
    moment_of(),
)

assessments = Table(
    "assessments",
    metadata,
    row_number(),
    of_case(),
    Column("content", Json, nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("ceiling", String(16), nullable=False),
    Column("policy", Text, nullable=False),
    Column("tables_version", Text, nullable=False),
    Column("tables_sha256", String(64), nullable=False),
    moment_of(),
)

case_rows = Table(
    "case_rows",
    metadata,
    Column("reference", String(16), ForeignKey("cases.reference"), primary_key=True),
    Column("row_id", String(64), primary_key=True),
)
"""The rows that are raised in each case by its newest assessment: what the reports count, and nobody decides by."""

clarifications = Table(
    "clarifications",
    metadata,
    row_number(),
    of_case(),
    Column("link_id", Text, nullable=False),
    Column("answer", Json, nullable=False),
    *by_whom(),
    moment_of(),
)

clarification_undos = Table(
    "clarification_undos",
    metadata,
    Column("id", Integer, ForeignKey("clarifications.id"), primary_key=True, autoincrement=False),
    of_case(),
    Column("reason", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

overrides = Table(
    "overrides",
    metadata,
    row_number(),
    of_case(),
    Column("urgency", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("comment", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

override_undos = Table(
    "override_undos",
    metadata,
    Column("id", Integer, ForeignKey("overrides.id"), primary_key=True, autoincrement=False),
    of_case(),
    *by_whom(),
    moment_of(),
)

examinations = Table(
    "examinations",
    metadata,
    row_number(),
    of_case(),
    Column("version", Integer, nullable=False),
    Column("content", Json, nullable=False),
    *by_whom(),
    moment_of(),
    UniqueConstraint("reference", "version"),
)

referrals = Table(
    "referrals",
    metadata,
    row_number(),
    of_case(),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("content", Json, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("trail_head", String(64), nullable=False),
    Column("by_id", String(32), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("by_role", Text, nullable=False),
    Column("by_registration", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("chase_on", Date, nullable=False),
    Column("reissue_reason", Text, nullable=False),
    UniqueConstraint("reference", "kind", "version"),
)

referral_papers = Table(
    "referral_papers",
    metadata,
    Column("id", Integer, ForeignKey("referrals.id"), primary_key=True, autoincrement=False),
    Column("pdf", LargeBinary, nullable=False),
)
"""The signed documents as they left; what they must be is the digest in `referrals`."""

referral_events = Table(
    "referral_events",
    metadata,
    row_number(),
    Column("referral_id", Integer, ForeignKey("referrals.id"), nullable=False, index=True),
    of_case(),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

moves = Table(
    "moves",
    metadata,
    row_number(),
    of_case(),
    Column("move", String(16), nullable=False),
    Column("text", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

journal_entries = Table(
    "journal_entries",
    metadata,
    row_number(),
    of_case(),
    Column("day", Date, nullable=False),
    Column("twitches", Boolean, nullable=False),
    Column("places", Codes, nullable=False),
    Column("lasted", String(16), nullable=False),
    Column("times", Codes, nullable=False),
    Column("triggers", Codes, nullable=False),
    Column("note", Text, nullable=False),
    moment_of(),
    UniqueConstraint("reference", "day"),
)

notices = Table(
    "notices",
    metadata,
    row_number(),
    of_case(),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("about", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

notice_ends = Table(
    "notice_ends",
    metadata,
    Column("id", Integer, ForeignKey("notices.id"), primary_key=True, autoincrement=False),
    of_case(),
    Column("outcome", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

questions = Table(
    "questions",
    metadata,
    Column("reference", String(16), ForeignKey("cases.reference"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

work_drafts = Table(
    "work_drafts",
    metadata,
    Column("reference", String(16), ForeignKey("cases.reference"), primary_key=True),
    Column("account_id", String(32), ForeignKey("accounts.id"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("by_name", Text, nullable=False),
    Column("content", Json, nullable=False),
    Column("base", Integer, nullable=False),
    Column("saved_at", Moment, nullable=False, index=True),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("reference", String(16), index=True),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
