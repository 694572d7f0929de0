"""The tables. What stands (queue columns of `cases`) is kept beside what was said, in the same transaction.

`FROZEN` tables take new rows and nothing else; the database itself refuses (`triggers.py`).
"""

from __future__ import annotations

from intake.store.booking_tables import booking_events, wish_ends, wishes
from intake.store.case_tables import (
    assessments,
    audit_events,
    case_rows,
    cases,
    clarification_undos,
    clarifications,
    examinations,
    filled_in,
    intakes,
    journal_entries,
    moves,
    notice_ends,
    notices,
    override_undos,
    overrides,
    questions,
    referral_events,
    referral_papers,
    referrals,
    work_drafts,
)
from intake.store.follow_tables import closings, referral_dates, results
from intake.store.invitation_tables import (
    drafts,
    invitations,
    links,
    messages,
    problem_ends,
    problems,
    typists,
    unfinished,
)
from intake.store.people_tables import (
    accounts,
    appointments,
    clinic,
    colleague_links,
    known_addresses,
    patient_words,
    patients,
    policy_changes,
    preferences,
    recovery_codes,
    second_factors,
    sessions,
    sign_in_failures,
)
from intake.store.picture_tables import picture_files, picture_removals, pictures
from intake.store.table_shapes import metadata

RECORDS = (
    intakes, filled_in, assessments, clarifications, overrides, override_undos, examinations, referrals,
    referral_events, moves, journal_entries, notices, notice_ends, referral_dates, results, closings,
    clarification_undos, problems, problem_ends,
    booking_events, wishes, wish_ends, pictures, picture_removals,
)  # fmt: skip
"""Frozen tables whose every row is named, with its digest, by the audit event that came with it."""

FROZEN = (*RECORDS, referral_papers, audit_events)
"""Tables that take new rows and never a change."""

__all__ = [
    "FROZEN",
    "RECORDS",
    "accounts",
    "appointments",
    "assessments",
    "audit_events",
    "booking_events",
    "case_rows",
    "cases",
    "clarification_undos",
    "clarifications",
    "clinic",
    "closings",
    "colleague_links",
    "drafts",
    "examinations",
    "filled_in",
    "intakes",
    "invitations",
    "journal_entries",
    "known_addresses",
    "links",
    "messages",
    "metadata",
    "moves",
    "notice_ends",
    "notices",
    "override_undos",
    "overrides",
    "patient_words",
    "patients",
    "picture_files",
    "picture_removals",
    "pictures",
    "policy_changes",
    "preferences",
    "problem_ends",
    "problems",
    "questions",
    "recovery_codes",
    "referral_dates",
    "referral_events",
    "referral_papers",
    "referrals",
    "results",
    "second_factors",
    "sessions",
    "sign_in_failures",
    "typists",
    "unfinished",
    "wish_ends",
    "wishes",
    "work_drafts",
]
