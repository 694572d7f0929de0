"""Times as staff read them: the clinic's wall clock, and how long until or since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.clocks import local
from intake.people import Clinic

_SAID_IN_HOURS = timedelta(hours=36)


@dataclass(frozen=True)
class WallClock:
    """The clinic's wall clock at one moment; every word about a time is asked of it."""

    clinic: Clinic
    now: datetime

    def day(self, moment: datetime) -> str:
        """`Thu 3 Dec`, with the year when it is another one than now's."""
        return self.plain_day(local(moment, self.clinic).date())

    def plain_day(self, day: date) -> str:
        """`Thu 3 Dec` of a plain date."""
        words = f"{day:%a} {day.day} {day:%b}"
        return words if day.year == local(self.now, self.clinic).year else f"{words} {day.year}"

    def time(self, moment: datetime) -> str:
        """`09:02`."""
        return f"{local(moment, self.clinic):%H:%M}"

    def exactly(self, moment: datetime) -> str:
        """`Thu 3 Dec 18:00`."""
        return f"{self.day(moment)} {self.time(moment)}"

    def briefly(self, moment: datetime) -> str:
        """`09:02` today, `Thu 3 Dec` on another day."""
        return self.time(moment) if self._days(moment) == 0 else self.day(moment)

    def since(self, moment: datetime) -> str:
        """`just now`, `14 min`, `3 h`, `5 days`: how long ago, as an age."""
        gone = self.now - moment
        if gone < timedelta(minutes=1):
            return "just now"
        return _length(gone, abs(self._days(moment)))

    def left(self, due: datetime | None) -> str:
        """`in 3 h`, `in 10 days`, `2 days late`; `no clock` when nothing is due."""
        if due is None:
            return "no clock"
        if due < self.now:
            return f"{_length(self.now - due, -self._days(due))} late"
        return f"in {_length(due - self.now, self._days(due))}"

    def is_reached(self, day: date) -> bool:
        """Whether that day is today or past on the clinic's wall."""
        return (day.date() if isinstance(day, datetime) else day) <= local(self.now, self.clinic).date()

    def days_between(self, first: datetime, second: datetime) -> int:
        """Calendar days from one moment's day to another's, on the clinic's wall."""
        return (local(second, self.clinic).date() - local(first, self.clinic).date()).days

    def _days(self, moment: datetime) -> int:
        """Calendar days from today to that moment's day."""
        return self.days_between(self.now, moment)


def days(count: int) -> str:
    """`1 day`, `10 days`."""
    return f"{count} day" if count == 1 else f"{count} days"


def _length(span: timedelta, calendar_days: int) -> str:
    """Minutes below an hour, hours up to a day and a half, then calendar days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} min"
    if span < _SAID_IN_HOURS:
        return f"{minutes // 60} h"
    return days(calendar_days)
