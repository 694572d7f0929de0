"""What the clinic must look at today: the counts that are filters, and what is asked of the queue. Values, pure.

Each count is a question about one open case; the store asks the same questions of all at once, and a test holds the
two against each other. The five of the clock take in every open case, one each: nobody can be absent from all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.cases import REFERENCE_SIGNS, REFERENCE_START, IntakeKind, QueueRow, place
from intake.clocks import local, read_by
from intake.list_values import MONTHS, UnreadableValue, read_day
from intake.names import wanted
from intake.notices import NoticeKind
from intake.people import Clinic
from intake.urgency import Urgency

PAGE = 50
"""Rows that are shown at first; as many again each time more are asked for."""


class Show(StrEnum):
    """A count of Today. The values stand in addresses: none is a word about health."""

    RING = "ring"
    LATE = "late"
    DUE_TODAY = "today"
    DUE_LATER = "later"
    NO_CLOCK = "none"
    NEW = "new"
    UNREAD = "unread"
    MINE = "mine"
    COLLEAGUES = "others"
    NOBODYS = "nobody"
    BOOKED_TOO_LATE = "booked"
    ONE_CALL = "call"
    PATIENT = "patient"
    CHASE = "chase"
    STOPPED = "stopped"
    ABANDONED = "left"
    NOT_ASSESSED = "look"


CLOCK = (Show.RING, Show.LATE, Show.DUE_TODAY, Show.DUE_LATER, Show.NO_CLOCK)
"""Every open case is in exactly one of these."""
FROM_ANSWERS = frozenset({Show.ONE_CALL})
"""What only those may ask who may read answers."""


@dataclass(frozen=True)
class Moments:
    """The moments that the counts turn on: now, the end of the clinic's day, its date, and the promise.

    Answers received before `promised` should have been read by now.
    """

    now: datetime
    day_ends: datetime
    day: date
    promised: datetime


def moments(now: datetime, clinic: Clinic) -> Moments:
    """The moments of this clinic at this one."""
    day = local(now, clinic).date()
    return Moments(now, _midnight(day + timedelta(1), clinic), day, _promised(now, day, clinic))


def _midnight(day: date, clinic: Clinic) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(clinic.time_zone)).astimezone(UTC)


def _promised(now: datetime, day: date, clinic: Clinic) -> datetime:
    """The beginning of the first day whose answers may still wait for their first look."""
    for back in range(40):
        begins = _midnight(day - timedelta(back), clinic)
        if read_by(begins, clinic) < now:
            return _midnight(day - timedelta(back - 1), clinic)
    return _midnight(day - timedelta(40), clinic)


def holds(show: Show, row: QueueRow, at: Moments, me: str) -> bool:
    """Whether a case belongs to a count; `me` is the account that asks."""
    return show in belongs_to(row, at, me)


def belongs_to(row: QueueRow, at: Moments, me: str) -> frozenset[Show]:
    """Every count that takes in this case."""
    asked = {
        _clock(row, at): True,
        Show.NEW: row.looked_at is None,
        Show.UNREAD: row.looked_at is None and row.received_at < at.promised,
        _holder(row, me): True,
        Show.BOOKED_TOO_LATE: row.booked_too_late,
        Show.ONE_CALL: row.one_call,
        Show.PATIENT: row.kind is IntakeKind.ABANDONED or NoticeKind.MISSED_CHECK in row.notices,
        Show.CHASE: row.chase_on is not None and row.chase_on <= at.day,
        Show.STOPPED: row.kind is IntakeKind.EMERGENCY,
        Show.ABANDONED: row.kind is IntakeKind.ABANDONED,
        Show.NOT_ASSESSED: row.not_assessed,
    }
    return frozenset(show for show, answer in asked.items() if answer)


def _clock(row: QueueRow, at: Moments) -> Show:
    """An emergency is told, not late; it has its own count."""
    if row.urgency is Urgency.EMERGENCY:
        return Show.RING
    if row.due_at is None:
        return Show.NO_CLOCK
    if row.is_late(at.now):
        return Show.LATE
    return Show.DUE_TODAY if row.due_at < at.day_ends else Show.DUE_LATER


def _holder(row: QueueRow, me: str) -> Show:
    if row.claimed_by_id is None:
        return Show.NOBODYS
    return Show.MINE if row.claimed_by_id == me else Show.COLLEAGUES


@dataclass(frozen=True)
class Search:
    """Whom somebody looks for: by beginnings of the words of a name, by date of birth, by beginnings of a reference.

    Words and beginnings of references together: whoever has all these words, or one of these references.
    """

    words: tuple[str, ...] = ()
    born: date | None = None
    references: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.words or self.born or self.references)


@dataclass(frozen=True)
class Filter:
    """Which open cases are shown: of one count, of some urgencies, mine alone, or found by a search."""

    show: Show | None = None
    levels: frozenset[Urgency] = frozenset()
    mine: bool = False
    search: Search = field(default_factory=Search)

    @property
    def hides(self) -> bool:
        """Whether it leaves anybody out."""
        return self != Filter()

    def as_query(self) -> dict[str, str]:
        """What may stand in an address: no name, no date of birth, no word about health."""
        ranks = "".join(str(level.rank) for level in sorted(self.levels, key=lambda one: -one.rank))
        asked = {"show": str(self.show or ""), "level": ranks, "who": "me" if self.mine else ""}
        return {name: value for name, value in asked.items() if value}

    def without_search(self) -> Filter:
        """The same, of everybody."""
        return replace(self, search=Search())


def from_query(query: Mapping[str, str]) -> Filter:
    """The filter of an address; what it does not know it leaves out."""
    show = query.get("show", "")
    ranks = {int(rank) for rank in query.get("level", "") if rank in "012345"}
    return Filter(
        Show(show) if show in set(Show) else None,
        frozenset(level for level in Urgency if level.rank in ranks),
        query.get("who") == "me",
    )


def search_of(typed: str, date_order: str) -> Search:
    """What somebody typed into the search: a date of birth in the country's order, a name, or part of a reference.

    `date_order` is the country's, such as `dmy`. Letters alone may be either of the last two: they are both.
    """
    said = typed.strip()
    if born := _date(said, date_order):
        return Search(born=born)
    references = tuple(REFERENCE_START + code for code in _codes(said.upper()))
    is_sure = references and (said.upper().startswith(("TW-", "TW ")) or any(sign.isdigit() for sign in said))
    return Search(() if is_sure else wanted(said), references=references)


def _codes(said: str) -> list[str]:
    """The beginnings of a reference's seven signs that may be meant; `TW` was typed before them or not."""
    code = "".join(said.replace("-", " ").split())
    bare = code.removeprefix("TW")
    meant = [bare] if said.startswith(("TW-", "TW ")) else sorted({code, bare})
    return [one for one in meant if 0 < len(one) <= 7 and set(one) <= REFERENCE_SIGNS]


