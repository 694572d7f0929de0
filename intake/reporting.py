"""What the Reports page is made of: a period, and what the store has counted in it. Values only, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.clocks import local
from intake.people import Clinic
from intake.questionnaire import Answers

SPANS = {7: "Last 7 days", 30: "Last 30 days", 90: "Last 90 days", 365: "Last 365 days"}
USUAL_SPAN = 30
COMPARED = 2000
"""Of a longer period the newest so many are graded by other tables too."""


@dataclass(frozen=True)
class Period:
    """Whole days on the clinic's wall, both included."""

    first: date
    last: date

    def moments(self, clinic: Clinic) -> tuple[datetime, datetime]:
        """From when (included) to when (not included)."""
        zone = ZoneInfo(clinic.time_zone)
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(after, time(), zone)


def period_of(span: int, now: datetime, clinic: Clinic) -> Period:
    """The last so many days, today included; the usual span for any that is not offered."""
    today = local(now, clinic).date()
    return Period(today - timedelta((span if span in SPANS else USUAL_SPAN) - 1), today)


@dataclass(frozen=True)
class Line:
    """One case of the period, as its clocks saw it: its rank of urgency, then moments in seconds since 1970.

    Whoever nobody has assessed (under 16) has no rank: None.
    """

    urgency: int | None
    received: int
    looked: int | None
    due: int | None
    seen: int | None
    closed: int | None


@dataclass(frozen=True)
class RowCount:
    """A row of the tables: in how many cases it is raised, and of those a clinician has looked at, how many moved."""

    row: str
    raised: int
    looked: int
    up: int
    down: int


@dataclass(frozen=True)
class Asked:
    """A question: how many answered it, and how many of them said *not sure*."""

    link_id: str
    answered: int
    not_sure: int


@dataclass(frozen=True)
class Followed:
    """A signed request: its kind, where it stands, and when it was signed and reported, in seconds since 1970."""

    kind: str
    state: str
    signed: int
    reported: int | None


@dataclass(frozen=True)
class Told:
    """Everything that was counted. `stopped` counts by page who left; `regions` whom a set of places was marked for."""

    lines: tuple[Line, ...]
    rows: tuple[RowCount, ...]
    asked: tuple[Asked, ...]
    sent: int
    stopped: Mapping[str, int]
    followed: tuple[Followed, ...]
    regions: Mapping[tuple[str, ...], int]
    answers: tuple[Answers, ...]
