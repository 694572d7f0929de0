"""The queue as it is read: a page of rows in its order, counts and charts worked out by the database.

`ix_cases_open` holds open cases alone, in the order of the queue, with what counts and filters ask about: however
many are closed, nothing of them is read, and of the open ones only the rows that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, false, func, or_, select, union

from intake.cases import CaseState, Identity, IntakeKind, QueueRow
from intake.clocks import local
from intake.people import Clinic, age_on
from intake.store import chain
from intake.store.case_numbers import numbers_of
from intake.store.case_room import CaseRoom
from intake.store.errors import StoreUnavailable
from intake.store.patient_words import whose_words_begin
from intake.store.queue_filters import ASSESSED, OPEN, ORDER, counted, days_after_due, matches, referred_to
from intake.store.settings import the_clinic
from intake.store.tables import accounts, appointments, cases, intakes, invitations, moves, patients
from intake.today import (
    PAGE,
    PRESSING,
    Charted,
    Counts,
    Filter,
    Look,
    Mark,
    Moments,
    News,
    Search,
    Show,
    Worst,
    moments,
)
from intake.urgency import Urgency

_LEVELS = tuple(Urgency)
_BANDS = (20, 30, 40, 50, 60, 70, 80)
_NAMED = 4
"""Ages that the page says one by one."""
LOOKS_KEPT = 32
"""As many looks as are kept ready: of different people and filters."""
_GLANCE = 200
"""Patients of one name among whom closed cases are looked for."""

ROWS: Select[Any] = (
    select(
        cases.c.reference,
        cases.c.urgency_rank,
        cases.c.rule_rank,
        cases.c.ceiling_rank,
        cases.c.strength,
        cases.c.kind,
        cases.c.state,
        cases.c.received_at,
        cases.c.due_at,
        cases.c.reason,
        cases.c.open_reason,
        cases.c.regions,
        cases.c.article_rows,
        cases.c.claimed_by.label("claimed_by_id"),
        cases.c.claimed_at,
        cases.c.chase_on,
        cases.c.one_call,
        cases.c.changed,
        cases.c.notices,
        cases.c.not_assessed,
        cases.c.looked_at,
        patients.c.given_name,
        patients.c.family_name,
        patients.c.date_of_birth,
        patients.c.telephone,
        appointments.c.booked_for,
        accounts.c.name.label("claimed_by"),
        invitations.c.born_confirmed_at,
        invitations.c.locked_at,
    )
    .join(patients, patients.c.id == cases.c.patient_id)
    .join(invitations, invitations.c.id == cases.c.invitation_id)
    .outerjoin(appointments, appointments.c.id == cases.c.appointment_id)
    .outerjoin(accounts, accounts.c.id == cases.c.claimed_by)
)
QUEUE = ROWS.where(OPEN).order_by(*ORDER)
"""Every open case in the order of the queue."""


class Queue(CaseRoom):
    """Who is waiting."""

    _kept: tuple[tuple[int, date], Charted] | None = None
    """The charts of the newest records: worked out once for everybody who looks before anything changes."""
    _looks: Mapping[tuple[Filter, str, int], tuple[int, Look]] = MappingProxyType({})
    """The newest looks, each with its minute: one stands while no record changes and until the minute is over."""

    def queue(self, now: datetime) -> list[QueueRow]:
        """Every open case, in the order of the queue: what was left half-way is taken in first, then one query.

        While the database takes no writes the queue is shown as it stands; what was left is taken in at the next look.
        """
        self.take_in(now)
        with self._db.read() as connection:
            clinic = the_clinic(connection)
            return _queue_rows(connection, QUEUE, clinic, now)

    def take_in(self, now: datetime) -> None:
        """Take in what was left half-way; later, where the database takes no writes now."""
        with suppress(StoreUnavailable):
            self._sweep(now)

    def look(self, wanted: Filter, me: str, now: datetime, limit: int = PAGE) -> Look:
        """The first `limit` rows of what the filter shows, and everything that the page says of all.

        One look serves whoever asks the same, until a record changes or the minute is over. What was left half-way, or
        has not come in time, is taken in first: it falls due with the time alone, so a look that stands need not ask.
        """
        asked, minute = (wanted, me, limit), int(now.timestamp() // 60)
        if (stands := self._looks.get(asked)) and self._is_newest(stands, minute):
            return stands[1]
        self.take_in(now)
        with self._db.read() as connection:
            look = self._look_now(connection, wanted, me, now, limit)
        stand = [(key, one) for key, one in self._looks.items() if (one[0], one[1].version) == (minute, look.version)]
        self._looks = dict([*stand[1 - LOOKS_KEPT :], (asked, (minute, look))])
        return look

    def _is_newest(self, stands: tuple[int, Look], minute: int) -> bool:
        """Whether a look is of this minute, and nothing has been written since."""
        return stands[0] == minute and stands[1].version == self.version()

    def _look_now(self, connection: Connection, wanted: Filter, me: str, now: datetime, limit: int) -> Look:
        version, clinic = chain.head(connection)[0], the_clinic(connection)
        at = moments(now, clinic)
        counts = _counts(connection, Filter(), at, me)
        shown = _counts(connection, wanted, at, me) if wanted.hides else counts
        mine = Filter(mine=True)
        offered = shown if wanted == mine else _counts(connection, mine, at, me) if wanted.mine else counts
        rows = ROWS.where(matches(wanted, at, me)).order_by(*ORDER).limit(limit)
        return Look(
            rows=tuple(_queue_rows(connection, rows, clinic, now)),
            found=shown.waiting,
            hidden=counts.pressing - shown.pressing,
            counts=counts,
            offered=offered,
            charted=self._charted(connection, clinic, at, version),
            mark=_mark(connection),
            version=version,
            last_received=_last_received(connection),
        )

    def counts(self, me: str, now: datetime, *, mine: bool = False) -> tuple[Counts, datetime | None]:
        """The counts of Today, of everybody or of what I have taken; and when the newest intake came in."""
        self.take_in(now)
        with self._db.read() as connection:
            at = moments(now, the_clinic(connection))
            return _counts(connection, Filter(mine=mine), at, me), _last_received(connection)

    def closed_to_chase(self, now: datetime) -> int:
        """How many closed cases have a request that must be chased by today: they stand in no count of the queue."""
        with self._db.read() as connection:
            today = moments(now, the_clinic(connection)).day
            overdue = select(func.count()).select_from(cases).where(cases.c.chase_on <= today)
            return connection.scalar(overdue.where(cases.c.closed_at.is_not(None))) or 0

    def rows_of(self, references: Sequence[str], now: datetime) -> dict[str, QueueRow]:
        """Those of these cases that are open, by reference."""
        with self._db.read() as connection:
            clinic = the_clinic(connection)
            found = _queue_rows(connection, ROWS.where(OPEN, cases.c.reference.in_(references)), clinic, now)
            return {row.reference: row for row in found}

    def version(self) -> int:
        """Moves with every change to the records: the cheapest way to learn that nothing has happened."""
        with self._db.read() as connection:
            return chain.head(connection)[0]

    def news(self, since: Mark) -> News:
        """Who has come into the queue since the mark, or come back, and how many have left."""
        with self._db.read() as connection:
            arrived = connection.execute(_arrived(since)).all()
            gone = connection.scalar(_gone(since)) or 0
        return News({row.reference: None if row.not_assessed else _LEVELS[row.urgency_rank] for row in arrived}, gone)

    def closed(self, search: Search, limit: int) -> list[tuple[str, str, datetime]]:
        """A few closed cases that the search finds: reference, name, and when each was closed."""
        named = select(cases.c.reference, patients.c.given_name, patients.c.family_name, cases.c.closed_at)
        of_patient = named.join(patients, patients.c.id == cases.c.patient_id)
        found = of_patient.where(cases.c.closed_at.is_not(None), _whose(search)).limit(limit)
        with self._db.read() as connection:
            return [(r.reference, f"{r.given_name} {r.family_name}", r.closed_at) for r in connection.execute(found)]

    def last_received(self) -> datetime | None:
        """When the newest intake came in, open or closed; None before the first. By primary key."""
        with self._db.read() as connection:
            return _last_received(connection)

    def _charted(self, connection: Connection, clinic: Clinic, at: Moments, version: int) -> Charted:
        kept = self._kept
        if kept is None or kept[0] != (version, at.day):
            self._kept = kept = (version, at.day), self._count_for_charts(connection, clinic, at)
        return kept[1]

    def _count_for_charts(self, connection: Connection, clinic: Clinic, at: Moments) -> Charted:
        offset = local(at.now, clinic).utcoffset() or timedelta()
        by_days, furthest = _of_bookings(offset, is_sqlite=self._db.is_sqlite)
        aged = connection.execute(_ages(at.day)).all()
        booked = connection.execute(by_days).all()
        worst = connection.execute(furthest).first()
        pressing = connection.execute(_pressing()).scalars().all()
        return Charted(
            ages={(_LEVELS[row.urgency_rank], row.band): row.people for row in aged},
            span=_span(aged, at.day),
            pressing=tuple(sorted(age_on(born, at.day) for born in pressing)),
            booked={(_LEVELS[row.urgency_rank], row.over_days): row.people for row in booked},
            ungraded=connection.scalar(select(func.count()).select_from(cases).where(_BOOKED, ~ASSESSED)) or 0,
            worst=Worst(f"{worst.given_name} {worst.family_name}", worst.over_days) if worst else None,
            unbooked=connection.scalar(_unbooked()) or 0,
        )


def _counts(connection: Connection, wanted: Filter, at: Moments, me: str) -> Counts:
    levels = [func.count().filter(ASSESSED, cases.c.urgency_rank == level.rank) for level in _LEVELS]
    pressing = func.count().filter(cases.c.place >= PRESSING)
    query = select(func.count(), pressing, *levels, *counted(at, me)).where(matches(wanted, at, me))
    waiting, urgent, *numbers = connection.execute(query.select_from(cases)).one()
    told = connection.execute(_newest_emergency()).first() if numbers[Urgency.EMERGENCY.rank] else None
    return Counts(
        waiting=waiting,
        pressing=urgent,
        levels=dict(zip(_LEVELS, numbers, strict=False)),
        of=dict(zip(Show, numbers[len(_LEVELS) :], strict=True)),
        told_at=told.received_at if told else None,
        told=told is None or told.kind == IntakeKind.EMERGENCY,
    )


def _newest_emergency() -> Select[Any]:
    newest = select(cases.c.received_at, cases.c.kind).where(OPEN, cases.c.urgency_rank == Urgency.EMERGENCY.rank)
    return newest.order_by(cases.c.received_at.desc()).limit(1)


@lru_cache(maxsize=4)
def _ages(today: date) -> Select[Any]:
    """People by urgency and band, with the youngest and the oldest of each; whoever nobody assessed has no level."""
    band = case(
        *((cases.c.born_on > _born_before(age, today), number) for number, age in enumerate(_BANDS)),
        else_=len(_BANDS),
    ).label("band")
    people = func.count().label("people")
    youngest, oldest = func.max(cases.c.born_on).label("youngest"), func.min(cases.c.born_on).label("oldest")
    aged = select(cases.c.urgency_rank, band, people, youngest, oldest).where(OPEN, ASSESSED)
    return aged.group_by(cases.c.urgency_rank, band)


def _born_before(age: int, today: date) -> date:
    """The last day of birth of whoever is so old today; on a leap day's eve where there is no such day."""
    return date(today.year - age, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)


