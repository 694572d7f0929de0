"""Figures of time: who came when, how soon they were looked at and seen, who is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from intake import disclosure
from intake.clocks import local, read_by
from intake.disclosure import SMALLEST
from intake.people import Clinic
from intake.reporting import Line, Period, Told
from reports.figure import (
    ALL,
    DAY,
    GRADES,
    Cell,
    Figure,
    Grade,
    crossed,
    grade_at,
    grade_label,
    middle,
    moment_at,
    percent,
    worth_drawing,
)


def arrivals(told: Told, period: Period, clinic: Clinic) -> Figure:
    """Who came, by urgency and by day, or by week or month where days would point at people."""
    title, head = "Arrivals", ("Urgency", "")
    if not told.lines:
        return Figure("arrivals", title, "", head, (), empty="Nobody has sent anything in this period.")
    days = [(local(moment_at(line.received), clinic).date(), grade_at(line.urgency)) for line in told.lines]
    name, bucket = _bucket(days)
    counts = Counter((level, bucket(day)) for day, level in days)
    shown = sorted({bucket(period.first + timedelta(n)) for n in range((period.last - period.first).days + 1)})
    safe = crossed(counts, GRADES, shown)
    total = safe[ALL, ALL]
    by = "" if name == "day" else f" Counted by {name}: shorter spans would point at people."
    words = "Fewer than 5 people came." if total is None else f"{total} came, {_pressing(safe)}.{by}"
    table = [(grade_label(level), *(safe[level, when] for when in shown), safe[level, ALL]) for level in GRADES]
    table.append(("All", *(safe[ALL, when] for when in shown), total))
    drawn = [
        {"urgency": grade_label(level), "when": _label(when, name), "people": safe[level, when], "order": place}
        for level in GRADES
        for place, when in enumerate(shown)
    ]
    return Figure("arrivals", title, words, ("Urgency", *(_label(when, name) for when in shown), "All"),
                  tuple(table), "grid", worth_drawing(drawn))  # fmt: skip


def _bucket(days: Sequence[tuple[date, Grade]]) -> tuple[str, Callable[[date], date]]:
    """The shortest span of which most can be shown: day, week (from Monday) or month."""
    spans: tuple[tuple[str, Callable[[date], date]], ...] = (
        ("day", lambda day: day),
        ("week", lambda day: day - timedelta(day.weekday())),
        ("month", lambda day: day.replace(day=1)),
    )
    for name, span in spans[:-1]:
        counts = Counter((span(day), level) for day, level in days).values()
        if sum(count < SMALLEST for count in counts) <= len(counts) / 2:
            return name, span
    return spans[-1]


def _label(when: date, name: str) -> str:
    words = f"{when.day} {when:%b}"
    return {"day": words, "week": f"from {words}", "month": f"{when:%b %Y}"}[name]


def _pressing(safe: Mapping[Any, int | None]) -> str:
    said = [f"{safe[grade, ALL]} {_word(grade)}" for grade in GRADES if safe[grade, ALL]]
    return ", ".join(said) or "too few at each urgency to show"


def _word(grade: Grade) -> str:
    return grade_label(grade).partition(" ")[2].lower()


_IN, _LATE = "in time", "late"


def clocks(told: Told, clinic: Clinic, now: datetime) -> Figure:
    """Time to the first look against the promise, and to being seen against the day due."""
    head = ("Urgency", "To be read by now", "Read in time", "Read in time, %", "Median hours to first look",
            "To be seen by now", "Seen in time", "Seen in time, %", "Median days until seen")  # fmt: skip
    promised = {at: _promise(at, clinic) for at in {line.received // QUARTER for line in told.lines}}
    looked = _kept(told.lines, lambda line: _looked_in_time(line, promised[line.received // QUARTER], now))
    seen = _kept(told.lines, lambda line: _seen_in_time(line, now))
    if looked[ALL, ALL] == seen[ALL, ALL] == 0:
        return Figure("clocks", "How soon", "", head, (), empty="Nobody's time is up yet in this period.")
    table = []
    for level in (*GRADES, ALL):
        mine = [line for line in told.lines if level in (ALL, grade_at(line.urgency))]
        hours = middle([(line.looked - line.received) / 3600 for line in mine if line.looked])
        days = middle([(line.seen - line.received) / DAY for line in mine if line.seen])
        name = "All" if level == ALL else grade_label(level)
        table.append((name, *_in_time(looked, level), hours, *_in_time(seen, level), days))
    drawn = [
        {"name": f"{line[0]}, {what}", "share": share / 100}
        for line in table
        for what, share in (("first look", line[3]), ("seen", line[7]))
        if isinstance(share, int)
    ]
    return Figure("clocks", "How soon", _clock_words(table[-1]), head, tuple(table), "rates", drawn)


def _kept(lines: Sequence[Line], was_in_time: Callable[[Line], bool | None]) -> dict[Any, int | None]:
    """By urgency, how many were in time and how many not, of those whose time is up; safe to show."""
    found = Counter(
        (grade_at(line.urgency), _IN if kept else _LATE) for line in lines if (kept := was_in_time(line)) is not None
    )
    return crossed(found, GRADES, (_IN, _LATE))


QUARTER = 900
"""Seconds of a quarter of an hour: no clinic's day begins between two of them, so one promise counts for each."""


def _promise(quarter: int, clinic: Clinic) -> int:
    """By when somebody who came in that quarter of an hour was promised to be read, in seconds since 1970."""
    return int(read_by(moment_at(quarter * QUARTER), clinic).timestamp())


def _looked_in_time(line: Line, by: int, now: datetime) -> bool | None:
    """Whether the promise was kept; None while there is still time."""
    if line.looked is None:
        return None if by > now.timestamp() else False
    return line.looked <= by


def _seen_in_time(line: Line, now: datetime) -> bool | None:
    """Whether an examination is recorded by the day due; None while there is still time, or where nothing is due."""
    if line.due is None or (line.seen is None and line.due > now.timestamp()):
        return None
    return line.seen is not None and line.seen <= line.due


def _in_time(safe: Mapping[Any, int | None], level: Any) -> tuple[Cell, Cell, Cell]:
    """How many had to be, how many were, and what per cent that is."""
    whole, part, rest = (safe[level, which] for which in (ALL, _IN, _LATE))
    shown = whole is not None and part is not None and rest is not None
    return whole, part, percent(disclosure.share(part, whole))[0] if shown and part is not None and whole else None


def _clock_words(line: tuple[Cell, ...]) -> str:
    said = [f"{words} in time: {line[at]} %" for words, at in (("First looks", 3), ("seen", 7)) if line[at] is not None]
    return f"{', '.join(said)}." if said else "Too few to say how many were in time."


def late(told: Told, now: datetime) -> Figure:
    """Who of the period is late now, as Today counts it."""
    counts = Counter(grade_at(line.urgency) for line in told.lines if line.is_late(now))
    cells, sums = disclosure.whole({grade: counts.get(grade, 0) for grade in GRADES}, ALL)
    safe = disclosure.safe(cells, sums)
    table = [(grade_label(grade), safe[grade]) for grade in GRADES]
    total = safe[ALL]
    if not cells[ALL]:
        return Figure("late", "Late", "", ("Urgency", "Late now"), (), empty="Nobody of this period is late.")
    says = "Fewer than 5 of this period are late." if total is None else f"{total} of this period are late now."
    drawn = [{"name": str(label), "people": people} for label, people in table if people]
    return Figure("late", "Late", says, ("Urgency", "Late now"), (*table, ("All", total)), "bars", drawn)
