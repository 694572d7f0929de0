"""A case's appointment: booked, moved, missed, taken place; and the wish to bring it forward, until it is met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, insert, or_, select, update
from sqlalchemy import case as whichever

from intake import access, appointments
from intake.appointments import AT_A_LOOK, BookingStep, ToBook, Wish, WishEnd
from intake.clocks import local
from intake.notices import NoticeKind
from intake.people import Account
from intake.plain_text import tidy
from intake.store.case_claims import take_where_nobody_has
from intake.store.case_files import wish_of
from intake.store.case_following import open_again
from intake.store.case_numbers import numbers_to_ring
from intake.store.case_room import CaseRoom, change, hold
from intake.store.errors import CaseClosed, ReasonNeeded, Refused
from intake.store.notices import end_notices, raise_notice
from intake.store.settings import the_clinic
from intake.store.tables import appointments as booked
from intake.store.tables import booking_events, cases, invitations, patients, wish_ends, wishes
from intake.store.tokens import new_id
from intake.store.work import Work
from intake.urgency import Urgency, rank_of

_LEVELS = tuple(Urgency)
PERSON: tuple[Any, ...] = (
    cases.c.reference,
    cases.c.urgency_rank,
    cases.c.not_assessed,
    cases.c.due_at,
    cases.c.booked_for,
    cases.c.closed_at,
    patients.c.given_name,
    patients.c.family_name,
    patients.c.telephone,
)
_RANK = whichever((cases.c.not_assessed, rank_of(None)), else_=cases.c.urgency_rank)
_AUDITED = {
    BookingStep.BOOKED: "appointment booked",
    BookingStep.MOVED: "appointment moved",
    BookingStep.TOOK_PLACE: "appointment took place",
    BookingStep.MISSED: "appointment missed",
}
WANTED: Select[Any] = (
    select(*PERSON, wishes)
    .join_from(cases, patients, patients.c.id == cases.c.patient_id)
    .join(wishes, wishes.c.reference == cases.c.reference)
    .outerjoin(wish_ends, wish_ends.c.id == wishes.c.id)
    .where(cases.c.forward_by.is_not(None), wish_ends.c.id.is_(None))
)
"""Whoever is to be brought forward, open case or closed; `ix_cases_forward_by` holds nobody else."""


class Bookings(CaseRoom):
    """Appointments after the first one."""

    def ask_forward(self, reference: str, wanted_by: date, why: str, actor: Account, now: datetime) -> bool:
        """Ask reception for an appointment by that day; whether the asker has the case. A wish that stands is replaced.

        Whoever decides on a case that nobody has, has it from then on: what reception answers comes to somebody.
        """
        access.check_ask_forward(actor)
        with self._db.write() as work:
            case = hold(work, reference)
            today = local(now, the_clinic(work.connection)).date()
            if refused := appointments.why_not_wanted_by(wanted_by, today):
                raise Refused(refused)
            if _is_same(_wish(work, reference), wanted_by, tidy(why), actor):
                return take_where_nobody_has(work, case, actor, now)  # a second tap
            _end(work, reference, WishEnd.ASKED_ANEW, "", actor, now)
            _keep_wish(work, reference, wanted_by, tidy(why), actor, now)
            end_notices(work, reference, NoticeKind.NOT_FORWARD, actor.name, now, "Asked again.")
            _show_wish(work, reference, wanted_by)
            work.record(actor.name, "asked to bring the appointment forward", now, reference, account=actor.id)
            return take_where_nobody_has(work, case, actor, now)

    def book(
        self, reference: str, booked_for: datetime, actor: Account, now: datetime, *, took_place: bool = False
    ) -> None:
        """Book the case, or move its appointment. A day that has passed is refused unless it has taken place.

        A wish to be seen by a day is met by an appointment up to that day, and by no later one. While one stands, a
        closed case is booked too: reception was asked, and closing took nothing back.
        """
        access.check_book(actor)
        with self._db.write() as work:
            case = hold(work, reference, closed_too=True)
            wish = _wish(work, reference)
            if case["closed_at"] and wish is None:
                raise CaseClosed(reference)
            clinic = the_clinic(work.connection)
            if refused := appointments.why_not_booked(booked_for, now, clinic, took_place=took_place):
                raise Refused(refused)
            step = _step(case, took_place=took_place)
            if wish is None and _is_booked(work, case, step, booked_for):
                return  # a second tap
            _record(work, case, step, booked_for, "", actor, now)
            _book(work, case, booked_for, actor, now)
            end_notices(work, reference, NoticeKind.NOT_ATTENDED, actor.name, now, "Booked again.")
            if wish and local(booked_for, clinic).date() <= wish["wanted_by"]:
                _end(work, reference, WishEnd.BOOKED, "", actor, now)
            work.record(actor.name, _AUDITED[step], now, reference, account=actor.id)

    def cannot_bring_forward(self, reference: str, why: str, actor: Account, now: datetime) -> None:
        """Say why there is no appointment by the day that was asked for. A clinician must look at it again.

        A closed case opens again by it: elsewhere nobody would look.
        """
        access.check_book(actor)
        said = _needed(why, "Write why there is no sooner appointment. A clinician decides what to do instead.")
        with self._db.write() as work:
            case = hold(work, reference, closed_too=True)
            if _end(work, reference, WishEnd.NOT_POSSIBLE, said, actor, now):
                raise_notice(work, reference, NoticeKind.NOT_FORWARD, actor.name, now, said)
                if case["closed_at"]:
                    open_again(work, reference, "Could not be brought forward.", actor, now)
                work.record(actor.name, "could not bring the appointment forward", now, reference, account=actor.id)

    def take_back_wish(self, reference: str, why: str, actor: Account, now: datetime) -> None:
        """Nobody need be brought forward any more, with the reason."""
        access.check_ask_forward(actor)
        said = _needed(why, "Write why they need not be seen sooner any more.")
        with self._db.write() as work:
            hold(work, reference, closed_too=True)
            if _end(work, reference, WishEnd.TAKEN_BACK, said, actor, now):
                work.record(actor.name, "took back the wish to bring forward", now, reference, account=actor.id)

    def missed(self, reference: str, why: str, actor: Account, now: datetime) -> None:
        """They did not come. The case has no appointment any more and is something to do; it never closes by that."""
        access.check_book(actor)
        with self._db.write() as work:
            case = hold(work, reference, closed_too=True)
            if case["booked_for"] is None:
                raise Refused("No appointment is booked, so nobody can have missed one. Load the page again.")
            if case["booked_for"] > now:
                raise Refused("The appointment is still to come. Move it instead.")
            _record(work, case, BookingStep.MISSED, None, tidy(why), actor, now)
            change(work, reference, actor.name, now, appointment_id=None)
            raise_notice(work, reference, NoticeKind.NOT_ATTENDED, actor.name, now, tidy(why))
            if case["closed_at"]:
                open_again(work, reference, "Did not come to the appointment.", actor, now)
            work.record(actor.name, _AUDITED[BookingStep.MISSED], now, reference, account=actor.id)

    def how_many_to_bring_forward(self) -> int:
        """How many people a clinician wants seen sooner, open case or closed."""
        with self._db.read() as connection:
            return connection.scalar(select(func.count()).where(cases.c.forward_by.is_not(None))) or 0

    def to_bring_forward(self) -> list[ToBook]:
        """Everybody whom a clinician wants seen sooner: by urgency, then by the day that was asked for."""
        with self._db.read() as connection:
            found = connection.execute(WANTED).mappings().all()
            numbers = numbers_to_ring(connection, found)
        people = [_to_book(row, numbers, wish_of(row)) for row in found]
        return sorted(people, key=appointments.most_urgent_first)

    def to_book(self) -> list[ToBook]:
        """Open cases that are booked later than due, or not booked though due, and nobody has asked yet.

        By urgency as the queue has it, then by the day due.
        """
        late = or_(cases.c.booked_for.is_(None), cases.c.booked_for > cases.c.due_at)
        found = (
            select(*PERSON)
            .join(patients, patients.c.id == cases.c.patient_id)
            .where(cases.c.closed_at.is_(None), cases.c.forward_by.is_(None), cases.c.due_at.is_not(None), late)
            .order_by(_RANK.desc(), cases.c.due_at, cases.c.reference)
            .limit(AT_A_LOOK)
        )
        with self._db.read() as connection:
            rows = connection.execute(found).mappings().all()
            numbers = numbers_to_ring(connection, rows)
        return [_to_book(row, numbers, None) for row in rows]


def _step(case: RowMapping, *, took_place: bool) -> BookingStep:
    if took_place:
        return BookingStep.TOOK_PLACE
    return BookingStep.MOVED if case["booked_for"] else BookingStep.BOOKED


def _is_booked(work: Work, case: RowMapping, step: BookingStep, booked_for: datetime) -> bool:
    """Whether this is how the case stands: booked for that moment, and if it took place, told of already."""
    is_same = bool(case["booked_for"] == booked_for)
    if not is_same or step is not BookingStep.TOOK_PLACE:
        return is_same
    mine = select(booking_events.c.step).where(booking_events.c.reference == case["reference"])
    return work.execute(mine.order_by(booking_events.c.id.desc()).limit(1)).scalar() == BookingStep.TOOK_PLACE


def _needed(why: str, remedy: str) -> str:
    said = tidy(why)
    if not said:
        raise ReasonNeeded(remedy)
    return said


def _record(
    work: Work, case: RowMapping, step: BookingStep, now_for: datetime | None, why: str, actor: Account, now: datetime
) -> None:
    work.keep(
        booking_events,
        reference=case["reference"],
        step=step,
        was_for=case["booked_for"],
        now_for=now_for,
        why=why,
        by_id=actor.id,
        by_name=actor.name,
        at=now,
    )


def _book(work: Work, case: RowMapping, booked_for: datetime, actor: Account, now: datetime) -> None:
    """The new appointment in place of the old one, which stays in its table."""
    fresh = {"id": new_id(), "patient_id": case["patient_id"], "booked_for": booked_for, "created_at": now}
    work.execute(insert(booked).values(**fresh))
    mine = update(invitations).where(invitations.c.id == case["invitation_id"])
    work.execute(mine.values(appointment_id=fresh["id"]))
    change(work, case["reference"], actor.name, now, appointment_id=fresh["id"])


def _keep_wish(work: Work, reference: str, wanted_by: date, why: str, actor: Account, now: datetime) -> None:
    work.keep(
        wishes, reference=reference, wanted_by=wanted_by, why=why, by_id=actor.id, by_name=actor.name, at=now
    )  # fmt: skip


def _wish(work: Work, reference: str) -> RowMapping | None:
    """The wish of the case that stands, if one does."""
    standing = (
        select(wishes)
        .outerjoin(wish_ends, wish_ends.c.id == wishes.c.id)
        .where(wishes.c.reference == reference, wish_ends.c.id.is_(None))
    )
    return work.execute(standing).mappings().first()


def _is_same(wish: RowMapping | None, wanted_by: date, why: str, actor: Account) -> bool:
    return wish is not None and (wish["wanted_by"], wish["why"], wish["by_id"]) == (wanted_by, why, actor.id)


def _end(work: Work, reference: str, outcome: WishEnd, why: str, actor: Account, now: datetime) -> bool:
    """End the wish that stands; False where none does."""
    wish = _wish(work, reference)
    if wish is None:
        return False
    work.keep(
        wish_ends, id=wish["id"], reference=reference, outcome=outcome, why=why, by_id=actor.id, by_name=actor.name,
        at=now,
    )  # fmt: skip
    _show_wish(work, reference, None)
    return True


def _show_wish(work: Work, reference: str, wanted_by: date | None) -> None:
    work.execute(update(cases).where(cases.c.reference == reference).values(forward_by=wanted_by))


def _to_book(row: RowMapping, numbers: Mapping[str, str], wish: Wish | None) -> ToBook:
    name, ring = f"{row['given_name']} {row['family_name']}", numbers.get(row["reference"])
    level = _LEVELS[row["urgency_rank"]]
    return ToBook(
        row["reference"], name, ring, level, row["due_at"], row["booked_for"], wish, row["not_assessed"],
        case_is_closed=row["closed_at"] is not None,
    )  # fmt: skip
