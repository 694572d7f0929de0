"""The tables of the clinic and its people: accounts and their sign-ins, patients, appointments."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, true

from intake.store.columns import Json, Moment
from intake.store.table_shapes import by_whom, metadata, moment_of, row_id, row_number

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
    row_id(),
    Column("username", String(120), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("job_title", Text, nullable=False),
    Column("registration", Text),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_signed_in_at", Moment),
    Column("signed_in_before_at", Moment),
    Column("disabled", Boolean, nullable=False),
    Column("is_clinician", Boolean, nullable=False, server_default=true()),
)

colleague_links = Table(
    "colleague_links",
    metadata,
    row_id(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", String(32), ForeignKey("accounts.id")),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("is_clinician", Boolean, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
    Column("withdrawn_at", Moment),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("account_id", String(32), ForeignKey("accounts.id"), primary_key=True),
    Column("secret", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("last_step", Integer, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account_id", String(32), ForeignKey("accounts.id"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", Moment),
)

policy_changes = Table(
    "policy_changes",
    metadata,
    row_id(),
    Column("policy", Text, nullable=False),
    Column("tables_version", Text, nullable=False),
    Column("tables_sha256", String(64), nullable=False),
    *by_whom(),
    moment_of(),
    Column("ended_at", Moment, index=True),
    Column("ended_by", Text),
    Column("outcome", String(16)),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    row_number(),
    Column("username_key", String(64), nullable=False),
    Column("address_key", String(64), nullable=False),
    moment_of(),
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
    row_id(),
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
    row_id(),
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
    Index(None, "date_of_birth"),
)

patient_words = Table(
    "patient_words",
    metadata,
    Column("patient_id", String(32), ForeignKey("patients.id"), primary_key=True),
    Column("word", String(80).with_variant(String(80, collation="C"), "postgresql"), primary_key=True),
    Index(None, "word", "patient_id"),
)
"""What each patient's name is found by: folded words, compared byte by byte."""

preferences = Table(
    "preferences",
    metadata,
    Column("account_id", String(32), ForeignKey("accounts.id"), primary_key=True),
    Column("chosen", Json, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

appointments = Table(
    "appointments",
    metadata,
    row_id(),
    Column("patient_id", String(32), ForeignKey("patients.id"), nullable=False, index=True),
    Column("booked_for", Moment, nullable=False),
    Column("reason", Text),
    Column("created_at", Moment, nullable=False),
)
