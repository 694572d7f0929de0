"""Today in words: its groups of counts, each a filter of the queue."""

from __future__ import annotations

from dataclasses import dataclass

from intake.today import Show


@dataclass(frozen=True)
class Group:
    """Counts that belong together; those that `warn` are marked as soon as anybody is in them."""

    title: str
    shows: tuple[Show, ...]
    warn: frozenset[Show] = frozenset()


GROUPS = (
    Group(
        "By when",
        (Show.RING, Show.LATE, Show.DUE_TODAY, Show.DUE_LATER, Show.NO_CLOCK),
        frozenset({Show.RING, Show.LATE}),
    ),
    Group(
        "To do",
        (Show.NEW, Show.UNREAD, Show.BOOKED_TOO_LATE, Show.ONE_CALL, Show.CHASE),
        frozenset({Show.UNREAD, Show.BOOKED_TOO_LATE, Show.CHASE}),
    ),
    Group("Whose", (Show.MINE, Show.COLLEAGUES, Show.NOBODYS)),
    Group(
        "Without all the answers",
        (Show.STOPPED, Show.ABANDONED, Show.PATIENT, Show.NOT_ASSESSED),
        frozenset({Show.STOPPED, Show.NOT_ASSESSED}),
    ),
)
"""Every count stands in one of them; those by when take in every open case."""
