"""Dates made of durations: a clinic's working days, its time zone, and what is due when.

Pure: every function takes the moment it is asked about. Aware datetimes in, aware UTC out.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from intake.people import Clinic
from intake.urgency import Urgency


def local(moment: datetime, clinic: Clinic) -> datetime:
    """That moment on the clinic's wall clock."""
    return moment.astimezone(ZoneInfo(clinic.time_zone))


@lru_cache(maxsize=64)
def _named_holidays(country: str, year: int) -> dict[date, str]:
    """Public holidays of a country pack in a year, and their names; none where the pack names no country."""
    code, _, subdivision = country.partition("-")
    if code.upper() not in holidays.list_supported_countries():
        return {}
    return dict(holidays.country_holidays(code.upper(), subdiv=subdivision.upper() or None, years=year))


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    """The days of the above."""
    return frozenset(_named_holidays(country, year))


def coming_holidays(clinic: Clinic, day: date, count: int) -> list[tuple[date, str]]:
    """The next public holidays from a day on, as the calendar of that country names them."""
    known = _named_holidays(clinic.country, day.year) | _named_holidays(clinic.country, day.year + 1)
    return sorted((when, name) for when, name in known.items() if when >= day)[:count]


def is_working_day(day: date, clinic: Clinic) -> bool:
    """Open that weekday, no public holiday, not closed by the clinic itself."""
    return (
        day.weekday() in clinic.opening
        and day not in clinic.closed_on
        and day not in _public_holidays(clinic.country, day.year)
    )


FARTHEST = timedelta(days=3 * 366)
"""No day that somebody is waited for lies further ahead: one that does is a slip of the year, and never comes."""
TOO_FAR = "That is more than three years ahead. Look at the year."


def is_out_of_reach(day: date, today: date) -> bool:
    """Whether a day lies so far ahead that its year must be a slip."""
    return day - today > FARTHEST


def working_day_on_or_before(day: date, clinic: Clinic) -> date:
    """The day itself, or the last working day before it: a due date is never pushed later."""
    for back in range(31):
        if is_working_day(day - timedelta(back), clinic):
            return day - timedelta(back)
    return day


def working_days_after(day: date, count: int, clinic: Clinic) -> date:
    """The `count`-th working day after `day`; plain calendar days for a clinic that is shut for a fortnight."""
    ahead = (day + timedelta(n) for n in range(1, 15))
    working = [candidate for candidate in ahead if is_working_day(candidate, clinic)]
    return working[count - 1] if len(working) >= count else day + timedelta(count)


def closing(day: date, clinic: Clinic) -> datetime:
    """When the clinic closes on that day (18:00 on a day it does not open), in UTC."""
    hours = clinic.opening.get(day.weekday())
    at = hours.closes if hours else time(18)
    return datetime.combine(day, at, ZoneInfo(clinic.time_zone)).astimezone(UTC)


def due_at(urgency: Urgency, received_at: datetime, clinic: Clinic, *, anything_open: bool = True) -> datetime | None:
    """The latest moment by which the person must be seen (for *immediate*: spoken to).

    Emergency is due as it arrives. A self-care case with anything still open runs on routine's
    clock; a settled one has none. Never later than the ladder: weekends and holidays pull the
    date forward, a clinic's own shorter target too.
    """
    if urgency is Urgency.EMERGENCY:
        return received_at
    received_on = local(received_at, clinic).date()
    if urgency is Urgency.IMMEDIATE:
        return closing(working_days_after(received_on, 1, clinic), clinic)
    if urgency is Urgency.SELF_CARE and anything_open:
        urgency = Urgency.ROUTINE
    days = urgency.step.seen_within_days
    if days is None:
        return None
    days = min(days, clinic.shortened.get(urgency, days))
    day = max(working_day_on_or_before(received_on + timedelta(days), clinic), received_on)
    return closing(day, clinic)


def read_by(received_at: datetime, clinic: Clinic) -> datetime:
    """By when a clinician will have read the answers: one promise for every patient."""
    received_on = local(received_at, clinic).date()
    return closing(working_days_after(received_on, clinic.first_look_working_days, clinic), clinic)