def _span(aged: Sequence[Row[Any]], today: date) -> tuple[int, int] | None:
    if not aged:
        return None
    return age_on(max(row.youngest for row in aged), today), age_on(min(row.oldest for row in aged), today)


@cache
def _pressing() -> Select[Any]:
    """When whoever is immediate or above was born, the first few in the order of the queue."""
    pressing = select(cases.c.born_on).where(OPEN, cases.c.urgency_rank >= Urgency.IMMEDIATE.rank)
    return pressing.order_by(*ORDER).limit(_NAMED + 1)


_BOOKED = and_(OPEN, cases.c.booked_for.is_not(None), cases.c.due_at.is_not(None))


@lru_cache(maxsize=4)
def _of_bookings(offset: timedelta, *, is_sqlite: bool) -> tuple[Select[Any], Select[Any]]:
    """People by the days that they are booked after the day due, and whoever is booked furthest after it."""
    over = days_after_due(offset, is_sqlite=is_sqlite).label("over_days")
    return _booked(over), _worst(over)


def _booked(over: Any) -> Select[Any]:
    people = func.count().label("people")
    return select(cases.c.urgency_rank, over, people).where(_BOOKED, ASSESSED).group_by(cases.c.urgency_rank, over)


def _worst(over: Any) -> Select[Any]:
    """Whoever is booked furthest after the day due."""
    late = select(cases.c.reference, over).where(OPEN, cases.c.booked_for > cases.c.due_at)
    furthest = late.order_by(over.desc(), *ORDER).limit(1).subquery()
    named = select(patients.c.given_name, patients.c.family_name, furthest.c.over_days)
    return named.join(cases, cases.c.patient_id == patients.c.id).join(
        furthest, furthest.c.reference == cases.c.reference
    )