def _date(said: str, date_order: str) -> date | None:
    """The day that is meant: in figures, or with the month's name, as the product prints it."""
    try:
        found = read_day(said, date_order)
    except UnreadableValue:
        return None
    return found if found.year >= 1000 else None


_BORN = {"dmy": "9/3/1984", "mdy": "3/9/1984", "ymd": "1984-03-09"}


def how_to_write(typed: str, date_order: str) -> str:
    """How to write what looks like a date of birth and cannot be read as one; empty for everything else."""
    parts = [part for part in re.split(r"[\s/.,-]+", typed.strip().casefold()) if part]
    figures = [part for part in parts if part[0].isdigit()]
    has_month = any(part[:3] in MONTHS and part.isalpha() for part in parts)
    looks = len(figures) == 3 == len(parts) or (has_month and figures) or [len(one) for one in figures] == [8]
    if not looks or _date(typed, date_order):
        return ""
    if all(len(figure) < 4 for figure in figures):
        return f"Write the year with four digits, like {_BORN[date_order]}."
    return f"Write a date of birth like {_BORN[date_order]}."


@dataclass(frozen=True)
class Counts:
    """How many open cases there are, of each count and of each urgency; and the newest emergency's moment.

    Whoever has not been assessed is in no urgency's number. `pressing`: how many stand as high as urgent or higher,
    whoever has not been assessed among them.
    """

    waiting: int
    of: Mapping[Show, int]
    levels: Mapping[Urgency, int]
    pressing: int = 0
    told_at: datetime | None = None
    told: bool = True

    @property
    def emergencies(self) -> int:
        """How many must be rung now."""
        return self.levels.get(Urgency.EMERGENCY, 0)


def counts_of(rows: Sequence[QueueRow], at: Moments, me: str = "") -> Counts:
    """The counts of rows that are there already, as the store counts them without reading them."""
    belongs = Counter(show for row in rows for show in belongs_to(row, at, me))
    told = max((row for row in rows if row.urgency is Urgency.EMERGENCY), key=_received, default=None)
    return Counts(
        waiting=len(rows),
        of={show: belongs[show] for show in Show},
        levels=Counter(row.level for row in rows if row.level),
        pressing=sum(_stands(row) >= PRESSING for row in rows),
        told_at=told.received_at if told else None,
        told=told is None or told.kind is IntakeKind.EMERGENCY,
    )


PRESSING = place(Urgency.URGENT, 0, None)
"""From this place on somebody is urgent."""


def _stands(row: QueueRow) -> int:
    return place(row.urgency, row.strength, row.due_at, not_assessed=row.not_assessed)


def _received(row: QueueRow) -> datetime:
    return row.received_at


@dataclass(frozen=True)
class Mark:
    """How far arrivals and moves had come when an order was taken: what is newer is news."""

    intake: int = 0
    move: int = 0


@dataclass(frozen=True)
class News:
    """Who has come into the queue since a mark, in its order, and how many have left it.

    Whoever nobody has assessed comes at no urgency: None.
    """

    arrived: Mapping[str, Urgency | None] = field(default_factory=dict)
    gone: int = 0


@dataclass(frozen=True)
class Worst:
    """Whoever is booked furthest after the day due, and by how many calendar days."""

    name: str
    over_days: int


@dataclass(frozen=True)
class Charted:
    """What the charts of the queue are drawn from, counted.

    `ages`: people by urgency and band (its number, 0 for under 20, then by tens). `span`: the youngest and the oldest
    in years. `pressing`: ages of whoever is immediate or above, the first few; how many there are stands in the counts.
    `booked`: people by urgency and days booked after the day due (negative: to spare). `ungraded`: how many more are
    booked and due, whom nobody has assessed: they have no urgency to be drawn at.
    """

    ages: Mapping[tuple[Urgency, int], int]
    span: tuple[int, int] | None
    pressing: tuple[int, ...]
    booked: Mapping[tuple[Urgency, int], int]
    worst: Worst | None
    unbooked: int
    ungraded: int = 0


@dataclass(frozen=True)
class Look:
    """One look at the queue, all of it of the same moment.

    `rows`: the first that the filter shows, in the order of the queue; `found`: how many it shows in all;
    `hidden`: how many who are urgent or above it leaves out. `counts` are of everybody, `offered` of everybody or
    of mine, as the filter asks. `version` moves with every change to the records.
    """

    rows: tuple[QueueRow, ...]
    found: int
    hidden: int
    counts: Counts
    offered: Counts
    charted: Charted
    mark: Mark
    version: int
    last_received: datetime | None
