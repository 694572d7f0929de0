"""The tables of a case's end: steps and results of its signed requests, and how it was closed."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text

from intake.store.columns import Moment
from intake.store.table_shapes import by_whom, metadata, moment_of, of_case, row_number

referral_dates = Table(
    "referral_dates",
    metadata,
    Column("id", Integer, ForeignKey("referral_events.id"), primary_key=True, autoincrement=False),
    of_case(),
    Column("booked_for", Moment),
    Column("chase_on", Date),
)
"""For which moment a step booked the test, and on which day the request is chased after it."""

results = Table(
    "results",
    metadata,
    row_number(),
    Column("referral_id", Integer, ForeignKey("referrals.id"), nullable=False, index=True),
    of_case(),
    Column("text", Text, nullable=False),
    Column("flag", String(16), nullable=False),
    *by_whom(),
    moment_of(),
)

closings = Table(
    "closings",
    metadata,
    row_number(),
    of_case(),
    Column("outcome", String(32), nullable=False),
    Column("words", Text, nullable=False),
    Column("would_have", String(16)),
    Column("recall_on", Date),
    Column("requests", String(16)),
    Column("why_withdrawn", Text, nullable=False),
    *by_whom(),
    moment_of(),
)
