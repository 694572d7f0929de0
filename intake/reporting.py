"""What the Reports page is made of: a period, and what the store has counted in it. Values only, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.cases import is_late
from intake.clocks import local
from intake.people import Clinic
from intake.questionnaire import Answers
from intake.urgency import Urgency

QUARTERS = 5
"""So many are offered: the one of now, and those of the year before it."""
COMPARED = 2000
"""Of a longer period the newest so many are graded by other tables too."""


@dataclass(frozen=True)
class Period:
    """Whole days on the clinic's wall, both included."""

    first: date
    last: date

    @property
    def code(self) -> str:
        """The quarter that it begins in, as an address says it: `2026-q4`."""
        return f"{self.first.year}-q{(self.first.month + 2) // 3}"

    def moments(self, clinic: Clinic) -> tuple[datetime, datetime]:
        """From when (included) to when (not included)."""
        zone = ZoneInfo(clinic.time_zone)
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(after, time(), zone)


def quarters(now: datetime, clinic: Clinic) -> list[Period]:
    """The calendar quarters that can be asked for, the one of now first: it ends today.

    No two of them share a day, so that no small number can be worked out from two larger ones.
    """
    last = local(now, clinic).date()
    found = []
    for _ in range(QUARTERS):
        first = date(last.year, (last.month - 1) // 3 * 3 + 1, 1)
        found.append(Period(first, last))
        last = first - timedelta(days=1)
    return found


def period_of(code: str, now: datetime, clinic: Clinic) -> Period:
    """The quarter of that code; the one of now for any that is not offered."""
    offered = quarters(now, clinic)
    return next((one for one in offered if one.code == code), offered[0])


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

    def is_late(self, now: datetime) -> bool:
        """Open and late, as the queue and Today count it."""
        if self.closed is not None or self.due is None:
            return False
        level = None if self.urgency is None else _LEVELS[self.urgency]
        return is_late(level, datetime.fromtimestamp(self.due, UTC), now)


_LEVELS = {level.rank: level for level in Urgency}


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
