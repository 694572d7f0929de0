"""The tables of appointments after the first booking: what became of them, and who is to be brought forward."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text

from intake.store.columns import Moment
from intake.store.table_shapes import by_whom, metadata, moment_of, of_case, row_number

booking_events = Table(
    "booking_events",
    metadata,
    row_number(),
    of_case(),
    Column("step", String(16), nullable=False),
    Column("was_for", Moment),
    Column("now_for", Moment),
    Column("why", Text, nullable=False),
    *by_whom(),
    moment_of(),
)

wishes = Table(
    "wishes",
    metadata,
    row_number(),
    of_case(),
    Column("wanted_by", Date, nullable=False),
    Column("why", Text, nullable=False),
    *by_whom(),
    moment_of(),
)
"""Who is to be seen sooner than they are booked, and by when."""

wish_ends = Table(
    "wish_ends",
    metadata,
    Column("id", Integer, ForeignKey("wishes.id"), primary_key=True, autoincrement=False),
    of_case(),
    Column("outcome", String(16), nullable=False),
    Column("why", Text, nullable=False),
    *by_whom(),
    moment_of(),
)
