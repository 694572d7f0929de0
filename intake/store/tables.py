"""The tables. What stands (queue columns of `cases`) is kept beside what was said, in the same transaction.

`FROZEN` tables take new rows and nothing else; the database itself refuses (`triggers.py`).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from intake.store.columns import Codes, Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _number() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _of_case() -> Column[str]:
    return Column("reference", String(16), ForeignKey("cases.reference"), nullable=False, index=True)


def _by() -> tuple[Column[str], Column[str]]:
    """Who did it: the account (None for the patient or the system), and the name as it was then."""
    return Column("by_id", String(32)), Column("by_name", Text, nullable=False)


def _who() -> tuple[Column[str], ...]:
    """Who typed for the patient: how, by what name, as their what, why, and with whose agreement."""
    return (
        Column("how", String(16), nullable=False),
        Column("name", Text, nullable=False),
        Column("relation", Text, nullable=False),
        Column("why", Text, nullable=False),
        Column("agreement", String(16), nullable=False),
        Column("account_id", String(32)),
    )


def _at() -> Column[object]:
    return Column("at", Moment, nullable=False)


clinic = Table(
    "clinic",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("settings", Json, nullable=False),
    Column("is_sample", Boolean, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    Column("username", String(120), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("job_title", Text, nullable=False),
    Column("registration", Text),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_signed_in_at", Moment),
    Column("disabled", Boolean, nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    _number(),
    Column("username_key", String(64), nullable=False),
    Column("address_key", String(64), nullable=False),
    _at(),
    Index(None, "username_key", "at"),
    Index(None, "address_key", "at"),
    Index(None, "at"),
)

known_addresses = Table(
    "known_addresses",
    metadata,
    Column("account_id", String(32), ForeignKey("accounts.id"), primary_key=True),
    Column("address_key", String(64), primary_key=True),
    Column("last_at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("subject_id", String(32), nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
    Column("ended_at", Moment),
)

patients = Table(
    "patients",
    metadata,
    _id(),
    Column("family_name", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("date_of_birth", Date, nullable=False),
    Column("title", Text),
    Column("sex", Text),
    Column("number", Text),
    Column("address", Text),
    Column("telephone", Text),
    Column("email", Text),
    Column("usual_doctor", Text),
    Column("language", Text),
    Column("needs", Text),
    Column("created_at", Moment, nullable=False),
)

appointments = Table(
    "appointments",
    metadata,
    _id(),
    Column("patient_id", String(32), ForeignKey("patients.id"), nullable=False, index=True),
    Column("booked_for", Moment, nullable=False),
    Column("reason", Text),
    Column("created_at", Moment, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
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
)

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
    _id(),
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
    _id(),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False, index=True),
    Column("session_id", String(32), index=True),
    *_who(),
    _at(),
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
)

Index(
    "ix_cases_missed_at",
    cases.c.missed_at,
    sqlite_where=text("missed_at IS NOT NULL"),
    postgresql_where=text("missed_at IS NOT NULL"),
)

Index(
    "ix_cases_open",
    cases.c.urgency_rank.desc(),
    cases.c.strength.desc(),
    cases.c.due_at,
    cases.c.received_at,
    cases.c.reference,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

intakes = Table(
    "intakes",
    metadata,
    _number(),
    _of_case(),
    Column("invitation_id", String(32), ForeignKey("invitations.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("answers", Json, nullable=False),
    Column("page_id", Text),
    Column("received_at", Moment, nullable=False),
    Column("questionnaire_version", Text, nullable=False),
    UniqueConstraint("invitation_id", "kind", "key"),
)

filled_in = Table(
    "filled_in",
    metadata,
    _number(),
    Column("intake_id", Integer, ForeignKey("intakes.id"), nullable=False, index=True),
    _of_case(),
    *_who(),
    Column("link_ids", Json, nullable=False),
    _at(),
)

assessments = Table(
    "assessments",
    metadata,
    _number(),
    _of_case(),
    Column("content", Json, nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("ceiling", String(16), nullable=False),
    Column("policy", Text, nullable=False),
    Column("tables_version", Text, nullable=False),
    Column("tables_sha256", String(64), nullable=False),
    _at(),
)

clarifications = Table(
    "clarifications",
    metadata,
    _number(),
    _of_case(),
    Column("link_id", Text, nullable=False),
    Column("answer", Json, nullable=False),
    *_by(),
    _at(),
)

overrides = Table(
    "overrides",
    metadata,
    _number(),
    _of_case(),
    Column("urgency", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("comment", Text, nullable=False),
    *_by(),
    _at(),
)

override_undos = Table(
    "override_undos",
    metadata,
    Column("id", Integer, ForeignKey("overrides.id"), primary_key=True, autoincrement=False),
    _of_case(),
    *_by(),
    _at(),
)

examinations = Table(
    "examinations",
    metadata,
    _number(),
    _of_case(),
    Column("version", Integer, nullable=False),
    Column("content", Json, nullable=False),
    *_by(),
    _at(),
    UniqueConstraint("reference", "version"),
)

referrals = Table(
    "referrals",
    metadata,
    _number(),
    _of_case(),
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
    _at(),
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
    _number(),
    Column("referral_id", Integer, ForeignKey("referrals.id"), nullable=False, index=True),
    _of_case(),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    *_by(),
    _at(),
)

moves = Table(
    "moves",
    metadata,
    _number(),
    _of_case(),
    Column("move", String(16), nullable=False),
    Column("text", Text, nullable=False),
    *_by(),
    _at(),
)

journal_entries = Table(
    "journal_entries",
    metadata,
    _number(),
    _of_case(),
    Column("day", Date, nullable=False),
    Column("twitches", Boolean, nullable=False),
    Column("places", Codes, nullable=False),
    Column("lasted", String(16), nullable=False),
    Column("times", Codes, nullable=False),
    Column("triggers", Codes, nullable=False),
    Column("note", Text, nullable=False),
    _at(),
    UniqueConstraint("reference", "day"),
)

notices = Table(
    "notices",
    metadata,
    _number(),
    _of_case(),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("about", Text, nullable=False),
    *_by(),
    _at(),
)

notice_ends = Table(
    "notice_ends",
    metadata,
    Column("id", Integer, ForeignKey("notices.id"), primary_key=True, autoincrement=False),
    _of_case(),
    Column("outcome", Text, nullable=False),
    *_by(),
    _at(),
)

unfinished = Table(
    "unfinished",
    metadata,
    Column("invitation_id", String(32), ForeignKey("invitations.id"), primary_key=True),
    Column("page", String(16), primary_key=True),
    Column("fields", Json, nullable=False),
    _at(),
)

questions = Table(
    "questions",
    metadata,
    Column("reference", String(16), ForeignKey("cases.reference"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    *_by(),
    _at(),
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

RECORDS = (
    intakes, filled_in, assessments, clarifications, overrides, override_undos, examinations, referrals,
    referral_events, moves, journal_entries, notices, notice_ends,
)  # fmt: skip
"""Frozen tables whose every row is named, with its digest, by the audit event that came with it."""

FROZEN = (*RECORDS, referral_papers, audit_events)
"""Tables that take new rows and never a change."""
