"""The questions of Today, asked of all open cases at once: `intake/today.py` says what each means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Interval,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    true,
    type_coerce,
)

from intake.cases import NOT_ASSESSED_PLACES, IntakeKind
from intake.notices import NoticeKind
from intake.store.patient_words import has_word
from intake.store.tables import cases
from intake.today import Filter, Moments, Search, Show
from intake.urgency import Urgency

OPEN = cases.c.closed_at.is_(None)
ORDER = (cases.c.place.desc(), cases.c.due_at, cases.c.received_at, cases.c.reference)
"""The order of the queue, as `ix_cases_open` has it; `cases.place` says who stands higher."""

ASSESSED = cases.c.place.not_in(NOT_ASSESSED_PLACES)
"""Who stands at an urgency: asked of the place, which the index of open cases has."""

_TOLD = cases.c.urgency_rank == Urgency.EMERGENCY.rank
_DUE = and_(cases.c.urgency_rank < Urgency.EMERGENCY.rank, cases.c.due_at.is_not(None))


def condition(show: Show, at: Moments, me: str) -> ColumnElement[bool]:
    """What must hold of an open case to be of this count."""
    return _conditions(at, me)[show]


def _conditions(at: Moments, me: str) -> dict[Show, ColumnElement[bool]]:
    c = cases.c
    new = c.looked_at.is_(None)
    missed = type_coerce(c.notices, Text).contains(NoticeKind.MISSED_CHECK)
    return {
        Show.RING: _TOLD,
        Show.LATE: and_(_DUE, c.due_at < at.now),
        Show.DUE_TODAY: and_(_DUE, c.due_at >= at.now, c.due_at < at.day_ends),
        Show.DUE_LATER: and_(_DUE, c.due_at >= at.now, c.due_at >= at.day_ends),
        Show.NO_CLOCK: and_(c.urgency_rank < Urgency.EMERGENCY.rank, c.due_at.is_(None)),
        Show.NEW: new,
        Show.UNREAD: and_(new, c.received_at < at.promised),
        Show.MINE: c.claimed_by == me,
        Show.COLLEAGUES: and_(c.claimed_by.is_not(None), c.claimed_by != me),
        Show.NOBODYS: c.claimed_by.is_(None),
        Show.BOOKED_TOO_LATE: c.booked_for > c.due_at,
        Show.ONE_CALL: c.one_call.is_(True),
        Show.PATIENT: or_(c.kind == IntakeKind.ABANDONED, missed),
        Show.CHASE: c.chase_on <= at.day,
        Show.STOPPED: c.kind == IntakeKind.EMERGENCY,
        Show.ABANDONED: c.kind == IntakeKind.ABANDONED,
        Show.NOT_ASSESSED: ~ASSESSED,
    }


def counted(at: Moments, me: str) -> list[ColumnElement[int]]:
    """Every count, in the order of `Show`."""
    asked = _conditions(at, me)
    return [func.count().filter(asked[show]) for show in Show]


def matches(wanted: Filter, at: Moments, me: str) -> ColumnElement[bool]:
    """What must hold of a case that this filter shows; open cases alone."""
    parts = [OPEN, *_searched(wanted.search)]
    if wanted.show:
        parts.append(condition(wanted.show, at, me))
    if wanted.levels:
        parts.append(and_(ASSESSED, cases.c.urgency_rank.in_(sorted(level.rank for level in wanted.levels))))
    if wanted.mine:
        parts.append(cases.c.claimed_by == me)
    return and_(true(), *parts)


def _searched(search: Search) -> Iterator[ColumnElement[bool]]:
    named = [has_word(cases.c.patient_id, word) for word in search.words]
    if search.references:
        begins = [cases.c.reference.startswith(start) for start in search.references]
        yield or_(*begins, *([and_(*named)] if named else []))
    else:
        yield from named
    if search.born:
        yield cases.c.born_on == search.born


def referred_to(search: Search) -> ColumnElement[bool]:
    """Whether a case's reference begins like that, as a range of the primary key: for the many that are closed.

    All references are equally long: from the first that begins so, filled up with the lowest sign, to the last. Where
    a database sorts two letters as one (CH, SZ, AA), a beginning that ends in the first of them may miss some; a whole
    reference misses none. Open cases are few enough to be asked one by one.
    """
    return or_(*(cases.c.reference.between(start.ljust(10, "2"), start.ljust(10, "Z")) for start in search.references))


def days_after_due(offset: timedelta, *, is_sqlite: bool) -> ColumnElement[int]:
    """Calendar days from the day due to the day booked, on a clock that is so far from UTC."""
    if is_sqlite:
        shift = f"{offset.total_seconds():+.0f} seconds"
        days = [func.julianday(func.date(moment, shift)) for moment in (cases.c.booked_for, cases.c.due_at)]
        return cast(days[0] - days[1], Integer)
    shifted = [type_coerce(at, DateTime) + literal(offset, Interval) for at in (cases.c.booked_for, cases.c.due_at)]
    return type_coerce(cast(shifted[0], Date) - cast(shifted[1], Date), Integer)