@cache
def _unbooked() -> Select[Any]:
    return select(func.count()).select_from(cases).where(OPEN, cases.c.booked_for.is_(None))


def _mark(connection: Connection) -> Mark:
    """How far arrivals and moves have come. By primary key."""
    return Mark(*(connection.scalar(select(func.max(table.c.id))) or 0 for table in (intakes, moves)))


def _arrived(since: Mark) -> Select[Any]:
    """Open cases that came in after the mark or were opened again after it."""
    older = intakes.alias()
    first = exists().where(older.c.reference == cases.c.reference, older.c.id <= since.intake)
    came = select(intakes.c.reference).where(intakes.c.id > since.intake)
    back = select(moves.c.reference).where(moves.c.id > since.move, moves.c.move == "reopened")
    new = or_(and_(cases.c.reference.in_(came), ~first), cases.c.reference.in_(back))
    return select(cases.c.reference, cases.c.urgency_rank, cases.c.not_assessed).where(OPEN, new).order_by(*ORDER)


def _gone(since: Mark) -> Select[Any]:
    left = select(moves.c.reference).where(moves.c.id > since.move, moves.c.move == "closed")
    return select(func.count()).select_from(cases).where(cases.c.closed_at.is_not(None), cases.c.reference.in_(left))


def _whose(search: Search) -> ColumnElement[bool]:
    """Whose cases a search may mean: never more patients than a glance can take in."""
    if search.born:
        born = select(patients.c.id).where(patients.c.date_of_birth == search.born).limit(_GLANCE)
        return cases.c.patient_id.in_(born)
    named = cases.c.patient_id.in_(whose_words_begin(search.words, _GLANCE)) if search.words else None
    if not search.references:
        return false() if named is None else named
    referred = select(cases.c.reference).where(referred_to(search))
    if named is None:
        return cases.c.reference.in_(referred)
    return cases.c.reference.in_(union(referred, select(cases.c.reference).where(named)))  # an OR would read them all


def _last_received(connection: Connection) -> datetime | None:
    """What was left half-way counts from when it was left, and is found later: it is nothing that came in just now."""
    newest = select(intakes.c.received_at).where(intakes.c.kind != IntakeKind.ABANDONED)
    return connection.scalar(newest.order_by(intakes.c.id.desc()).limit(1))


def _queue_rows(connection: Connection, asked: Select[Any], clinic: Clinic, now: datetime) -> list[QueueRow]:
    """The rows as values; whoever must be rung now has the number that was given today, or the one on record."""
    rows = connection.execute(asked).all()
    told = {row.reference: row.telephone or "" for row in rows if row.urgency_rank == Urgency.EMERGENCY.rank}
    numbers = told | numbers_of(connection, tuple(told))
    return [_queue_row(row, numbers.get(row.reference, ""), clinic, now) for row in rows]


def _queue_row(row: Row[Any], telephone: str, clinic: Clinic, now: datetime) -> QueueRow:
    return QueueRow(
        reference=row.reference,
        patient_name=f"{row.given_name} {row.family_name}",
        date_of_birth=row.date_of_birth.isoformat(),
        age=age_on(row.date_of_birth, local(now, clinic).date()),
        urgency=_LEVELS[row.urgency_rank],
        rule_urgency=_LEVELS[row.rule_rank],
        ceiling=_LEVELS[row.ceiling_rank],
        strength=row.strength,
        kind=IntakeKind(row.kind),
        state=CaseState(row.state),
        received_at=row.received_at,
        due_at=row.due_at,
        booked_for=row.booked_for,
        reason=row.reason,
        open_reason=row.open_reason,
        regions=row.regions,
        article_rows=tuple(int(number) for number in row.article_rows),
        claimed_by=row.claimed_by,
        claimed_by_id=row.claimed_by_id,
        claimed_at=row.claimed_at,
        chase_on=row.chase_on,
        one_call=row.one_call,
        changed=row.changed,
        notices=row.notices,
        not_assessed=row.not_assessed,
        looked_at=row.looked_at,
        identity=_identity(row),
        telephone=telephone,
    )


def _identity(row: Row[Any]) -> Identity:
    if row.locked_at:
        return Identity.LOCKED
    return Identity.CONFIRMED if row.born_confirmed_at else Identity.NOT_CONFIRMED
